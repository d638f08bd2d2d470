package dev.millrace.sync;

import static dev.millrace.sync.CountingWaker.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Semaphore and mutex. */
@Timeout(60)
class SemaphoreTest {
    private final Semaphore semaphore = new Semaphore(3);
    private final CountingWaker waker = new CountingWaker();

    @Test
    void permitsAreTakenAndGivenBackOnce() {
        Permit two = now(semaphore.acquire(2));
        assertThat(two.count()).isEqualTo(2);
        assertThat(semaphore.tryAcquire(2)).isNull();
        assertThat(semaphore.tryAcquire(1)).isNotNull();
        two.close();
        two.close();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
    }

    @Test
    void aWaitForManyIsNotOvertakenByOneForFew() {
        Permit held = now(semaphore.acquire(2));
        Future<Permit> many = semaphore.acquire(3);
        Future<Permit> few = semaphore.acquire(1);
        CountingWaker fewWaker = new CountingWaker();
        assertThat(waker.poll(many)).isFalse();
        assertThat(fewWaker.poll(few)).isFalse();
        assertThat(semaphore.tryAcquire(1)).isNull();
        held.close();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(fewWaker.wakes()).isZero();
        now(many).close();
        assertThat(fewWaker.wakes()).isEqualTo(1);
        now(few).close();
        assertThat(semaphore.availablePermits()).isEqualTo(3);
    }

    @Test
    void cancellingTheFirstInLineLetsTheNextOneGoOn() {
        Permit held = now(semaphore.acquire(2));
        Future<Permit> many = semaphore.acquire(3);
        Future<Permit> few = semaphore.acquire(1);
        many.poll(Waker.none());
        waker.poll(few);
        many.cancel();
        assertThat(waker.wakes()).isEqualTo(1);
        now(few).close();
        held.close();
        assertThat(semaphore.availablePermits()).isEqualTo(3);
        assertThatThrownBy(many::result).isInstanceOf(CancellationException.class);
    }

    @Test
    void permitsOfACancelledWaitAreGivenBackAtEachPoint() {
        semaphore.acquire(3).cancel();
        Permit held = now(semaphore.acquire(3));
        Future<Permit> woken = semaphore.acquire(2);
        woken.poll(Waker.none());
        held.close();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        woken.cancel();
        assertThat(semaphore.availablePermits()).isEqualTo(3);
        Future<Permit> ready = semaphore.acquire(2);
        ready.poll(Waker.none());
        ready.cancel();
        ready.cancel();
        assertThat(semaphore.availablePermits()).isEqualTo(3);
        Future<Permit> fetched = semaphore.acquire(2);
        Permit permit = now(fetched);
        fetched.cancel();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        permit.close();
        assertThat(semaphore.availablePermits()).isEqualTo(3);
    }

    @Test
    void addingPermitsWakesAsManyAsCanGoOn() {
        now(semaphore.acquire(3));
        List<Future<Permit>> waits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waits.add(semaphore.acquire());
            waker.poll(waits.get(i));
        }
        semaphore.addPermits(2);
        assertThat(waker.wakes()).isEqualTo(2);
        assertThat(waker.poll(waits.get(2))).isFalse();
        assertThat(waker.poll(waits.get(0))).isTrue();
        assertThat(waker.poll(waits.get(1))).isTrue();
    }

    @Test
    void closingFailsAllWaitsNowAndLater() {
        Permit held = now(semaphore.acquire(3));
        Future<Permit> wait = semaphore.acquire();
        waker.poll(wait);
        semaphore.close();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(waker.poll(wait)).isTrue();
        assertThatThrownBy(wait::result).isInstanceOf(ClosedException.class);
        held.close();
        assertThat(semaphore.tryAcquire(1)).isNull();
        assertThatThrownBy(() -> now(semaphore.acquire())).isInstanceOf(ClosedException.class);
        assertThat(semaphore.isClosed()).isTrue();
    }

    @Test
    void countsOutOfRangeAreRefusedWithTheValue() {
        assertThatThrownBy(() -> new Semaphore(-1)).hasMessageContaining("permits=-1");
        assertThatThrownBy(() -> semaphore.acquire(0)).hasMessageContaining("count=0");
    }

    @Test
    void nobodySleepsWhoCouldGoOnAndNoPermitIsLost() {
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int total = 1 + random.nextInt(5);
            Semaphore permits = new Semaphore(total);
            List<Permit> held = new ArrayList<>();
            List<Wait> waits = new ArrayList<>();
            for (int step = 0; step < 300; step++) {
                int choice = random.nextInt(4);
                if (choice == 0) {
                    waits.add(new Wait(permits, 1 + random.nextInt(total)));
                } else if (choice == 1 && !held.isEmpty()) {
                    held.remove(random.nextInt(held.size())).close();
                } else if (!waits.isEmpty()) {
                    Wait wait = waits.get(random.nextInt(waits.size()));
                    boolean ready = choice == 2 && wait.poll();
                    if (ready && random.nextInt(4) > 0) held.add(wait.future.result());
                    else if (ready || choice == 3) wait.future.cancel();
                    if (ready || choice == 3) waits.remove(wait);
                }
                assertThat(waits.stream().filter(Wait::asleep).limit(1))
                        .as("seed=%d step=%d", seed, step)
                        .allSatisfy(wait -> assertThat(wait.want).isGreaterThan((int) permits.availablePermits()));
            }
            waits.forEach(wait -> wait.future.cancel());
            held.forEach(Permit::close);
            assertThat(permits.availablePermits()).isEqualTo(total);
        }
    }

    private static final class Wait {
        private final int want;
        private final Future<Permit> future;
        private final CountingWaker waker = new CountingWaker();
        private boolean pending;

        Wait(Semaphore permits, int want) {
            this.want = want;
            future = permits.acquire(want);
            pending = !poll();
        }

        boolean poll() {
            boolean ready = waker.poll(future);
            pending = !ready;
            return ready;
        }

        boolean asleep() {
            return pending && waker.wakes() == 0;
        }
    }

    @Test
    void threadsNeverHoldMorePermitsThanThereAre() throws Exception {
        AtomicInteger out = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SplittableRandom random = new SplittableRandom(i);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 20_000; n++) {
                    Future<Permit> acquire = semaphore.acquire(1 + random.nextInt(3));
                    if (random.nextInt(4) == 0) {
                        acquire.poll(Waker.none());
                        acquire.cancel();
                        continue;
                    }
                    try (Permit permit = BlockOn.run(acquire)) {
                        int now = out.addAndGet(permit.count());
                        most.accumulateAndGet(now, Math::max);
                        out.addAndGet(-permit.count());
                    }
                }
            }));
        }
        for (Thread thread : threads) thread.join();
        assertThat(most.get()).isBetween(1, 3);
        assertThat(semaphore.availablePermits()).isEqualTo(3);
    }

    @Test
    void aMutexIsHandedOverInOrder() {
        Mutex mutex = new Mutex();
        MutexGuard guard = now(mutex.lock());
        assertThat(mutex.tryLock()).isNull();
        Future<MutexGuard> second = mutex.lock();
        Future<MutexGuard> third = mutex.lock();
        CountingWaker thirdWaker = new CountingWaker();
        waker.poll(second);
        thirdWaker.poll(third);
        guard.close();
        guard.close();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(thirdWaker.wakes()).isZero();
        assertThat(mutex.tryLock()).as("it is the second one's").isNull();
        second.cancel();
        assertThat(thirdWaker.wakes()).isEqualTo(1);
        now(third).close();
        assertThat(mutex.isLocked()).isFalse();
        assertThat(mutex.tryLock()).isNotNull();
    }

    @Test
    void aMutexExcludesThreadsFromEachOtherWhateverIsCancelled() throws Exception {
        Mutex mutex = new Mutex();
        int[] count = new int[1];
        int each = 30_000;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SplittableRandom random = new SplittableRandom(i);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < each; n++) {
                    while (random.nextInt(4) == 0) {
                        Future<MutexGuard> lock = mutex.lock();
                        lock.poll(Waker.none());
                        lock.cancel();
                    }
                    try (MutexGuard guard = BlockOn.run(mutex.lock())) {
                        assertThat(guard).isNotNull();
                        count[0]++;
                    }
                }
            }));
        }
        for (Thread thread : threads) thread.join();
        assertThat(count[0]).isEqualTo(3 * each);
        assertThat(mutex.isLocked()).isFalse();
    }
}

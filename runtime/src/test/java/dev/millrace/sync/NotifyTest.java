package dev.millrace.sync;

import static dev.millrace.sync.CountingWaker.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Notify and barrier. */
@Timeout(60)
class NotifyTest {
    private final Notify notify = new Notify();
    private final CountingWaker waker = new CountingWaker();

    @Test
    void notifyOneStoresOnePermit() {
        notify.notifyOne();
        notify.notifyOne();
        now(notify.notified());
        assertThat(notify.notified().poll(Waker.none())).isFalse();
    }

    @Test
    void notifyOneWakesWhoHasWaitedLongest() {
        Future<@Nullable Void> first = notify.notified();
        Future<@Nullable Void> second = notify.notified();
        CountingWaker secondWaker = new CountingWaker();
        waker.poll(first);
        secondWaker.poll(second);
        notify.notifyOne();
        assertThat(waker.wakes()).isEqualTo(1);
        assertThat(secondWaker.poll(second)).isFalse();
        assertThat(waker.poll(first)).isTrue();
        assertThatThrownBy(second::result).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void notifyWaitersWakesAllWhoWaitAndStoresNothing() {
        Future<@Nullable Void> first = notify.notified();
        Future<@Nullable Void> second = notify.notified();
        Future<@Nullable Void> unpolled = notify.notified();
        waker.poll(first);
        waker.poll(second);
        notify.notifyWaiters();
        assertThat(waker.wakes()).isEqualTo(2);
        now(first);
        now(second);
        now(unpolled);
        assertThat(notify.notified().poll(Waker.none())).isFalse();
    }

    @Test
    void aCancelledWaitHandsItsNotificationOn() {
        Future<@Nullable Void> first = notify.notified();
        Future<@Nullable Void> second = notify.notified();
        first.poll(Waker.none());
        waker.poll(second);
        notify.notifyOne();
        first.cancel();
        assertThat(waker.wakes()).isEqualTo(1);
        second.cancel();
        now(notify.notified());
    }

    @Test
    void aCancelledWaitLeavesTheLine() {
        Future<@Nullable Void> first = notify.notified();
        first.poll(waker);
        first.cancel();
        notify.notifyOne();
        assertThat(waker.wakes()).isZero();
        now(notify.notified());
    }

    @Test
    void noNotificationIsLostBetweenThreads() throws Exception {
        AtomicInteger items = new AtomicInteger();
        int all = 100_000;
        Thread consumer = Thread.ofPlatform().start(() -> {
            for (int taken = 0; taken < all; ) {
                int got = items.getAndSet(0);
                taken += got;
                if (got == 0) BlockOn.run(notify.notified());
            }
        });
        for (int i = 0; i < all; i++) {
            items.incrementAndGet();
            notify.notifyOne();
        }
        consumer.join();
    }

    // ---- barrier

    @Test
    void aBarrierOpensWhenAllHaveArrivedAndHasOneLeader() {
        Barrier barrier = new Barrier(3);
        for (int round = 1; round <= 3; round++) {
            Future<Boolean> first = barrier.arrive();
            Future<Boolean> second = barrier.arrive();
            assertThat(waker.poll(first)).isFalse();
            assertThat(waker.poll(second)).isFalse();
            assertThat(waker.poll(second)).as("it has arrived once").isFalse();
            assertThat(now(barrier.arrive())).isTrue();
            assertThat(waker.wakes()).isEqualTo(2 * round);
            assertThat(now(first)).isFalse();
            assertThat(now(second)).isFalse();
        }
    }

    @Test
    void whoCancelsHasNotArrived() {
        Barrier barrier = new Barrier(2);
        Future<Boolean> leaving = barrier.arrive();
        leaving.poll(waker);
        leaving.cancel();
        leaving.cancel();
        Future<Boolean> first = barrier.arrive();
        assertThat(waker.poll(first)).isFalse();
        assertThat(now(barrier.arrive())).isTrue();
        first.cancel();
        assertThat(barrier.arrive().poll(Waker.none()))
                .as("the next generation is empty")
                .isFalse();
        assertThatThrownBy(() -> new Barrier(0)).hasMessageContaining("parties=0");
    }

    @Test
    void threadsMeetAtABarrier() throws Exception {
        int parties = 3;
        int rounds = 10_000;
        Barrier barrier = new Barrier(parties);
        AtomicInteger leaders = new AtomicInteger();
        AtomicInteger arrivals = new AtomicInteger();
        AtomicInteger early = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < parties; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 1; round <= rounds; round++) {
                    arrivals.incrementAndGet();
                    if (BlockOn.run(barrier.arrive())) leaders.incrementAndGet();
                    if (arrivals.get() < parties * round) early.incrementAndGet();
                }
            }));
        }
        for (Thread thread : threads) thread.join();
        assertThat(leaders).hasValue(rounds);
        assertThat(early).hasValue(0);
    }
}

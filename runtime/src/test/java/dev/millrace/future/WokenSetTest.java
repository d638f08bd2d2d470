package dev.millrace.future;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.runtime.BlockOn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which child was woken: order, one wake of the task for many, and wakes from several threads at once. */
class WokenSetTest {
    private final int[] wakes = {0};
    private final Waker task = () -> wakes[0]++;

    private static List<Integer> drain(WokenSet set) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = set.next(); i >= 0; i = set.next()) indexes.add(i);
        return indexes;
    }

    private WokenSet started(int size) {
        WokenSet set = new WokenSet(size);
        for (int i = 0; i < size; i++) set.start(i);
        set.admit(task);
        assertThat(drain(set)).hasSize(size).isSorted();
        return set;
    }

    @Test
    void childrenComeInTheOrderOfTheirWakesOnceEach() {
        WokenSet set = started(5);
        for (int i : new int[] {3, 1, 3, 4, 1}) set.waker(i).wake();
        assertThat(wakes[0]).isEqualTo(1);
        assertThat(drain(set)).isEmpty();
        set.admit(task);
        assertThat(drain(set)).containsExactly(3, 1, 4);
        set.admit(task);
        assertThat(drain(set)).isEmpty();
    }

    @Test
    void aChildThatIsWokenAfterItWasTakenComesWithTheNextAdmission() {
        WokenSet set = started(1);
        set.waker(0).wake();
        set.admit(task);
        assertThat(set.next()).isZero();
        set.waker(0).wake();
        assertThat(set.next()).isEqualTo(-1);
        assertThat(wakes[0]).isEqualTo(2);
        set.admit(task);
        assertThat(drain(set)).containsExactly(0);
    }

    @Test
    void oneThatHasEndedIsPassedOverAndItsWakesDoNothing() {
        WokenSet set = started(2);
        set.waker(0).wake();
        set.waker(1).wake();
        set.end(0);
        set.admit(task);
        assertThat(drain(set)).containsExactly(1);
        set.waker(0).wake();
        assertThat(wakes[0]).isEqualTo(1);
    }

    @Test
    void aVacantChildIsStartedAgainWhetherOrNotItIsStillListed() {
        WokenSet set = started(1);
        for (int round = 0; round < 8; round++) {
            boolean wokenBefore = (round & 1) != 0;
            boolean admittedBefore = (round & 2) != 0;
            boolean takenBefore = (round & 4) != 0;
            if (wokenBefore) set.waker(0).wake();
            set.end(0);
            if (admittedBefore) set.admit(task);
            if (takenBefore) assertThat(drain(set)).isEmpty();
            set.start(0);
            set.admit(task);
            assertThat(drain(set)).as("round=%d", round).containsExactly(0);
            set.admit(task);
            assertThat(drain(set)).as("round=%d", round).isEmpty();
            int before = wakes[0];
            set.waker(0).wake();
            assertThat(wakes[0]).as("round=%d", round).isEqualTo(before + 1);
            set.admit(task);
            assertThat(drain(set)).containsExactly(0);
        }
    }

    @Test
    void againListsAtTheEndUnlessItIsListedAlready() {
        WokenSet set = started(2);
        set.waker(0).wake();
        set.waker(1).wake();
        set.admit(task);
        assertThat(set.next()).isZero();
        set.again(0);
        set.again(0);
        assertThat(drain(set)).containsExactly(1, 0);
        set.waker(0).wake();
        set.again(0);
        assertThat(drain(set)).isEmpty();
        set.admit(task);
        assertThat(drain(set)).containsExactly(0);
    }

    @Test
    void aClosedSetWakesNobody() {
        WokenSet set = started(1);
        set.close();
        set.waker(0).wake();
        assertThat(wakes[0]).isZero();
    }

    @Test
    @Timeout(30)
    void noWakeIsLostWhenThreadsCompleteWhatIsJoined() throws Exception {
        int rounds = 2_000;
        int size = 8;
        List<List<Completer<Integer>>> all = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            List<Completer<Integer>> children = new ArrayList<>();
            for (int i = 0; i < size; i++) children.add(new Completer<>());
            all.add(children);
        }
        CyclicBarrier start = new CyclicBarrier(3);
        List<Thread> threads = new ArrayList<>();
        for (int half = 0; half < 2; half++) {
            int first = half;
            threads.add(Thread.ofPlatform().start(() -> {
                for (List<Completer<Integer>> children : all) {
                    await(start);
                    for (int i = first; i < size; i += 2) children.get(i).complete(i);
                }
            }));
        }
        for (List<Completer<Integer>> children : all) {
            await(start);
            assertThat(BlockOn.run(Futures.join(children))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        }
        for (Thread thread : threads) thread.join();
    }

    /** The race between storing the waker of this poll and a wake, which must find that waker or be found by this poll. */
    @Test
    @Timeout(30)
    void aWakeReachesTheWakerOfTheLatestPollThoughEachPollHasAnother() throws Exception {
        int rounds = 20_000;
        WokenSet set = started(1);
        AtomicInteger asked = new AtomicInteger();
        Thread waking = Thread.ofPlatform().start(() -> {
            for (int round = 1; round <= rounds; round++) {
                int wanted = round;
                spinUntil(() -> asked.get() >= wanted);
                set.waker(0).wake();
            }
        });
        for (int round = 1; round <= rounds; round++) {
            asked.set(round);
            while (true) {
                AtomicBoolean woken = new AtomicBoolean();
                set.admit(() -> woken.set(true));
                if (set.next() == 0) break;
                spinUntil(woken::get);
            }
        }
        waking.join();
    }

    /** Spins, for the two threads to meet closely, but leaves a shared core to the other now and then. */
    private static void spinUntil(BooleanSupplier condition) {
        for (int spins = 1; !condition.getAsBoolean(); spins++) {
            if (spins % 1_000 == 0) LockSupport.parkNanos(1);
            else Thread.onSpinWait();
            if (Thread.currentThread().isInterrupted()) throw new AssertionError("a wake was lost");
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

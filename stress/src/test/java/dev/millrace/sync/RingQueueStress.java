package dev.millrace.sync;

import dev.millrace.stress.Proof;
import dev.millrace.stress.Twin;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * What {@link BufferedCore} relies on, on real processors: who registers as a waiter and then asks again, or who changes
 * the queue and then looks for waiters, sees the other. The outcome: whether the waiter was seen, and what it asked for.
 */
public final class RingQueueStress {
    private RingQueueStress() {}

    /** The outcomes. */
    @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the waiter came first, and was seen")
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the change came first, and was seen")
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both: a wake for nothing")
    @Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a waiter that nobody wakes")
    public static final class Sees {
        private Sees() {}
    }

    /** An offer against one that waits for an item. */
    @JCStressTest
    @JCStressMeta(Sees.class)
    @State
    @Proof("RingQueue: an offer sees who waits for an item, or is seen")
    public static class SoundOffer {
        private final RingQueue<Integer> queue = new RingQueue<>(2);
        private final AtomicInteger waiters = new AtomicInteger();

        @Actor
        public void offer(ZZ_Result result) {
            queue.offer(1);
            result.r1 = waiters.get() > 0;
        }

        @Actor
        public void waitForItem(ZZ_Result result) {
            waiters.set(1);
            result.r2 = queue.poll() != null;
        }
    }

    /** A poll against one that waits for room. */
    @JCStressTest
    @JCStressMeta(Sees.class)
    @State
    @Proof("RingQueue: a poll sees who waits for room, or is seen")
    public static class SoundPoll {
        private final RingQueue<Integer> queue = new RingQueue<>(2);
        private final AtomicInteger waiters = new AtomicInteger();

        public SoundPoll() {
            queue.offer(1);
            queue.offer(2);
        }

        @Actor
        public void poll(ZZ_Result result) {
            queue.poll();
            result.r1 = waiters.get() > 0;
        }

        @Actor
        public void waitForRoom(ZZ_Result result) {
            waiters.set(1);
            result.r2 = queue.offer(3);
        }
    }

    /** Planted: the look for waiters overtakes the sequence number, which still lies in the store buffer. */
    @JCStressTest
    @JCStressMeta(Sees.class)
    @State
    @Twin("hands the slot over by setRelease")
    public static class HandsOverByRelease {
        private final AtomicInteger tail = new AtomicInteger();
        private final AtomicIntegerArray sequences = new AtomicIntegerArray(new int[] {0, 1});
        private final AtomicReferenceArray<Integer> items = new AtomicReferenceArray<>(2);
        private final AtomicInteger waiters = new AtomicInteger();

        @Actor
        public void offer(ZZ_Result result) {
            int position = tail.get();
            if (sequences.get(position) != position || !tail.compareAndSet(position, position + 1)) return;
            items.setPlain(position, 1);
            sequences.setRelease(position, position + 1);
            result.r1 = waiters.get() > 0;
        }

        @Actor
        public void waitForItem(ZZ_Result result) {
            waiters.set(1);
            result.r2 = sequences.get(0) == 1 && items.getPlain(0) != null;
        }
    }
}

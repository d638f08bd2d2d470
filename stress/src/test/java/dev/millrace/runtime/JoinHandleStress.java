package dev.millrace.runtime;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.stress.Proof;
import dev.millrace.stress.Twin;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A spawned future that is cancelled while it is polled for the first time, before which its task is taken without a fence. */
public final class JoinHandleStress {
    private JoinHandleStress() {}

    /** What may come of it. */
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the future was dropped")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the future waits for ever")
    public static final class Dropped {
        private Dropped() {}
    }

    /** A future that is never ready, on a context of its own. */
    @JCStressTest
    @JCStressMeta(Dropped.class)
    @State
    @Proof("JoinHandle: a future that is cancelled in its first run is dropped")
    public static class Sound {
        private final Context context = ProofEnvironment.open(20);
        private final Never future = new Never();
        private final JoinHandle<@Nullable Void> handle = context.spawn(future);

        @Actor
        public void cancel() {
            handle.cancel();
        }

        @Actor
        public void turn() {
            context.loop().turn(0);
        }

        @Arbiter
        public void turnAgain(I_Result result) {
            turn();
            result.r1 = future.drops;
        }
    }

    private static final class Never implements Future<@Nullable Void> {
        private int drops;

        @Override
        public boolean poll(Waker waker) {
            return false;
        }

        @Override
        public @Nullable Void result() {
            throw new IllegalStateException("never ready");
        }

        @Override
        public void cancel() {
            drops++;
        }
    }

    /** Planted: the second look overtakes the clearing of SCHEDULED. */
    @JCStressTest
    @JCStressMeta(Dropped.class)
    @State
    @Twin("looks at the outcome again without a fence")
    public static class LooksWithoutFence {
        private final AtomicInteger scheduled = new AtomicInteger(1);
        private final AtomicInteger cancelled = new AtomicInteger();
        private boolean queued;
        private boolean dropped;

        @Actor
        public void cancel() {
            cancelled.getAndSet(1);
            queued = scheduled.getAndSet(1) == 0;
        }

        @Actor
        public void turn() {
            scheduled.setRelease(0);
            dropped = cancelled.getOpaque() == 1;
        }

        @Arbiter
        public void turnAgain(I_Result result) {
            result.r1 = dropped || queued ? 1 : 0;
        }
    }
}

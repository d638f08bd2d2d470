package dev.millrace.runtime;

import dev.millrace.reactor.WatchedReactor;
import dev.millrace.stress.Proof;
import dev.millrace.stress.Twin;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** {@code blocking} against the inbox on real processors: whether the loop has blocked, and whether it was woken. */
public final class LoopBlockingStress {
    private LoopBlockingStress() {}

    /** The outcomes. */
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "it blocked and was woken")
    @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "it saw the task and did not block")
    @Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "it saw the task and was woken for nothing")
    @Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "it blocked with a task in its inbox")
    public static final class Wakes {
        private Wakes() {}
    }

    /** A loop whose reactor ends the block, and the loop, when the other thread is done. */
    @JCStressTest
    @JCStressMeta(Wakes.class)
    @State
    @Proof("Loop: a wake ends the block of a loop that does not throttle")
    public static class Sound {
        private final WatchedReactor reactor = new WatchedReactor();
        private final Context context = ProofEnvironment.open(0, reactor);
        private final Loop loop = context.loop();
        private final Task task = new Task(context) {
            @Override
            protected void run(long nowNs) {
                loop.stop();
            }

            @Override
            protected void failed(Throwable failure) {
                throw new IllegalStateException("stopping does not fail", failure);
            }
        };

        @Actor
        public void run(ZZ_Result result) {
            reactor.onBlock(loop::stop);
            loop.run();
            result.r1 = reactor.hasBlocked();
        }

        @Actor
        public void wake() {
            task.wake();
            reactor.otherIsDone();
        }

        @Arbiter
        public void count(ZZ_Result result) {
            result.r2 = reactor.wasWokenByOther();
        }
    }

    /** Planted: the look at the inbox overtakes the setting of the flag. */
    @JCStressTest
    @JCStressMeta(Wakes.class)
    @State
    @Twin("sets `blocking` by release, without a fence before the look at the inbox")
    public static class SetsByRelease {
        private final AtomicInteger inbox = new AtomicInteger();
        private final AtomicBoolean blocking = new AtomicBoolean();

        @Actor
        public void run(ZZ_Result result) {
            blocking.setRelease(true);
            result.r1 = inbox.get() == 0;
        }

        @Actor
        public void wake(ZZ_Result result) {
            inbox.incrementAndGet();
            result.r2 = blocking.get();
        }
    }
}

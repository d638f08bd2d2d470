package dev.millrace.runtime;

import dev.millrace.stress.Proof;
import dev.millrace.stress.Twin;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The inbox on real processors: two pushes, and how many tasks come out. */
public final class RunQueueStress {
    private RunQueueStress() {}

    /** The outcomes. */
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both came out")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost")
    public static final class Both {
        private Both() {}
    }

    /** The run queue. */
    @JCStressTest
    @JCStressMeta(Both.class)
    @State
    @Proof("RunQueue: what two threads push comes out")
    public static class Sound {
        private final RunQueue queue = new RunQueue();

        @Actor
        public void one() {
            queue.push(new IdleTask());
        }

        @Actor
        public void two() {
            queue.push(new IdleTask());
        }

        @Arbiter
        public void drain(I_Result result) {
            while (queue.poll() != null) result.r1++;
        }
    }

    /** Planted: the new top is stored whatever has become the top meanwhile. */
    @JCStressTest
    @JCStressMeta(Both.class)
    @State
    @Twin("pushes without compare-and-set")
    public static class PushesBlindly {
        private volatile @Nullable Task inbox;

        @Actor
        public void one() {
            push(new IdleTask());
        }

        @Actor
        public void two() {
            push(new IdleTask());
        }

        private void push(Task task) {
            task.next = inbox;
            inbox = task;
        }

        @Arbiter
        public void drain(I_Result result) {
            for (Task task = inbox; task != null; task = task.next) result.r1++;
        }
    }
}

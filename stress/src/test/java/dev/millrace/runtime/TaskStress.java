package dev.millrace.runtime;

import dev.millrace.stress.Proof;
import dev.millrace.stress.Twin;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The wake state on real processors: a task is woken while it is scheduled already, and what its last run saw. */
public final class TaskStress {
    private TaskStress() {}

    /** The outcomes. */
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "what was written before the wake was seen")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a wake was lost")
    public static final class Seen {
        private Seen() {}
    }

    /** A task on a context of its own. */
    @JCStressTest
    @JCStressMeta(Seen.class)
    @State
    @Proof("Task: what was written before a wake is seen by a run")
    public static class Sound {
        private final Context context = ProofEnvironment.open(20);
        private int sent;
        private int seen;
        private final Task task = new Task(context) {
            @Override
            protected void run(long nowNs) {
                seen = sent;
            }

            @Override
            protected void failed(Throwable failure) {
                throw new IllegalStateException("looking does not fail", failure);
            }
        };

        public Sound() {
            task.wake();
        }

        @Actor
        public void send() {
            sent = 1;
            task.wake();
        }

        @Actor
        public void turn() {
            context.loop().turn(0);
        }

        @Arbiter
        public void turnAgain(I_Result result) {
            turn();
            result.r1 = seen;
        }
    }

    /** Planted: the look overtakes the write before it, and sees a run that is about to read the old value. */
    @JCStressTest
    @JCStressMeta(Seen.class)
    @State
    @Twin("looks whether it is scheduled, and then has no fence")
    public static class LooksFirst {
        private final AtomicInteger scheduled = new AtomicInteger(1);
        private int sent;
        private int seen;

        @Actor
        public void send() {
            sent = 1;
            if (scheduled.getOpaque() == 0) scheduled.getAndSet(1);
        }

        @Actor
        public void turn() {
            if (scheduled.getAndSet(0) == 1) seen = sent;
        }

        @Arbiter
        public void turnAgain(I_Result result) {
            turn();
            result.r1 = seen;
        }
    }
}

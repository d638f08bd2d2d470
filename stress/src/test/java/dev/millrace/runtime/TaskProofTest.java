package dev.millrace.runtime;

import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The wake state of a task: SCHEDULED and DONE against wakes of two threads. */
@ExtendWith(Ledger.class)
class TaskProofTest {
    private static final int SCHEDULED = 1;
    private static final int DONE = 2;

    /** Something that is woken, and runs what it is given in the turns of its owner. */
    abstract static class Woken {
        /** What a wake is about; seen by the run. */
        volatile int sent;

        int seen;
        int runs;
        boolean finishes;

        abstract void wake();

        abstract void turn();

        abstract void finish();

        final void body() {
            runs++;
            seen = sent;
            if (finishes) finish();
        }
    }

    @TestFactory
    List<DynamicTest> whatWasSentBeforeAWakeIsSeenByARun() {
        return Law.of(
                        "Task: what was written before a wake is seen by a run",
                        (Woken woken) -> new WakeAgainstRun(woken))
                .heldInContextBy(() -> new Sound())
                .brokenBy("clears SCHEDULED after the run", () -> new ClearsAfterTheRun())
                .brokenBy("sets SCHEDULED in two steps", () -> new MarksInTwoSteps())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aFinishedTaskDoesNotRunAgain() {
        return Law.of("Task: it does not run again once it is finished", (Woken woken) -> new WakeAgainstFinish(woken))
                .heldInContextBy(() -> new Sound())
                .brokenBy("does not look at DONE when it takes a task off the queue", () -> new RunsWhatIsDone())
                .tests();
    }

    private static final class WakeAgainstRun extends Scene {
        private final Woken woken;

        WakeAgainstRun(Woken woken) {
            super(3);
            this.woken = woken;
        }

        @Override
        protected void first() {
            woken.turn();
        }

        @Override
        protected void second() {
            woken.sent = 1;
            woken.wake();
            woken.sent = 2;
            woken.wake();
        }

        @Override
        protected void third() {
            woken.wake();
        }

        @Override
        protected void after() {
            woken.turn();
            require(woken.seen == 2, "the last wake was lost");
            require(woken.runs <= 3, "it ran more often than it was woken");
        }
    }

    private static final class WakeAgainstFinish extends Scene {
        private final Woken woken;

        WakeAgainstFinish(Woken woken) {
            super(2);
            this.woken = woken;
            woken.finishes = true;
        }

        @Override
        protected void first() {
            woken.wake();
            woken.turn();
        }

        @Override
        protected void second() {
            woken.wake();
            woken.wake();
        }

        @Override
        protected void after() {
            woken.turn();
            require(woken.runs == 1, "it ran after it had finished");
        }
    }

    private static final class Sound extends Woken {
        private final Context context = ProofEnvironment.open(20);
        private final Body body = new Body(context, this);

        @Override
        void wake() {
            body.wake();
        }

        @Override
        void turn() {
            context.turn(0);
        }

        @Override
        void finish() {
            body.end();
        }
    }

    private static final class Body extends Task {
        private final Woken woken;

        Body(Context context, Woken woken) {
            super(context);
            this.woken = woken;
        }

        @Override
        protected void run(long nowNs) {
            woken.body();
        }

        @Override
        protected void failed(Throwable failure) {
            throw new IllegalStateException("the body does not fail", failure);
        }

        void end() {
            finish();
        }
    }

    /** The protocol with places for faults; each entry of the queue is one place in it. */
    private abstract static class Twin extends Woken {
        final AtomicInteger state = new AtomicInteger();
        private final AtomicInteger queued = new AtomicInteger();

        @Override
        void wake() {
            if (mark()) queued.incrementAndGet();
        }

        boolean mark() {
            return (state.getAndAccumulate(SCHEDULED, (old, bit) -> old | bit) & (SCHEDULED | DONE)) == 0;
        }

        @Override
        void turn() {
            while (queued.get() > 0) {
                if (queued.getAndDecrement() > 1) throw new IllegalStateException("the task is queued twice");
                runOne();
            }
        }

        void runOne() {
            if (take()) body();
        }

        boolean take() {
            return (state.getAndAccumulate(~SCHEDULED, (old, mask) -> old & mask) & DONE) == 0;
        }

        @Override
        void finish() {
            state.getAndAccumulate(DONE, (old, bit) -> old | bit);
        }
    }

    /** Planted: a wake during the run finds SCHEDULED set and does nothing, and then the bit is cleared. */
    private static final class ClearsAfterTheRun extends Twin {
        @Override
        void runOne() {
            body();
            take();
        }
    }

    /** Planted: two wakes may both find the bit clear, and both queue the task. */
    private static final class MarksInTwoSteps extends Twin {
        @Override
        boolean mark() {
            if (state.get() != 0) return false;
            state.set(SCHEDULED);
            return true;
        }
    }

    /** Planted: a wake that came between the taking and the finishing runs the task once more. */
    private static final class RunsWhatIsDone extends Twin {
        @Override
        boolean take() {
            super.take();
            return true;
        }
    }
}

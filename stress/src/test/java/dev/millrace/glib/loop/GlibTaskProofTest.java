package dev.millrace.glib.loop;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** A task of GLib's main loop: wakes and aborts of other threads against its polls, and against the closing of its executor. */
@ExtendWith(Ledger.class)
class GlibTaskProofTest {
    private static final int SCHEDULED = 1;
    private static final int DONE = 2;
    private static final int POLLED = 4;

    /** A future that is polled by what owns it, and counts. */
    private abstract static class Polled {
        /** What a wake is about; seen by the poll. */
        volatile int sent;

        int seen;
        int polls;
        /** How often it has ended, and how often its future was cancelled; whoever does that. */
        final AtomicInteger ends = new AtomicInteger();

        final AtomicInteger drops = new AtomicInteger();
        volatile boolean closed;

        /** Any thread. */
        abstract void wake();

        /** Any thread. */
        abstract void abort();

        /** The owner. */
        abstract void turn();

        /** The owner. */
        abstract void close();

        abstract boolean isDecided();

        final boolean poll() {
            polls++;
            seen = sent;
            return false;
        }
    }

    @TestFactory
    List<DynamicTest> whatWasSentBeforeAWakeIsSeenByAPoll() {
        return Law.of(
                        "GlibTask: what was written before a wake is seen by a poll",
                        (Polled polled) -> new WakeAgainstPoll(polled))
                .heldBy(() -> new Sound())
                .brokenBy("clears SCHEDULED after the poll", () -> new ClearsAfterThePoll())
                .brokenBy("sets SCHEDULED in two steps", () -> new MarksInTwoSteps())
                .tests();
    }

    @TestFactory
    List<DynamicTest> anAbortedTaskIsDroppedOnce() {
        return Law.of(
                        "GlibTask: a task that is aborted is dropped once, by its owner",
                        (Polled polled) -> new AbortAgainstPoll(polled))
                .heldBy(() -> new Sound())
                .brokenBy("wakes before it decides the outcome", () -> new WakesEarly())
                .brokenBy("runs though it is done", () -> new RunsWhatIsDone())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aTaskEndsOnceWhileItsExecutorCloses() {
        return Law.of(
                        "GlibTask: a task that is woken while its executor closes ends once",
                        (Polled polled) -> new WakeAgainstClose(polled))
                .heldBy(() -> new Sound())
                .brokenBy("is dropped by whoever wakes it too late", () -> new DroppedByWhoeverWakes())
                .tests();
    }

    private static final class WakeAgainstPoll extends Scene {
        private final Polled polled;

        WakeAgainstPoll(Polled polled) {
            super(3);
            this.polled = polled;
        }

        @Override
        protected void first() {
            polled.turn();
        }

        @Override
        protected void second() {
            polled.sent = 1;
            polled.wake();
            polled.sent = 2;
            polled.wake();
        }

        @Override
        protected void third() {
            polled.wake();
        }

        @Override
        protected void after() {
            polled.turn();
            require(polled.seen == 2, "the last wake was lost");
            require(polled.polls <= 3, "it was polled more often than it was woken");
        }
    }

    private static final class AbortAgainstPoll extends Scene {
        private final Polled polled;

        AbortAgainstPoll(Polled polled) {
            super(3);
            this.polled = polled;
        }

        @Override
        protected void first() {
            polled.wake();
            polled.turn();
        }

        @Override
        protected void second() {
            polled.abort();
        }

        @Override
        protected void third() {
            polled.wake();
        }

        @Override
        protected void after() {
            polled.turn();
            require(polled.isDecided(), "it has no outcome");
            require(polled.drops.get() == 1, "its future was not dropped once");
            require(polled.ends.get() == 1, "it did not end once");
        }
    }

    private static final class WakeAgainstClose extends Scene {
        private final Polled polled;

        WakeAgainstClose(Polled polled) {
            super(2);
            this.polled = polled;
        }

        @Override
        protected void first() {
            polled.wake();
            polled.turn();
            polled.close();
        }

        @Override
        protected void second() {
            polled.wake();
        }

        @Override
        protected void after() {
            require(polled.isDecided(), "it has no outcome");
            require(polled.ends.get() == 1, "it did not end once");
            require(polled.drops.get() == 1, "its future was not dropped once");
        }
    }

    /** The task itself, on a lane without a source. */
    private static final class Sound extends Polled implements TaskHost {
        private final Inbox inbox = new Inbox();
        private final GlibTask<Object> task = new GlibTask<>(this, new Counted(this));
        private @Nullable GlibTask<?> listed;

        @Override
        void wake() {
            task.wake();
        }

        @Override
        void abort() {
            task.abort();
        }

        @Override
        void turn() {
            for (Item item = inbox.takeAll(); item != null; item = inbox.takeAll()) item.run();
        }

        @Override
        void close() {
            closed = true;
            for (Item item = inbox.takeAll(); item != null; item = item.next) item.dropped();
            if (listed != null) listed.dropped();
        }

        @Override
        boolean isDecided() {
            return task.outcome.isDone();
        }

        @Override
        public void push(Item item) {
            inbox.push(item);
            if (!closed) return;
            for (Item late = inbox.takeAll(); late != null; late = late.next) late.tooLate();
        }

        @Override
        public void began() {}

        @Override
        public void ended() {
            ends.incrementAndGet();
        }

        @Override
        public void list(GlibTask<?> waiting) {
            listed = waiting;
        }

        @Override
        public void unlist(GlibTask<?> waiting) {
            listed = null;
        }

        @Override
        public String contextName() {
            return "proof";
        }
    }

    private static final class Counted implements Future<Object> {
        private final Polled polled;

        Counted(Polled polled) {
            this.polled = polled;
        }

        @Override
        public boolean poll(Waker waker) {
            return polled.poll();
        }

        @Override
        public Object result() {
            throw new IllegalStateException("never ready");
        }

        @Override
        public void cancel() {
            polled.drops.incrementAndGet();
        }
    }

    /** The protocol with places for faults; each entry of the queue is one place in it. */
    private abstract static class Twin extends Polled {
        final AtomicInteger state = new AtomicInteger();
        final AtomicInteger queued = new AtomicInteger();
        volatile boolean aborted;
        private boolean listed;

        @Override
        void wake() {
            if (!mark()) return;
            queued.incrementAndGet();
            if (closed && queued.getAndSet(0) > 0) tooLate();
        }

        boolean mark() {
            return (state.getAndAccumulate(SCHEDULED, (old, bit) -> old | bit) & (SCHEDULED | DONE)) == 0;
        }

        @Override
        void abort() {
            aborted = true;
            wake();
        }

        @Override
        void turn() {
            while (queued.get() > 0) {
                if (queued.getAndDecrement() > 1) throw new IllegalStateException("the task is queued twice");
                runOne();
            }
        }

        void runOne() {
            if (!take()) return;
            pollOrDrop();
        }

        boolean take() {
            return (state.getAndAccumulate(0, (old, _) -> (old & ~SCHEDULED) | POLLED) & DONE) == 0;
        }

        final void pollOrDrop() {
            if (aborted) {
                dropIt();
            } else {
                boolean _ = poll();
                listed = true;
            }
        }

        final void dropIt() {
            int seen;
            do seen = state.get();
            while (!state.compareAndSet(seen, seen | DONE));
            listed = false;
            ends.incrementAndGet();
            drops.incrementAndGet();
        }

        void tooLate() {
            if ((state.get() & (POLLED | DONE)) == 0) dropIt();
        }

        @Override
        void close() {
            closed = true;
            if (queued.getAndSet(0) > 0 && (state.get() & DONE) == 0) dropIt();
            if (listed && (state.get() & DONE) == 0) dropIt();
        }

        @Override
        boolean isDecided() {
            return aborted || ends.get() > 0;
        }
    }

    /** Planted: a wake during the poll finds SCHEDULED set and does nothing, and then the bit is cleared. */
    private static final class ClearsAfterThePoll extends Twin {
        @Override
        void runOne() {
            pollOrDrop();
            boolean _ = take();
        }
    }

    /** Planted: two wakes may both find the bit clear, and both queue the task. */
    private static final class MarksInTwoSteps extends Twin {
        @Override
        boolean mark() {
            if ((state.get() & (SCHEDULED | DONE)) != 0) return false;
            state.set(state.get() | SCHEDULED);
            return true;
        }
    }

    /** Planted: the poll that the wake causes may come before the outcome is decided, and none comes after it. */
    private static final class WakesEarly extends Twin {
        @Override
        void abort() {
            wake();
            aborted = true;
        }
    }

    /** Planted: a wake that came between the taking and the end has it dropped once more. */
    private static final class RunsWhatIsDone extends Twin {
        @Override
        boolean take() {
            super.take();
            return true;
        }
    }

    /** Planted: it looks whether the task is done, and then the owner drops it as well. */
    private static final class DroppedByWhoeverWakes extends Twin {
        @Override
        void tooLate() {
            if ((state.get() & DONE) == 0) dropIt();
        }
    }
}

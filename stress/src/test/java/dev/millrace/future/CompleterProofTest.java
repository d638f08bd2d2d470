package dev.millrace.future;

import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The oneshot core: a poll against a completion, and completions against each other. */
@ExtendWith(Ledger.class)
class CompleterProofTest {
    /** What the completer and its twins have in common. */
    interface Cell {
        boolean poll(Waker waker);

        boolean finish(int value);

        int value();
    }

    @TestFactory
    List<DynamicTest> aPollThatSaysNotYetIsWoken() {
        return Law.of("Completer: a poll that says not yet is woken", (Cell cell) -> new PollAgainstFinish(cell))
                .heldBy(() -> new Sound())
                .brokenBy("stores the waker without looking again", () -> new StoresBlindly())
                .brokenBy("keeps the first waker", () -> new KeepsTheFirstWaker())
                .tests();
    }

    @TestFactory
    List<DynamicTest> oneCompletionWins() {
        return Law.of(
                        "Completer: one completion wins, and its value stays",
                        (Cell cell) -> new FinishAgainstFinish(cell))
                .heldBy(() -> new Sound())
                .brokenBy("looks whether it is done, then sets it", () -> new ChecksThenSets())
                .tests();
    }

    private static final class PollAgainstFinish extends Scene {
        private final Cell cell;
        private final CountingWaker earlier = new CountingWaker();
        private final CountingWaker waker = new CountingWaker();
        private boolean ready;

        PollAgainstFinish(Cell cell) {
            super(2);
            this.cell = cell;
        }

        @Override
        protected void first() {
            ready = cell.poll(earlier) || cell.poll(waker);
        }

        @Override
        protected void second() {
            cell.finish(7);
        }

        @Override
        protected void after() {
            require(ready || waker.wakes == 1, "the last poll said not yet, and its waker was not woken");
            require(cell.poll(waker) && cell.value() == 7, "it is done, and the value is not there");
        }
    }

    private static final class FinishAgainstFinish extends Scene {
        private final Cell cell;
        private boolean firstWon;
        private boolean secondWon;

        FinishAgainstFinish(Cell cell) {
            super(3);
            this.cell = cell;
        }

        @Override
        protected void first() {
            firstWon = cell.finish(1);
        }

        @Override
        protected void second() {
            secondWon = cell.finish(2);
        }

        @Override
        protected void third() {
            cell.poll(new CountingWaker());
        }

        @Override
        protected void after() {
            require(firstWon != secondWon, "not exactly one completion won");
            require(cell.value() == (firstWon ? 1 : 2), "the value is not the winner's");
        }
    }

    private static final class CountingWaker implements Waker {
        private volatile int wakes;

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread completes
        public void wake() {
            wakes++;
        }
    }

    /** The completer itself; the value 2 stands for a cancellation. */
    private static final class Sound implements Cell {
        private final Completer<Integer> completer = new Completer<>();

        @Override
        public boolean poll(Waker waker) {
            return completer.poll(waker);
        }

        @Override
        public boolean finish(int value) {
            return value == 2 ? completer.fail(new CancellationException("cancelled")) : completer.complete(value);
        }

        @Override
        public int value() {
            try {
                return completer.result();
            } catch (CancellationException e) {
                return 2;
            }
        }
    }

    /** The protocol with places for faults: the state is null, a waker, or a value. */
    private abstract static class Twin implements Cell {
        final AtomicReference<@Nullable Object> state = new AtomicReference<>();

        @Override
        public boolean poll(Waker waker) {
            for (Object seen = state.get(); !(seen instanceof Integer); seen = state.get())
                if (seen == waker || state.compareAndSet(seen, waker)) return false;
            return true;
        }

        @Override
        public boolean finish(int value) {
            Object seen = state.getAndSet(value);
            if (seen instanceof Waker waker) waker.wake();
            return true;
        }

        @Override
        public int value() {
            return state.get() instanceof Integer value ? value : 0;
        }
    }

    /** Planted: the waker is stored whatever has come meanwhile, as if the look before still held. */
    private static final class StoresBlindly extends Twin {
        private volatile boolean done;

        @Override
        public boolean poll(Waker waker) {
            if (done) return true;
            state.set(waker);
            return false;
        }

        @Override
        public boolean finish(int value) {
            Object seen = state.get();
            done = true;
            if (seen instanceof Waker waker) waker.wake();
            return true;
        }

        @Override
        public int value() {
            return 7;
        }
    }

    /** Planted: a poll that finds a waker stored leaves it there, so that the later one is not woken. */
    private static final class KeepsTheFirstWaker extends Twin {
        @Override
        public boolean poll(Waker waker) {
            return !state.compareAndSet(null, waker) && state.get() instanceof Integer;
        }
    }

    /** Planted: two completions may both find it open, and both believe they won. */
    private static final class ChecksThenSets extends Twin {
        @Override
        public boolean finish(int value) {
            if (state.get() instanceof Integer) return false;
            return super.finish(value);
        }
    }
}

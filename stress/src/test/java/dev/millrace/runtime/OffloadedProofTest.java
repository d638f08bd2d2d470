package dev.millrace.runtime;

import dev.millrace.future.Completer;
import dev.millrace.future.Waker;
import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** A body that another thread begins while it is cancelled. */
@ExtendWith(Ledger.class)
class OffloadedProofTest {
    private static final int HANDED = 1;
    private static final int BEGUN = 2;
    private static final int CANCELLED = 3;

    /** A body that was handed over, and the future of what it gives. */
    interface Handed {
        /** On the thread that takes it. */
        void run();

        boolean poll(Waker waker);

        void cancel();

        boolean hasRun();

        /** 7 as the body gave it, {@link #CANCELLED} if it says that the body never began, {@link #BEGUN} if it had. */
        int outcome();
    }

    @TestFactory
    List<DynamicTest> aBodyThatWasCancelledBeforeItBeganDoesNotBegin() {
        return Law.of(
                        "Offloaded: a body begins or was cancelled before it began, and its outcome says which",
                        (Handed handed) -> new RunAgainstCancel(handed))
                .heldBy(() -> new Sound())
                .brokenBy("looks for CANCELLED, then sets BEGUN", () -> new LooksThenBegins())
                .brokenBy("sets CANCELLED whether it has begun or not", () -> new CancelsBlindly())
                .brokenBy("cancels without deciding the outcome", () -> new CancelsSilently())
                .tests();
    }

    private static final class RunAgainstCancel extends Scene {
        private final Handed handed;
        private final CountingWaker waker = new CountingWaker();

        RunAgainstCancel(Handed handed) {
            super(2);
            this.handed = handed;
            handed.poll(waker);
        }

        @Override
        protected void first() {
            handed.cancel();
        }

        @Override
        protected void second() {
            handed.run();
        }

        @Override
        protected void after() {
            require(handed.poll(waker), "the outcome is not decided");
            require(waker.wakes.get() == 1, "who waits for it was not woken once");
            require(handed.hasRun() != (handed.outcome() == CANCELLED), "the body ran, and its outcome says otherwise");
        }
    }

    private static final class CountingWaker implements Waker {
        private final AtomicInteger wakes = new AtomicInteger();

        @Override
        public void wake() {
            wakes.incrementAndGet();
        }
    }

    private static final class Body implements Callable<Integer> {
        private volatile boolean ran;

        @Override
        public Integer call() {
            ran = true;
            return 7;
        }
    }

    /** What is handed to it, another thread takes when the scene says so. */
    private static final class Shelf implements Executor {
        private @Nullable Runnable handed;

        @Override
        public void execute(Runnable task) {
            handed = task;
        }

        void take() {
            if (handed != null) handed.run();
        }
    }

    private static final class Sound implements Handed {
        private final Shelf shelf = new Shelf();
        private final Body body = new Body();
        private final Offloaded<Integer> future = new Offloaded<>(() -> shelf, body);

        @Override
        public void run() {
            shelf.take();
        }

        @Override
        public boolean poll(Waker waker) {
            return future.poll(waker);
        }

        @Override
        public void cancel() {
            future.cancel();
        }

        @Override
        public boolean hasRun() {
            return body.ran;
        }

        @Override
        public int outcome() {
            try {
                return future.result();
            } catch (CancellationException e) {
                return "cancelled before it began".equals(e.getMessage()) ? CANCELLED : BEGUN;
            }
        }
    }

    /** The protocol with places for faults. */
    private abstract static class Twin implements Handed {
        final AtomicInteger state = new AtomicInteger(HANDED);
        final Completer<Integer> outcome = new Completer<>();
        private final Body body = new Body();

        @Override
        public void run() {
            if (begin()) outcome.complete(body.call());
        }

        boolean begin() {
            return state.compareAndSet(HANDED, BEGUN);
        }

        @Override
        public boolean poll(Waker waker) {
            return outcome.poll(waker);
        }

        @Override
        public void cancel() {
            state.compareAndSet(HANDED, CANCELLED);
            outcome.complete(state.get());
        }

        @Override
        public final boolean hasRun() {
            return body.ran;
        }

        @Override
        public final int outcome() {
            return outcome.result();
        }
    }

    /** Planted: it may be cancelled between the two, and begins all the same. */
    private static final class LooksThenBegins extends Twin {
        @Override
        boolean begin() {
            if (state.get() != HANDED) return false;
            state.set(BEGUN);
            return true;
        }
    }

    /** Planted: the outcome says that it never began, and it runs. */
    private static final class CancelsBlindly extends Twin {
        @Override
        public void cancel() {
            state.set(CANCELLED);
            outcome.complete(CANCELLED);
        }
    }

    /** Planted: whoever takes it finds nothing to do, and who waits for it waits for ever. */
    private static final class CancelsSilently extends Twin {
        @Override
        public void cancel() {
            state.compareAndSet(HANDED, CANCELLED);
        }
    }
}

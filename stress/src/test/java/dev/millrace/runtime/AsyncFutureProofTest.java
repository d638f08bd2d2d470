package dev.millrace.runtime;

import dev.millrace.future.Completer;
import dev.millrace.future.Executor;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import dev.millrace.timer.Timer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A body that awaits: {@code woken} against the park. Lincheck has no virtual threads, so the body runs on the thread of
 * the scene, with a coroutine that parks it; the future is the real one.
 */
@ExtendWith(Ledger.class)
class AsyncFutureProofTest {
    /** What awaits one future after the other. */
    interface Awaiting {
        int run(Future<Integer> one, Future<Integer> two);
    }

    @TestFactory
    List<DynamicTest> aWakeEndsTheAwait() {
        return Law.of("AsyncFuture: a wake ends the await", (Awaiting awaiting) -> new CompleteAgainstAwait(awaiting))
                .heldBy(() -> new Sound())
                .brokenBy("clears `woken` after the poll", () -> new ClearsAfterThePoll())
                .brokenBy("clears `woken` when it begins to wait", () -> new ClearsBeforeThePark())
                .tests();
    }

    /** The second await may meet what is left of the first one's wake. */
    private static final class CompleteAgainstAwait extends Scene {
        private final Awaiting awaiting;
        private final Completer<Integer> one = new Completer<>();
        private final Completer<Integer> two = new Completer<>();
        private int seen;

        CompleteAgainstAwait(Awaiting awaiting) {
            super(3);
            this.awaiting = awaiting;
        }

        @Override
        protected void first() {
            seen = awaiting.run(one, two);
        }

        @Override
        protected void second() {
            one.complete(1);
        }

        @Override
        protected void third() {
            two.complete(2);
        }

        @Override
        protected void after() {
            require(seen == 3, "it went on before the values were there");
        }
    }

    private static final class Sound implements Awaiting {
        private final Body body = new Body();
        private final AsyncFuture<Integer> future = new AsyncFuture<>("proof", body);

        @Override
        public int run(Future<Integer> one, Future<Integer> two) {
            body.future = future;
            body.one = one;
            body.two = two;
            future.start(new Inert(), new Parking());
            future.runBody();
            return future.result();
        }
    }

    @SuppressWarnings("NullAway") // set before it is called
    private static final class Body implements Callable<Integer> {
        private AsyncFuture<Integer> future;
        private Future<Integer> one;
        private Future<Integer> two;

        @Override
        public Integer call() {
            return future.await(one) + future.await(two);
        }
    }

    /** Parks the thread that it was made on. */
    private static final class Parking implements Coroutine {
        private final Thread thread = Thread.currentThread();

        @Override
        public void start() {}

        @Override
        public void park() {
            LockSupport.park(this);
        }

        @Override
        public void unpark() {
            LockSupport.unpark(thread);
        }
    }

    /** Stands for the executor whose thread this is, and which has nothing else to run: a body that gives way goes on at once. */
    private static final class Inert implements Executor {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public long nowNs() {
            return 0;
        }

        @Override
        public void schedule(Timer timer, long deadlineNs) {
            throw new UnsupportedOperationException("the body waits for no timer");
        }

        @Override
        public void scheduleAtLeast(Timer timer, long deadlineNs) {
            throw new UnsupportedOperationException("the body waits for no timer");
        }

        @Override
        public boolean unschedule(Timer timer) {
            return false;
        }

        @Override
        public boolean isCurrent() {
            return true;
        }
    }

    /** The protocol with places for faults. */
    private abstract static class Twin implements Awaiting, Waker {
        private final Thread thread = Thread.currentThread();
        volatile boolean woken;

        @Override
        public int run(Future<Integer> one, Future<Integer> two) {
            return await(one) + await(two);
        }

        int await(Future<Integer> future) {
            while (!future.poll(this)) suspend();
            return future.result();
        }

        void suspend() {
            while (!woken) LockSupport.park(this);
            woken = false;
        }

        @Override
        public void wake() {
            woken = true;
            LockSupport.unpark(thread);
        }
    }

    /** Planted: a wake during the poll is thrown away. */
    private static final class ClearsAfterThePoll extends Twin {
        @Override
        int await(Future<Integer> future) {
            while (true) {
                boolean ready = future.poll(this);
                woken = false;
                if (ready) return future.result();
                while (!woken) LockSupport.park(this);
            }
        }
    }

    /** Planted: a wake between the poll and the wait is thrown away. */
    private static final class ClearsBeforeThePark extends Twin {
        @Override
        void suspend() {
            woken = false;
            while (!woken) LockSupport.park(this);
        }
    }
}

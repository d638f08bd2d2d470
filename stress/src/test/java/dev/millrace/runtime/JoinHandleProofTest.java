package dev.millrace.runtime;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import dev.millrace.timer.Timer;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** A spawned future that finishes while another thread cancels it, and one that waits for a timer. */
@ExtendWith(Ledger.class)
class JoinHandleProofTest {
    /** A spawned future and its handle. */
    abstract static class Spawned {
        final Context context = ProofEnvironment.open(20);
        final Probe future = new Probe(context);

        /** Starts the future on the context. */
        abstract void spawn();

        abstract Future<Integer> handle();

        abstract void cancel();

        /** Has the future polled once more, as anybody may who has its waker. */
        final void wake() {
            Waker waker = future.waker;
            if (waker != null) waker.wake();
        }

        final void turn() {
            context.turn(0);
        }
    }

    @TestFactory
    List<DynamicTest> aFutureEndsOnceByItsResultOrByItsCancellation() {
        return Law.of(
                        "JoinHandle: a future ends once, by its result or by its cancellation",
                        (Spawned spawned) -> new FinishAgainstCancel(spawned))
                .heldInContextBy(() -> new Sound())
                .brokenBy("cancels the future on the calling thread", () -> new CancelsOnTheCallersThread())
                .brokenBy("polls the future before it looks at the outcome", () -> new PollsThenLooks())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aCancelledTimerIsDisarmed() {
        return Law.of(
                        "JoinHandle: a timer fires or is disarmed, on its own thread",
                        (Spawned spawned) -> new FireAgainstCancel(spawned))
                .heldInContextBy(() -> new Sound())
                .brokenBy("cancels the future on the calling thread", () -> new CancelsOnTheCallersThread())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aCancelledFutureIsDropped() {
        return Law.of(
                        "JoinHandle: a cancelled future is dropped, whatever it waits for",
                        (Spawned spawned) -> new CancelAgainstTurn(spawned))
                .heldInContextBy(() -> new Sound())
                .brokenBy("decides the outcome without waking the task", () -> new CancelsWithoutWaking())
                .brokenBy("wakes the task, then decides the outcome", () -> new WakesThenCancels())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aFutureWokenAtTheEndOfItsContextHasAnOutcome() {
        return Law.of(
                        "JoinHandle: a future woken while its context ends has an outcome",
                        (Spawned spawned) -> new WakeAgainstClose(spawned))
                .heldInContextBy(() -> new Sound())
                .brokenBy("is dropped without a word", () -> new IsDroppedSilently())
                .tests();
    }

    private abstract static class Ending extends Scene {
        final Spawned spawned;
        final CountingWaker joiner = new CountingWaker();

        Ending(Spawned spawned, int threads) {
            super(threads);
            this.spawned = spawned;
            spawned.spawn();
            spawned.turn();
            spawned.handle().poll(joiner);
        }

        @Override
        protected void second() {
            spawned.cancel();
        }

        @Override
        protected void after() {
            spawned.turn();
            require(spawned.handle().poll(joiner), "the outcome is not decided");
            require(joiner.wakes == 1, "the joiner was not woken once");
            require(spawned.context.liveTasks() == 0, "the task is still counted");
            require(spawned.future.ready != spawned.future.cancelled, "the future did not end exactly once");
            require(!spawned.future.touchedByOthers, "the future was touched by another thread than the context's");
            require(outcomeFits(), "the outcome is that of somebody else");
        }

        private boolean outcomeFits() {
            try {
                return spawned.handle().result() == 7 && spawned.future.ready;
            } catch (CancellationException e) {
                return true;
            }
        }
    }

    private static final class FinishAgainstCancel extends Ending {
        FinishAgainstCancel(Spawned spawned) {
            super(spawned, 3);
        }

        @Override
        protected void first() {
            spawned.turn();
        }

        @Override
        protected void third() {
            spawned.future.source.complete(7);
        }
    }

    private static final class FireAgainstCancel extends Ending {
        FireAgainstCancel(Spawned spawned) {
            super(spawned, 2);
            spawned.context.scheduleAtLeast(spawned.future.timer, 0);
        }

        @Override
        protected void first() {
            spawned.turn();
        }

        @Override
        protected void after() {
            super.after();
            require(!spawned.future.timer.isArmed(), "the timer is still armed");
        }
    }

    private static final class WakeAgainstClose extends Scene {
        private final Spawned spawned;
        private final CountingWaker joiner = new CountingWaker();

        WakeAgainstClose(Spawned spawned) {
            super(3);
            this.spawned = spawned;
            spawned.spawn();
            spawned.turn();
            spawned.handle().poll(joiner);
        }

        @Override
        protected void first() {
            spawned.context.close();
        }

        @Override
        protected void second() {
            spawned.future.source.complete(7);
        }

        @Override
        protected void third() {
            spawned.wake();
        }

        @Override
        protected void after() {
            require(spawned.handle().poll(joiner), "the outcome is not decided");
            require(joiner.wakes == 1, "the joiner was not woken once");
            require(spawned.context.liveTasks() == 0, "the task is still counted, or twice ended");
        }
    }

    /** Nothing but the cancellation ends this one. */
    private static final class CancelAgainstTurn extends Ending {
        CancelAgainstTurn(Spawned spawned) {
            super(spawned, 2);
        }

        @Override
        protected void first() {
            spawned.turn();
        }
    }

    /** Waits for a value that another thread may bring, or a timer; watches how it ends. */
    static final class Probe implements Future<Integer> {
        private final Context context;
        private final Thread owner = Thread.currentThread();
        private final Completer<Integer> source = new Completer<>();
        private final Timer timer = new Completing(source);
        private boolean ready;
        private boolean cancelled;
        private boolean touchedByOthers;
        private volatile @Nullable Waker waker;

        Probe(Context context) {
            this.context = context;
        }

        @Override
        public boolean poll(Waker waker) {
            if (Thread.currentThread() != owner) touchedByOthers = true;
            this.waker = waker;
            ready = source.poll(waker);
            return ready;
        }

        @Override
        public Integer result() {
            return source.result();
        }

        @Override
        public void cancel() {
            if (Thread.currentThread() != owner) touchedByOthers = true;
            cancelled = true;
            context.unschedule(timer);
        }
    }

    private static final class Completing extends Timer {
        private final Completer<Integer> source;

        Completing(Completer<Integer> source) {
            this.source = source;
        }

        @Override
        protected void fire(long nowNs) {
            source.complete(7);
        }
    }

    private static final class CountingWaker implements Waker {
        private volatile int wakes;

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one outcome, so one wake
        public void wake() {
            wakes++;
        }
    }

    private static final class Sound extends Spawned {
        private @Nullable JoinHandle<Integer> handle;

        @Override
        void spawn() {
            handle = context.spawn(future);
        }

        @Override
        Future<Integer> handle() {
            if (handle == null) throw new IllegalStateException("not spawned yet");
            return handle;
        }

        @Override
        void cancel() {
            handle().cancel();
        }
    }

    /** The protocol of task and handle with places for faults, on a real context. */
    private abstract static class Twin extends Spawned {
        final Completer<Integer> outcome = new Completer<>();
        final TwinTask task = new TwinTask(this);

        @Override
        void spawn() {
            context.taskStarted();
            task.wake();
        }

        @Override
        Future<Integer> handle() {
            return outcome;
        }

        @Override
        void cancel() {
            outcome.cancel();
            task.wake();
        }

        void run() {
            if (outcome.isDone()) {
                task.end();
                future.cancel();
            } else if (future.poll(task)) {
                task.end();
                outcome.complete(future.result());
            }
        }

        void dropped() {
            task.end();
            outcome.cancel();
        }
    }

    private static final class TwinTask extends Task {
        private final Twin twin;

        TwinTask(Twin twin) {
            super(twin.context);
            this.twin = twin;
        }

        @Override
        protected void run(long nowNs) {
            twin.run();
        }

        private void end() {
            finish();
            context().taskEnded();
        }

        @Override
        protected void dropped() {
            twin.dropped();
        }

        @Override
        protected void failed(Throwable failure) {
            throw new IllegalStateException("the probe does not fail", failure);
        }
    }

    /** Planted: the outcome is decided, but nobody drops the future, which waits on. */
    private static final class CancelsWithoutWaking extends Twin {
        @Override
        void cancel() {
            outcome.cancel();
        }
    }

    /** Planted: the task may run, see no outcome and wait on before there is one. */
    private static final class WakesThenCancels extends Twin {
        @Override
        void cancel() {
            task.wake();
            outcome.cancel();
        }
    }

    /** Planted: a future that was ready is cancelled as well. */
    private static final class PollsThenLooks extends Twin {
        @Override
        void run() {
            boolean ready = future.poll(task);
            if (!ready && !outcome.isDone()) return;
            task.end();
            if (outcome.isDone()) future.cancel();
            else outcome.complete(future.result());
        }
    }

    /** Planted: the future is dropped where its context may be polling it. */
    private static final class CancelsOnTheCallersThread extends Twin {
        @Override
        void cancel() {
            outcome.cancel();
            future.cancel();
            task.wake();
        }
    }

    /** Planted: what waits for the outcome waits for ever. */
    private static final class IsDroppedSilently extends Twin {
        @Override
        void dropped() {}
    }
}

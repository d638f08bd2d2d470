package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Signals against those who come to wait for them, and against those who are cancelled with one in their hands. */
@ExtendWith(Ledger.class)
class NotifyProofTest {
    /** What the notify and its twins have in common. */
    interface Signal {
        Future<@Nullable Void> notified();

        void notifyOne();

        void notifyWaiters();
    }

    @TestFactory
    List<DynamicTest> aSignalForOneIsHandedOn() {
        return Law.of(
                        "Notify: a signal for one lets one go on, if another who waits is cancelled",
                        (Signal signal) -> new CancelAgainstNotifyOne(signal))
                .heldBy(() -> new Sound())
                .brokenBy("a cancel does not hand its signal on", () -> new KeepsTheSignal())
                .brokenBy("a cancel looks whether it was chosen, then leaves the line", () -> new LooksThenLeaves())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aSignalForOneIsNotLost() {
        return Law.of(
                        "Notify: a signal for one is caught by who comes to wait",
                        (Signal signal) -> new PollAgainstNotifyOne(signal))
                .heldBy(() -> new Sound())
                .brokenBy("looks for the permit, then joins the line", () -> new LooksThenJoins())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aSignalForAllIsNotMissed() {
        return Law.of(
                        "Notify: who makes the future, looks, and then waits misses no signal for all",
                        (Signal signal) -> new LookAgainstNotifyWaiters(signal))
                .heldBy(() -> new Sound())
                .brokenBy("takes the epoch at the first poll", () -> new TakesTheEpochLate())
                .brokenBy("lets go on who is in line, then moves the epoch on", () -> new ReleasesThenMoves())
                .tests();
    }

    private static final class CancelAgainstNotifyOne extends Scene {
        private final Signal signal;
        private final Future<@Nullable Void> cancelled;
        private final Future<@Nullable Void> next;
        private final CountingWaker waker = new CountingWaker();

        CancelAgainstNotifyOne(Signal signal) {
            super(2);
            this.signal = signal;
            cancelled = signal.notified();
            next = signal.notified();
            cancelled.poll(new CountingWaker());
            next.poll(waker);
        }

        @Override
        protected void first() {
            cancelled.cancel();
        }

        @Override
        protected void second() {
            signal.notifyOne();
        }

        @Override
        protected void after() {
            require(waker.wakes() == 1, "the next in line was not woken once");
            require(next.poll(waker), "the next in line was woken and is not ready");
            require(!signal.notified().poll(waker), "one signal let two go on");
        }
    }

    private static final class PollAgainstNotifyOne extends Scene {
        private final Signal signal;
        private final Future<@Nullable Void> future;
        private final CountingWaker waker = new CountingWaker();
        private boolean ready;

        PollAgainstNotifyOne(Signal signal) {
            super(2);
            this.signal = signal;
            future = signal.notified();
        }

        @Override
        protected void first() {
            ready = future.poll(waker);
        }

        @Override
        protected void second() {
            signal.notifyOne();
        }

        @Override
        protected void after() {
            require(ready || waker.wakes() == 1, "it said not yet, and was not woken");
            require(ready || future.poll(waker), "it was woken and is not ready");
            require(!signal.notified().poll(waker), "one signal let two go on");
        }
    }

    private static final class LookAgainstNotifyWaiters extends Scene {
        private final Signal signal;
        private final CountingWaker waker = new CountingWaker();
        private volatile boolean there;
        private boolean ready;

        LookAgainstNotifyWaiters(Signal signal) {
            super(2);
            this.signal = signal;
        }

        @Override
        protected void first() {
            Future<@Nullable Void> future = signal.notified();
            ready = there || future.poll(waker);
        }

        @Override
        protected void second() {
            there = true;
            signal.notifyWaiters();
        }

        @Override
        protected void after() {
            require(ready || waker.wakes() == 1, "it waits, and was not woken");
        }
    }

    private static final class Sound implements Signal {
        private final Notify notify = new Notify();

        @Override
        public Future<@Nullable Void> notified() {
            return notify.notified();
        }

        @Override
        public void notifyOne() {
            notify.notifyOne();
        }

        @Override
        public void notifyWaiters() {
            notify.notifyWaiters();
        }
    }

    /** The protocol with places for faults. */
    private abstract static class Twin implements Signal {
        final ArrayDeque<Wait> line = new ArrayDeque<>(2);
        boolean permit;
        int epoch;

        @Override
        public synchronized Future<@Nullable Void> notified() {
            return new Wait(this, epoch);
        }

        @Override
        public void notifyOne() {
            Waker waker;
            synchronized (this) {
                Wait first = line.pollFirst();
                permit |= first == null;
                waker = first == null ? null : first.choose();
            }
            if (waker != null) waker.wake();
        }

        @Override
        public void notifyWaiters() {
            moveOn();
            release();
        }

        final synchronized void moveOn() {
            epoch++;
        }

        final void release() {
            for (Wait first = pollFirst(); first != null; first = pollFirst()) {
                Waker waker = first.choose();
                if (waker != null) waker.wake();
            }
        }

        private synchronized @Nullable Wait pollFirst() {
            return line.pollFirst();
        }

        boolean poll(Wait wait, Waker waker) {
            synchronized (this) {
                if (isReady(wait)) return true;
                join(wait, waker);
                return false;
            }
        }

        final synchronized boolean isReady(Wait wait) {
            boolean ready = wait.chosen || wait.madeIn != epoch;
            if (ready || !permit) return ready;
            permit = false;
            return true;
        }

        final synchronized void join(Wait wait, Waker waker) {
            wait.waker = waker;
            if (!line.contains(wait)) line.addLast(wait);
        }

        void cancel(Wait wait) {
            boolean handOn;
            synchronized (this) {
                handOn = wait.chosen;
                line.remove(wait);
            }
            if (handOn) notifyOne();
        }
    }

    private static final class Wait implements Future<@Nullable Void> {
        private final Twin twin;
        private int madeIn;
        private boolean chosen;
        private @Nullable Waker waker;

        Wait(Twin twin, int epoch) {
            this.twin = twin;
            madeIn = epoch;
        }

        private @Nullable Waker choose() {
            chosen = true;
            return waker;
        }

        @Override
        public boolean poll(Waker waker) {
            return twin.poll(this, waker);
        }

        @Override
        public @Nullable Void result() {
            return null;
        }

        @Override
        public void cancel() {
            twin.cancel(this);
        }
    }

    /** Planted: the signal ends with who was cancelled. */
    private static final class KeepsTheSignal extends Twin {
        @Override
        synchronized void cancel(Wait wait) {
            line.remove(wait);
        }
    }

    /** Planted: it may be chosen between the two, and nobody hands that on. */
    private static final class LooksThenLeaves extends Twin {
        @Override
        void cancel(Wait wait) {
            boolean handOn;
            synchronized (this) {
                handOn = wait.chosen;
            }
            synchronized (this) {
                line.remove(wait);
            }
            if (handOn) notifyOne();
        }
    }

    /** Planted: a signal between the two finds nobody in line, and who joins it does not look again. */
    private static final class LooksThenJoins extends Twin {
        @Override
        boolean poll(Wait wait, Waker waker) {
            if (isReady(wait)) return true;
            join(wait, waker);
            return false;
        }
    }

    /** Planted: a signal between the look and the first poll counts for nobody. */
    private static final class TakesTheEpochLate extends Twin {
        @Override
        synchronized boolean poll(Wait wait, Waker waker) {
            wait.madeIn = epoch;
            return super.poll(wait, waker);
        }
    }

    /** Planted: who joins the line between the two is of the old epoch, and nobody lets it go on. */
    private static final class ReleasesThenMoves extends Twin {
        @Override
        public void notifyWaiters() {
            release();
            moveOn();
        }
    }
}

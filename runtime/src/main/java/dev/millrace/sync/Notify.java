package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/**
 * Tells waiting tasks and threads that there is something to look at, without saying what.
 *
 * <p>To miss nothing, make the future first, then look, then wait: {@code var n = notify.notified(); if (!there()) await(n);}
 * All methods may be called from any thread.
 */
public final class Notify {
    /*
     * Overview. Everything happens under the lock.
     *
     *   signals    notifyOne chooses the first in line, or stores the one permit; notifyWaiters moves the epoch on and then
     *              chooses all who are listed from an earlier one
     *   caught by  the poll of a chosen one; a cancel of one that notifyOne chose hands that on to the next
     *   invariant  a permit is stored only while nobody is listed
     *
     * A future takes its epoch when it is made, so that a notifyWaiters between that and its first poll counts for it.
     */
    private final Object lock = new Object();

    // Guarded by lock.
    private final WaitList<Notified> waiting = new WaitList<>();
    private boolean permit;
    private long epoch;

    /** Nobody waits, nothing is stored. */
    public Notify() {}

    /**
     * Waits for {@link #notifyOne}, or for a {@link #notifyWaiters} later than this call. It joins the line at its first
     * poll.
     *
     * <p>Cancel safety: it gives up its place in line; a {@code notifyOne} that it had got goes to the next, or is stored.
     */
    public Future<@Nullable Void> notified() {
        synchronized (lock) {
            return new Notified(epoch);
        }
    }

    /** Lets go on who has waited longest; if nobody waits, the next one will not have to. Stores one at most. */
    public void notifyOne() {
        Waker waker;
        synchronized (lock) {
            Notified first = waiting.pollFirst();
            if (first == null) {
                permit = true;
                return;
            }
            first.byOne = true;
            waker = first.choose();
        }
        Waiter.wake(waker);
    }

    /** Lets all go on who wait now; stores nothing. */
    public void notifyWaiters() {
        long until;
        synchronized (lock) {
            until = ++epoch;
        }
        for (Waker waker = release(until); waker != null; waker = release(until)) Waiter.wake(waker);
    }

    private @Nullable Waker release(long until) {
        synchronized (lock) {
            Notified first = waiting.first();
            if (first == null || first.madeIn >= until) return null;
            waiting.remove(first);
            return first.choose();
        }
    }

    private final class Notified extends Waiter implements Future<@Nullable Void> {
        private final long madeIn;
        private boolean byOne;
        private boolean ready;

        Notified(long epoch) {
            madeIn = epoch;
        }

        @Override
        public boolean poll(Waker waker) {
            if (ready) return true;
            synchronized (lock) {
                if (!chosen && madeIn == epoch && !permit) {
                    if (!listed) waiting.addLast(this);
                    this.waker = waker;
                    return false;
                }
                if (!chosen && madeIn == epoch) permit = false;
                waiting.remove(this);
                reset();
            }
            ready = true;
            return true;
        }

        @Override
        public @Nullable Void result() {
            if (!ready) throw new IllegalStateException("not ready: poll has not returned true");
            return null;
        }

        @Override
        public void cancel() {
            if (ready) return;
            boolean handOn;
            synchronized (lock) {
                handOn = chosen && byOne;
                waiting.remove(this);
                reset();
            }
            ready = true;
            if (handOn) notifyOne();
        }
    }
}

package dev.millrace.sync;

import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/** A number of permits, and who waits for how many of them, in order. */
final class PermitQueue {
    /*
     * Overview. Everything happens under the lock, for a few steps at a time.
     *
     *   signals    whoever gives permits back, or leaves the line, takes permits for the first in line and chooses it, as
     *              long as there are enough; then wakes it
     *   caught by  its poll, which finds that it was chosen; or its cancel, which gives the permits back
     *   invariant  with the lock free: nobody is listed, or the first in line wants more than there are, or the one who
     *              changed that is about to choose
     *
     * Permits are taken for a waiter, not by it, so that nobody overtakes: while somebody is listed, all others queue.
     */

    // Guarded by this.
    private final WaitList<Acquisition<?>> waiting = new WaitList<>();
    private long available;
    private boolean closed;

    PermitQueue(long permits) {
        available = permits;
    }

    synchronized long available() {
        return available;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Takes {@code permits} if they are there and nobody waits. */
    synchronized boolean tryTake(long permits) {
        if (closed || !waiting.isEmpty() || available < permits) return false;
        available -= permits;
        return true;
    }

    /** Polls; when ready, {@code wait.granted} says whether it has its permits, or the queue is closed. */
    synchronized boolean poll(Acquisition<?> wait, Waker waker) {
        if (wait.chosen || tryTake(wait.permits)) {
            wait.granted = true;
        } else if (!closed) {
            if (!wait.entered) waiting.addLast(wait);
            wait.entered = true;
            wait.waker = waker;
            return false;
        }
        waiting.remove(wait);
        wait.reset();
        return true;
    }

    /** Ends a wait that is not ready. */
    void cancel(Acquisition<?> wait) {
        synchronized (this) {
            if (wait.chosen) available += wait.permits;
            waiting.remove(wait);
            wait.reset();
        }
        choose();
    }

    /** Adds permits. */
    void give(long permits) {
        synchronized (this) {
            available = Math.addExact(available, permits);
        }
        choose();
    }

    /** Has all waits end without permits, now and later. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        for (Waker waker = release(); waker != null; waker = release()) Waiter.wake(waker);
    }

    private void choose() {
        for (Waker waker = chooseFirst(); waker != null; waker = chooseFirst()) Waiter.wake(waker);
    }

    private synchronized @Nullable Waker chooseFirst() {
        Acquisition<?> first = waiting.first();
        if (first == null || available < first.permits) return null;
        available -= first.permits;
        waiting.remove(first);
        return first.choose();
    }

    private synchronized @Nullable Waker release() {
        Acquisition<?> first = waiting.pollFirst();
        return first == null ? null : first.takeWaker();
    }
}

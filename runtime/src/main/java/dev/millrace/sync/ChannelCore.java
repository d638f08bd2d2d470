package dev.millrace.sync;

import dev.millrace.future.Waker;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A channel without its handles: who waits on each side, how many handles there are, and what was given back.
 *
 * <p>Its lock is held for a few steps at a time, by those who wait and those who let them go on; nobody is woken under it.
 */
abstract class ChannelCore<T> {
    /*
     * Overview. Each side ends once, when its last handle is closed:
     *
     *   no sender yet ──► senders ──last one closed──► sendersGone      receivers drain what is there, then see the end
     *                     receivers ──last one closed──► receiversGone  sends fail
     *
     * Whoever ends a side then releases the other side's waiters, one after the other. Waiters enter under the lock and
     * look at the flag there, so each sees the flag or is released.
     *
     * `returned` has items that were taken, or given, for a `next` that was cancelled before its result was fetched. They
     * come before all others, so that for a single receiver the order stays.
     */

    // Guarded by this.
    final WaitList<SendOperation<T>> senders = new WaitList<>();
    final WaitList<NextOperation<T>> receivers = new WaitList<>();
    private final ArrayDeque<T> returned = new ArrayDeque<>(0);
    private int senderHandles;
    private int receiverHandles = 1;

    // Written under the lock, read by any thread.
    private volatile int returnedCount;
    private volatile boolean sendersGone;
    private volatile boolean receiversGone;

    /** Sends without waiting. */
    abstract SendResult trySend(T item);

    /** Polls a send; when ready, {@code operation.sent} says whether the channel has the item. */
    abstract boolean pollSend(SendOperation<T> operation, Waker waker);

    /** Ends a send that is not ready; {@code operation.sent} says whether the channel had the item already. */
    abstract void cancelSend(SendOperation<T> operation);

    /** Takes an item without waiting, or null. */
    abstract @Nullable T tryNext();

    /** Polls a receive; when ready, {@code operation.item} is the item, or null at the end. */
    abstract boolean pollNext(NextOperation<T> operation, Waker waker);

    /** Ends a receive that is not ready. */
    abstract void cancelNext(NextOperation<T> operation);

    /** Puts an item that nobody fetched before all others. */
    abstract void giveBack(T item);

    /** Whether nothing is there to be taken; only a hint while senders live. */
    abstract boolean isEmpty();

    /** Takes one waiting sender off the list because the receivers are gone; null when there is none. */
    abstract @Nullable Waker releaseSender();

    /** Takes one waiting receiver off the list because the senders are gone; null when there is none. */
    abstract @Nullable Waker releaseReceiver();

    final boolean sendersGone() {
        return sendersGone;
    }

    final boolean receiversGone() {
        return receiversGone;
    }

    final boolean isEnded() {
        return sendersGone && isEmpty();
    }

    final synchronized void addSender() {
        if (sendersGone)
            throw new ClosedException("all senders of this channel were closed; make them before the last");
        senderHandles++;
    }

    final synchronized void addReceiver() {
        if (receiversGone) throw new ClosedException("all receivers of this channel were closed");
        receiverHandles++;
    }

    final void removeSender() {
        synchronized (this) {
            if (--senderHandles > 0) return;
            sendersGone = true;
        }
        for (Waker waker = releaseReceiver(); waker != null; waker = releaseReceiver()) Waiter.wake(waker);
    }

    final void removeReceiver() {
        synchronized (this) {
            if (--receiverHandles > 0) return;
            receiversGone = true;
        }
        for (Waker waker = releaseSender(); waker != null; waker = releaseSender()) Waiter.wake(waker);
    }

    /** How many items were given back and not taken again. */
    final int returnedCount() {
        return returnedCount;
    }

    final synchronized void addReturned(T item) {
        returned.addLast(item);
        returnedCount = returned.size();
    }

    final @Nullable T takeReturned() {
        if (returnedCount == 0) return null;
        synchronized (this) {
            T item = returned.pollFirst();
            returnedCount = returned.size();
            return item;
        }
    }
}

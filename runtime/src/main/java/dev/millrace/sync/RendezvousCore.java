package dev.millrace.sync;

import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/** A channel without room: an item goes from a sender to a receiver that waits for it, or the other way round. */
final class RendezvousCore<T> extends ChannelCore<T> {
    /*
     * Overview. Everything happens under the lock. Who comes second does the exchange:
     *
     *   sender first:    listed ──a receiver takes its item──► chosen ──its poll──► sent
     *   receiver first:  listed ──a sender gives it an item──► chosen ──its poll──► ready with the item
     *
     *   signals    the second one wakes the first, once the exchange is done
     *   caught by  the first one's poll, or its cancel: a send that was chosen has happened, and says so; a receiver that
     *              was chosen gives the item to the next one that waits, or leaves it for the next one to come
     *   invariant  never is a sender listed while a receiver is, nor a receiver while an item that was given back lies there
     *
     * Dropped: telling a waiting receiver to take the item from the sender in its own poll. A cancelled receive would
     * then have taken nothing, but each item would cost two wake-ups, on throttled contexts two slices.
     */

    @Override
    SendResult trySend(T item) {
        NextOperation<T> receiver;
        Waker waker;
        synchronized (this) {
            if (receiversGone()) return SendResult.CLOSED;
            receiver = receivers.pollFirst();
            if (receiver == null) return SendResult.FULL;
            waker = give(receiver, item);
        }
        Waiter.wake(waker);
        return SendResult.SENT;
    }

    @Override
    boolean pollSend(SendOperation<T> operation, Waker waker) {
        Waker woken;
        synchronized (this) {
            if (operation.chosen || receiversGone()) {
                leave(operation);
                return true;
            }
            NextOperation<T> receiver = operation.entered ? null : receivers.pollFirst();
            if (receiver == null) {
                if (!operation.entered) senders.addLast(operation);
                operation.entered = true;
                operation.waker = waker;
                return false;
            }
            operation.sent = true;
            woken = give(receiver, operation.item());
        }
        Waiter.wake(woken);
        return true;
    }

    @Override
    synchronized void cancelSend(SendOperation<T> operation) {
        leave(operation);
    }

    @Override
    @Nullable
    T tryNext() {
        T item = takeReturned();
        if (item != null) return item;
        Waker waker;
        synchronized (this) {
            SendOperation<T> sender = senders.pollFirst();
            if (sender == null) return null;
            item = sender.item();
            waker = sender.choose();
        }
        Waiter.wake(waker);
        return item;
    }

    @Override
    boolean pollNext(NextOperation<T> operation, Waker waker) {
        if (!operation.entered) operation.item = tryNext();
        if (operation.item != null && !operation.entered) return true;
        return enterNext(operation, waker);
    }

    @Override
    void cancelNext(NextOperation<T> operation) {
        Waker waker;
        synchronized (this) {
            T given = operation.chosen ? operation.item : null;
            operation.item = null;
            receivers.remove(operation);
            operation.reset();
            waker = given == null ? null : giveOrKeep(given);
        }
        if (waker != null) Waiter.wake(waker);
    }

    @Override
    void giveBack(T item) {
        Waker waker;
        synchronized (this) {
            waker = giveOrKeep(item);
        }
        if (waker != null) Waiter.wake(waker);
    }

    @Override
    synchronized boolean isEmpty() {
        return returnedCount() == 0 && senders.isEmpty();
    }

    @Override
    @Nullable
    synchronized Waker releaseSender() {
        SendOperation<T> first = senders.pollFirst();
        return first == null ? null : first.takeWaker();
    }

    @Override
    @Nullable
    synchronized Waker releaseReceiver() {
        NextOperation<T> first = receivers.pollFirst();
        return first == null ? null : first.takeWaker();
    }

    private boolean enterNext(NextOperation<T> operation, Waker waker) {
        Waker woken = null;
        synchronized (this) {
            if (operation.chosen) {
                operation.reset();
                return true;
            }
            operation.item = takeReturned();
            if (operation.item == null) {
                SendOperation<T> sender = senders.pollFirst();
                if (sender != null) {
                    operation.item = sender.item();
                    woken = sender.choose();
                } else if (!sendersGone()) {
                    if (!operation.entered) receivers.addLast(operation);
                    operation.entered = true;
                    operation.waker = waker;
                    return false;
                }
            }
            receivers.remove(operation);
            operation.reset();
        }
        if (woken != null) Waiter.wake(woken);
        return true;
    }

    private @Nullable Waker giveOrKeep(T item) {
        NextOperation<T> receiver = receivers.pollFirst();
        if (receiver != null) return give(receiver, item);
        addReturned(item);
        return null;
    }

    private Waker give(NextOperation<T> receiver, T item) {
        receiver.item = item;
        return receiver.choose();
    }

    private void leave(SendOperation<T> operation) {
        operation.sent = operation.chosen;
        senders.remove(operation);
        operation.reset();
    }
}

package dev.millrace.sync;

import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/** A channel with room for items: lock-free while nobody waits. */
final class BufferedCore<T> extends ChannelCore<T> {
    /*
     * Overview. Items go through the queue and nowhere else; a waiter is only told that it may try, and moves its item in
     * its own poll. So a send that was not ready has not happened, and a receive that was not ready has taken nothing.
     *
     *   out ──poll finds no room / no item──► listed ──chosen, woken──► chosen ──poll moves the item──► out
     *                                           ▲                          │
     *                                           └── poll moves nothing: back to its place in line
     *
     * Waiting, for senders (for receivers: item instead of room, offer instead of poll):
     *   entry      a sender counts itself in `queuedSenders`, then offers once more if it is its turn, and only then says
     *              "not yet"
     *   signals    whoever has taken an item looks at `queuedSenders`; if not zero, it chooses waiters, those first who
     *              have waited longest, until as many are chosen as there is room
     *   caught by  the chosen sender's poll, which offers; or its cancel, which lets the next one be chosen
     *   exit       the sender leaves when its item is in the queue, when it is cancelled, or when the receivers are gone
     *   invariant  with the lock free: no sender is listed, or as many are chosen as there is room, or somebody who has
     *              just taken an item is about to look
     *
     * No wake-up is lost: counting and offering here, taking and looking there, are volatile accesses in that order, so
     * one of the two sees the other. The queue may say no to a chosen one, because a poll under way counts as room; that
     * poll looks at the count later than it frees the place, and chooses again.
     *
     * Fairness: who comes while senders are queued stands behind them. Who looked at the count before the first one
     * was queued may still take a place from it: the two came at the same time. Receivers may overtake each other.
     *
     * Dropped: storing the item for the waiting sender as soon as there is room. It saves a poll, but then a cancelled send
     * may have happened, and no choice between several operations is exact.
     */
    private final ItemQueue<T> queue;

    // Guarded by this.
    private int chosenSenders;
    private int chosenReceivers;

    // Written under the lock, read by any thread: listed and chosen.
    private volatile int queuedSenders;
    private volatile int queuedReceivers;

    BufferedCore(ItemQueue<T> queue) {
        this.queue = queue;
    }

    // ---- sending

    @Override
    SendResult trySend(T item) {
        if (receiversGone()) return SendResult.CLOSED;
        boolean sent = queuedSenders == 0 ? queue.offer(item) : offerBehindChosen(item);
        if (!sent) return SendResult.FULL;
        chooseReceivers();
        return SendResult.SENT;
    }

    @Override
    boolean pollSend(SendOperation<T> operation, Waker waker) {
        if (operation.entered || queuedSenders != 0 || receiversGone() || !queue.offer(operation.item())) {
            if (!enterSend(operation, waker)) return false;
        } else {
            operation.sent = true;
        }
        if (operation.sent) chooseReceivers();
        return true;
    }

    @Override
    void cancelSend(SendOperation<T> operation) {
        leave(operation);
        chooseSenders();
    }

    private synchronized boolean offerBehindChosen(T item) {
        return senders.isEmpty() && queue.free() > chosenSenders && queue.offer(item);
    }

    /** Registers, then tries again; returns whether the send is ready. */
    private synchronized boolean enterSend(SendOperation<T> operation, Waker waker) {
        if (receiversGone()) {
            leave(operation);
            return true;
        }
        if (!operation.entered) {
            operation.entered = true;
            queuedSenders++;
            senders.addLast(operation);
        }
        operation.waker = waker;
        boolean turn = operation.chosen || (operation == senders.first() && queue.free() > chosenSenders);
        if (!turn) return false;
        if (queue.offer(operation.item())) {
            leave(operation);
            operation.sent = true;
            return true;
        }
        if (operation.chosen) {
            operation.chosen = false;
            chosenSenders--;
            senders.restore(operation);
        }
        return false;
    }

    private synchronized void leave(SendOperation<T> operation) {
        if (!operation.entered) return;
        if (operation.chosen) chosenSenders--;
        else senders.remove(operation);
        operation.reset();
        queuedSenders--;
    }

    /** Lets as many waiting senders try as there is room. */
    private void chooseSenders() {
        if (queuedSenders == 0) return;
        for (Waker waker = chooseSender(false); waker != null; waker = chooseSender(false)) Waiter.wake(waker);
    }

    private synchronized @Nullable Waker chooseSender(boolean gone) {
        if (senders.isEmpty() || (!gone && queue.free() <= chosenSenders)) return null;
        SendOperation<T> first = senders.pollFirst();
        if (first == null) return null;
        chosenSenders++;
        return first.choose();
    }

    @Override
    @Nullable
    Waker releaseSender() {
        return chooseSender(true);
    }

    // ---- receiving

    @Override
    @Nullable
    T tryNext() {
        T item = take();
        if (item != null) chooseSenders();
        return item;
    }

    @Override
    boolean pollNext(NextOperation<T> operation, Waker waker) {
        if (!operation.entered) operation.item = take();
        if (operation.item == null && !enterNext(operation, waker)) return false;
        if (operation.item != null) chooseSenders();
        return true;
    }

    @Override
    void cancelNext(NextOperation<T> operation) {
        leave(operation);
        chooseReceivers();
    }

    @Override
    void giveBack(T item) {
        addReturned(item);
        chooseReceivers();
    }

    @Override
    boolean isEmpty() {
        return available() == 0;
    }

    private @Nullable T take() {
        T item = takeReturned();
        return item != null ? item : queue.poll();
    }

    private int available() {
        return queue.size() + returnedCount();
    }

    /** Registers, then tries again; returns whether the receive is ready. */
    private synchronized boolean enterNext(NextOperation<T> operation, Waker waker) {
        if (!operation.entered) {
            operation.entered = true;
            queuedReceivers++;
            receivers.addLast(operation);
        }
        operation.waker = waker;
        // Looked at first: what was sent before the last sender was closed is then in the queue.
        boolean end = sendersGone();
        operation.item = take();
        if (operation.item != null || end) {
            leave(operation);
            return true;
        }
        if (operation.chosen) {
            operation.chosen = false;
            chosenReceivers--;
            receivers.restore(operation);
        }
        return false;
    }

    private synchronized void leave(NextOperation<T> operation) {
        if (!operation.entered) return;
        if (operation.chosen) chosenReceivers--;
        else receivers.remove(operation);
        operation.reset();
        queuedReceivers--;
    }

    /** Lets as many waiting receivers try as there are items. */
    private void chooseReceivers() {
        if (queuedReceivers == 0) return;
        for (Waker waker = chooseReceiver(false); waker != null; waker = chooseReceiver(false)) Waiter.wake(waker);
    }

    private synchronized @Nullable Waker chooseReceiver(boolean gone) {
        if (receivers.isEmpty() || (!gone && available() <= chosenReceivers)) return null;
        NextOperation<T> first = receivers.pollFirst();
        if (first == null) return null;
        chosenReceivers++;
        return first.choose();
    }

    @Override
    @Nullable
    Waker releaseReceiver() {
        return chooseReceiver(true);
    }
}

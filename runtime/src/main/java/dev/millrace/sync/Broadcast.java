package dev.millrace.sync;

import dev.millrace.future.Waker;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a channel in which each item goes to every subscriber.
 *
 * <p>All methods may be called from any thread. Closing it lets subscribers take what is left and then see the end.
 */
public final class Broadcast<T> implements AutoCloseable {
    /*
     * Overview. Everything happens under the lock. Items are numbered from zero; the last `capacity` of them are kept, item
     * n in slot n % capacity. Each subscriber has the number of its next item; one that is too old was overwritten. A send
     * adds an item, and then chooses all who are listed and wait for it. Who has taken it and waits again stands behind
     * them, so that the choosing ends.
     */
    private static final int MOST = 1 << 30;

    final Object lock = new Object();

    // Guarded by lock.
    final WaitList<BroadcastReceiver<T>.Next> waiting = new WaitList<>();
    private final @Nullable Object[] items;
    private long end;
    private int subscribers;
    private boolean closed;

    Broadcast(int capacity) {
        if (capacity < 1 || capacity > MOST)
            throw new IllegalArgumentException("capacity out of range: capacity=" + capacity + ", expected 1.." + MOST);
        items = new Object[capacity];
    }

    /**
     * Sends to all who are subscribed, without waiting; returns how many they are.
     *
     * @throws ClosedException when this is closed, with the item
     */
    public int send(T item) {
        Objects.requireNonNull(item, "item");
        long sent;
        int receivers;
        synchronized (lock) {
            if (closed) throw new ClosedException("this broadcast is closed", item);
            items[slot(end)] = item;
            sent = ++end;
            receivers = subscribers;
        }
        release(sent);
        return receivers;
    }

    /** A new subscriber, which gets what is sent from now on; to be closed. */
    public BroadcastReceiver<T> subscribe() {
        synchronized (lock) {
            subscribers++;
            return new BroadcastReceiver<>(this, end);
        }
    }

    /** Ends it. A second call does nothing. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        release(Long.MAX_VALUE);
    }

    // ---- guarded by lock

    boolean isClosed() {
        return closed;
    }

    long end() {
        return end;
    }

    /** The number of the oldest item that is kept. */
    long start() {
        return Math.max(end - items.length, 0);
    }

    @SuppressWarnings("unchecked") // only a T is ever stored
    T item(long number) {
        return (T) Objects.requireNonNull(items[slot(number)]);
    }

    void unsubscribe() {
        subscribers--;
    }

    private int slot(long number) {
        return (int) (number % items.length);
    }

    // ---- any thread

    private void release(long sent) {
        for (Waker waker = releaseFirst(sent); waker != null; waker = releaseFirst(sent)) Waiter.wake(waker);
    }

    private @Nullable Waker releaseFirst(long sent) {
        synchronized (lock) {
            BroadcastReceiver<T>.Next first = waiting.first();
            if (first == null || first.waitsFor >= sent) return null;
            waiting.remove(first);
            return first.choose();
        }
    }
}

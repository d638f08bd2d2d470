package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/** One subscriber of a {@link Broadcast}; belongs to one task at a time. */
public final class BroadcastReceiver<T> implements AutoCloseable {
    private final Broadcast<T> broadcast;
    private final Next next = new Next();
    private boolean closed;

    /** The number of the item to come; guarded by the lock of the broadcast. */
    private long position;

    BroadcastReceiver(Broadcast<T> broadcast, long position) {
        this.broadcast = broadcast;
        this.position = position;
    }

    /**
     * Waits for the next item, or the news that some were missed, or the end.
     *
     * <p>Cancel safety: nothing is lost. An item counts as taken when the result is fetched. The future is the same object
     * for each item of this subscriber.
     *
     * @throws OperationPendingException when the last one is neither ready nor cancelled
     * @throws IllegalStateException when this subscriber is closed
     */
    public Future<Reception<T>> next() {
        checkOpen();
        if (next.pending)
            throw new OperationPendingException("a next of this subscriber is outstanding; await or cancel it");
        next.pending = true;
        return next;
    }

    /** What {@link #next} would give at once, or null. */
    public @Nullable Reception<T> tryNext() {
        checkOpen();
        synchronized (broadcast.lock) {
            return isReady() ? take() : null;
        }
    }

    /** Unsubscribes; cancels a {@link #next} that is outstanding. A second call does nothing. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        next.cancel();
        synchronized (broadcast.lock) {
            broadcast.unsubscribe();
        }
    }

    private void checkOpen() {
        if (closed) throw new IllegalStateException("this subscriber is closed");
    }

    // ---- guarded by the lock of the broadcast

    private boolean isReady() {
        return position < broadcast.end() || broadcast.isClosed();
    }

    private Reception<T> take() {
        long missed = broadcast.start() - position;
        if (missed > 0) {
            position += missed;
            return new Reception.Lagged<>(missed);
        }
        if (position == broadcast.end()) return new Reception.End<>();
        return new Reception.Item<>(broadcast.item(position++));
    }

    final class Next extends Waiter implements Future<Reception<T>> {
        private boolean pending;

        /** The item at which it was listed; guarded by the lock of the broadcast. */
        long waitsFor;

        @Override
        public boolean poll(Waker waker) {
            if (!pending) return true;
            synchronized (broadcast.lock) {
                if (!isReady()) {
                    // The list is in the order of items: with a later one, its place is behind the others.
                    if (waitsFor != position) broadcast.waiting.remove(this);
                    if (!listed) broadcast.waiting.addLast(this);
                    waitsFor = position;
                    this.waker = waker;
                    return false;
                }
                broadcast.waiting.remove(this);
                reset();
            }
            pending = false;
            return true;
        }

        @Override
        public Reception<T> result() {
            if (pending) throw new IllegalStateException("not ready: poll has not returned true");
            synchronized (broadcast.lock) {
                if (!isReady()) throw new IllegalStateException("result was fetched already; call next() again");
                return take();
            }
        }

        @Override
        public void cancel() {
            pending = false;
            synchronized (broadcast.lock) {
                broadcast.waiting.remove(this);
                reset();
            }
        }
    }
}

package dev.millrace.sync;

import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a value that changes: who watches sees the latest, not each.
 *
 * <p>All methods may be called from any thread. Closing it tells those who watch that nothing will change any more.
 */
public final class Watch<T extends @Nullable Object> implements AutoCloseable {
    /*
     * Overview. Everything happens under the lock. Each set makes a new version, and then chooses all who are listed and
     * have not seen it. Who has seen it and waits again stands behind them, so that the choosing ends.
     */
    final Object lock = new Object();

    // Guarded by lock.
    final WaitList<WatchReceiver<T>.Change> waiting = new WaitList<>();
    private T value;
    private long version;
    private boolean closed;

    Watch(T initial) {
        value = initial;
    }

    /** Makes {@code value} the latest, and lets all go on who wait for a change; equal values count as changes. */
    public void set(T value) {
        long made;
        synchronized (lock) {
            if (closed) throw new IllegalStateException("this watch is closed");
            this.value = value;
            made = ++version;
        }
        release(made);
    }

    /** The latest value. */
    public T value() {
        synchronized (lock) {
            return value;
        }
    }

    /** A new receiver, which has seen the present value. */
    public WatchReceiver<T> subscribe() {
        synchronized (lock) {
            return new WatchReceiver<>(this, version);
        }
    }

    /** Ends it: waits for a change give false once the last change was seen. The value stays. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        release(Long.MAX_VALUE);
    }

    /** Guarded by lock. */
    long version() {
        assert Thread.holdsLock(lock);
        return version;
    }

    /** Guarded by lock. */
    boolean isClosed() {
        assert Thread.holdsLock(lock);
        return closed;
    }

    private void release(long made) {
        for (Waker waker = releaseFirst(made); waker != null; waker = releaseFirst(made)) Waiter.wake(waker);
    }

    private @Nullable Waker releaseFirst(long made) {
        synchronized (lock) {
            WatchReceiver<T>.Change first = waiting.first();
            if (first == null || first.enteredAt >= made) return null;
            waiting.remove(first);
            return first.choose();
        }
    }
}

package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/** Sees the latest value of a {@link Watch}, and can wait for the next; belongs to one task at a time. */
public final class WatchReceiver<T extends @Nullable Object> {
    private final Watch<T> watch;
    private final Change change = new Change();

    /** The version that was seen last; guarded by the lock of the watch. */
    private long seen;

    WatchReceiver(Watch<T> watch, long seen) {
        this.watch = watch;
        this.seen = seen;
    }

    /** The latest value, which from now on counts as seen. */
    public T value() {
        synchronized (watch.lock) {
            seen = watch.version();
            return watch.value();
        }
    }

    /** The latest value, without counting it as seen. */
    public T peek() {
        return watch.value();
    }

    /**
     * Waits for a value that was not seen; gives true, or false when the watch is closed and there is none. What is the
     * latest when the result is fetched counts as seen.
     *
     * <p>Cancel safety: a change whose result was not fetched counts as not seen. The future is the same object for each
     * wait of this receiver.
     *
     * @throws OperationPendingException when the last wait is neither ready nor cancelled
     */
    public Future<Boolean> changed() {
        if (change.pending)
            throw new OperationPendingException("a changed() of this receiver is outstanding; await or cancel it");
        change.pending = true;
        return change;
    }

    final class Change extends Waiter implements Future<Boolean> {
        private boolean pending;

        /** The version at which it was listed; guarded by the lock of the watch. */
        long enteredAt;

        @Override
        public boolean poll(Waker waker) {
            if (!pending) return true;
            synchronized (watch.lock) {
                if (watch.version() == seen && !watch.isClosed()) {
                    // The list is in the order of versions: with a newer one, its place is behind the others.
                    if (enteredAt != seen) watch.waiting.remove(this);
                    if (!listed) watch.waiting.addLast(this);
                    enteredAt = seen;
                    this.waker = waker;
                    return false;
                }
                watch.waiting.remove(this);
                reset();
            }
            pending = false;
            return true;
        }

        @Override
        public Boolean result() {
            if (pending) throw new IllegalStateException("not ready: poll has not returned true");
            synchronized (watch.lock) {
                boolean changed = watch.version() != seen;
                seen = watch.version();
                return changed;
            }
        }

        @Override
        public void cancel() {
            pending = false;
            synchronized (watch.lock) {
                watch.waiting.remove(this);
                reset();
            }
        }
    }
}

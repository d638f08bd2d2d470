package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/** Gives a {@link Oneshot} its value; closing it without that fails the receiver. For one task or thread. */
public final class OneshotSender<T extends @Nullable Object> implements AutoCloseable {
    private final OneshotCell<T> cell;

    OneshotSender(OneshotCell<T> cell) {
        this.cell = cell;
    }

    /**
     * Gives the value, without waiting; returns false when the receiver was closed, and the value is not wanted.
     *
     * @throws IllegalStateException when a value was given before, or this sender is closed
     */
    public boolean send(T value) {
        return cell.send(value);
    }

    /** Whether the receiver was closed before a value came. */
    public boolean isClosed() {
        return cell.isClosed();
    }

    /** Ready when the receiver is closed without a value, which makes it idle to go on working on one. One at a time. */
    public Future<@Nullable Void> closed() {
        return new Closed(cell);
    }

    /** Leaves; the receiver gets a {@link ClosedException} if no value was given. */
    @Override
    public void close() {
        cell.drop();
    }

    private record Closed(OneshotCell<?> cell) implements Future<@Nullable Void> {
        @Override
        public boolean poll(Waker waker) {
            return cell.pollClosed(waker);
        }

        @Override
        public @Nullable Void result() {
            return null;
        }

        @Override
        public void cancel() {
            cell.forgetClosedWaker();
        }
    }
}

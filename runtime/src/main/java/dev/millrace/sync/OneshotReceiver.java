package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/**
 * The value of a {@link Oneshot}, as a future for one task or thread.
 *
 * <p>Its result throws {@link ClosedException} when the sender was closed without a value. To cancel it is to close it.
 */
public final class OneshotReceiver<T extends @Nullable Object> implements Future<T>, AutoCloseable {
    private final OneshotCell<T> cell;

    OneshotReceiver(OneshotCell<T> cell) {
        this.cell = cell;
    }

    @Override
    public boolean poll(Waker waker) {
        return cell.pollReceive(waker);
    }

    @Override
    public T result() {
        return cell.value();
    }

    @Override
    public void cancel() {
        cell.close();
    }

    /** Lets the sender know that no value is wanted; does nothing when one has come. */
    @Override
    public void close() {
        cell.close();
    }
}

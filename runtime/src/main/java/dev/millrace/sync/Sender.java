package dev.millrace.sync;

import dev.millrace.future.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One handle on the sending side of a {@link Channel}; to be closed, best by try-with-resources.
 *
 * <p>It belongs to one task at a time; {@link #trySend} and {@link #copy} may be called from any thread. When the last
 * sender is closed, receivers see the end after they have taken what is left.
 */
public final class Sender<T> implements AutoCloseable {
    private final ChannelCore<T> core;
    private final SendOperation<T> operation;
    private boolean closed;

    Sender(ChannelCore<T> core) {
        this.core = core;
        operation = new SendOperation<>(core);
        core.addSender();
    }

    /**
     * Sends {@code item}, waiting while there is no room; those who wait longest are first. Nothing happens before the
     * first poll.
     *
     * <p>Cancel safety: a cancelled send has put its item into the channel or has not, and {@link #wasSent} says which.
     * With room in the channel ({@code capacity > 0}) it has not, unless it was ready.
     *
     * <p>The future is the same object for each send of this handle. Its result throws {@link ClosedException}, with the
     * item, when all receivers are gone.
     *
     * @throws OperationPendingException when the last send is neither ready nor cancelled
     * @throws IllegalStateException when this handle is closed
     */
    public Future<@Nullable Void> send(T item) {
        checkOpen();
        operation.begin(item);
        return operation;
    }

    /** Sends {@code item} if that needs no waiting and overtakes nobody; from any thread. */
    public SendResult trySend(T item) {
        checkOpen();
        return core.trySend(Objects.requireNonNull(item, "item"));
    }

    /** Whether the channel got the item of the last {@link #send}; meaningful once that is ready or cancelled. */
    public boolean wasSent() {
        return operation.sent;
    }

    /** Whether all receivers are gone, so that nothing can be sent any more. */
    public boolean isClosed() {
        return core.receiversGone();
    }

    /** Another handle on the same side, to be closed by itself. */
    public Sender<T> copy() {
        checkOpen();
        return new Sender<>(core);
    }

    /** Gives the handle back; cancels a send that is outstanding. A second call does nothing. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        operation.cancel();
        core.removeSender();
    }

    private void checkOpen() {
        if (closed) throw new IllegalStateException("this sender is closed");
    }
}

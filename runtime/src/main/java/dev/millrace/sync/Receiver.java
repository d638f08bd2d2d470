package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One handle on the receiving side of a {@link Channel}; each item goes to one receiver.
 *
 * <p>It is a stream, with all that can be made of one. It belongs to one task at a time; {@link #tryNext} and {@link #copy} may be called from any thread. When the last
 * receiver is closed, sends fail; items that are left are dropped with the channel, so take them first where they hold
 * something.
 */
public final class Receiver<T> implements Stream<T>, AutoCloseable {
    private final ChannelCore<T> core;
    private final NextOperation<T> operation;
    private boolean closed;

    /** Takes over a count that the core has made already. */
    Receiver(ChannelCore<T> core) {
        this.core = core;
        operation = new NextOperation<>(core);
    }

    /**
     * Waits for the next item; gives null once all senders are closed and nothing is left. Nothing happens before the
     * first poll.
     *
     * <p>Cancel safety: nothing is lost. An item that had come but was not fetched by {@code result} is the next one to be
     * received.
     *
     * <p>The future is the same object for each item of this handle; its result can be fetched once.
     *
     * @throws OperationPendingException when the last item was neither fetched nor cancelled
     * @throws IllegalStateException when this handle is closed
     */
    @Override
    public Future<@Nullable T> next() {
        checkOpen();
        operation.begin();
        return operation;
    }

    /** The next item if one is there, else null; {@link #isEnded} tells whether one can still come. From any thread. */
    public @Nullable T tryNext() {
        checkOpen();
        return core.tryNext();
    }

    /** Whether all senders are closed and nothing is left to be taken. */
    public boolean isEnded() {
        return core.isEnded();
    }

    /** Another handle on the same side, to be closed by itself. */
    public Receiver<T> copy() {
        checkOpen();
        core.addReceiver();
        return new Receiver<>(core);
    }

    /** Gives the handle back; cancels a {@link #next} that is outstanding. A second call does nothing. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        operation.cancel();
        core.removeReceiver();
    }

    /** As a stream it ends by being closed. */
    @Override
    public void cancel() {
        close();
    }

    private void checkOpen() {
        if (closed) throw new IllegalStateException("this receiver is closed");
    }
}

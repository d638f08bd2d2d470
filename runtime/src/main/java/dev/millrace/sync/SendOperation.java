package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The one send that a handle can have outstanding; used again for the next. */
final class SendOperation<T> extends Waiter implements Future<@Nullable Void> {
    private enum Stage {
        IDLE,
        PENDING,
        READY
    }

    private final ChannelCore<T> core;

    // The thread that polls; `item` is also read by a receiver, under the lock, while this is listed.
    private Stage stage = Stage.IDLE;
    private @Nullable T item;

    /** Whether the channel has the item; decided when the send is ready or cancelled. */
    boolean sent;

    SendOperation(ChannelCore<T> core) {
        this.core = core;
    }

    void begin(T item) {
        if (stage == Stage.PENDING)
            throw new OperationPendingException(
                    "a send of this sender is outstanding; await or cancel it, or use copy()");
        this.item = Objects.requireNonNull(item, "item");
        sent = false;
        stage = Stage.PENDING;
    }

    T item() {
        return Objects.requireNonNull(item);
    }

    @Override
    public boolean poll(Waker waker) {
        if (stage != Stage.PENDING) return true;
        if (!core.pollSend(this, waker)) return false;
        stage = Stage.READY;
        if (sent) item = null;
        return true;
    }

    @Override
    public @Nullable Void result() {
        if (stage == Stage.PENDING) throw new IllegalStateException("not ready: poll has not returned true");
        if (stage == Stage.IDLE) throw new CancellationException("send was cancelled: sent=" + sent);
        if (!sent) throw new ClosedException("all receivers are gone; the item is in this exception", item);
        return null;
    }

    @Override
    public void cancel() {
        if (stage != Stage.PENDING) return;
        core.cancelSend(this);
        stage = Stage.IDLE;
        item = null;
    }
}

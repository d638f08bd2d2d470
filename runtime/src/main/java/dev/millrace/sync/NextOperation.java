package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The one receive that a handle can have outstanding; used again for the next. */
final class NextOperation<T> extends Waiter implements Future<@Nullable T> {
    private enum Stage {
        IDLE,
        PENDING,
        READY,
        FETCHED
    }

    private final ChannelCore<T> core;

    // The thread that polls; a sender of a rendezvous channel sets `item`, under the lock, while this is listed.
    private Stage stage = Stage.IDLE;

    /** What was received and not fetched. */
    @Nullable
    T item;

    NextOperation(ChannelCore<T> core) {
        this.core = core;
    }

    void begin() {
        if (stage == Stage.PENDING || (stage == Stage.READY && item != null))
            throw new OperationPendingException(
                    "a next of this receiver is outstanding; fetch its result, or cancel it, or use copy()");
        stage = Stage.PENDING;
    }

    @Override
    public boolean poll(Waker waker) {
        if (stage != Stage.PENDING) return true;
        if (!core.pollNext(this, waker)) return false;
        stage = Stage.READY;
        return true;
    }

    @Override
    public @Nullable T result() {
        if (stage == Stage.PENDING) throw new IllegalStateException("not ready: poll has not returned true");
        if (stage == Stage.IDLE) throw new CancellationException("next was cancelled");
        if (stage == Stage.FETCHED) throw new IllegalStateException("result was fetched already; call next() again");
        stage = Stage.FETCHED;
        T fetched = item;
        item = null;
        return fetched;
    }

    @Override
    public void cancel() {
        if (stage == Stage.PENDING) {
            core.cancelNext(this);
            stage = Stage.IDLE;
        } else if (stage == Stage.READY) {
            T unfetched = item;
            item = null;
            stage = Stage.IDLE;
            if (unfetched != null) core.giveBack(unfetched);
        }
    }
}

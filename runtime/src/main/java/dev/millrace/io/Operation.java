package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.FutureFinishedException;
import dev.millrace.future.Waker;
import dev.millrace.sync.OperationPendingException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One kind of operation of one handle, as a future that is used again for the next: there is one outstanding at a time.
 *
 * <p>Runs on the thread of the context that polls it.
 */
abstract class Operation<T extends @Nullable Object> implements Future<T> {
    /*
     * Overview.
     *
     *   IDLE ──begin──► PENDING ──poll: done, failed or closed──► READY ──result──► IDLE
     *     ▲                └──cancel──► CANCELLED ──begin──► PENDING       │
     *     └───────────────────────────────────────────────────────────────┘
     *
     * Closing the handle wakes whoever polls; that poll finds it closed, and READY is entered once, with a failure. A READY
     * operation does not attempt again, so no datagram, byte or connection is lost between a poll and its result.
     */
    private enum State {
        IDLE,
        PENDING,
        READY,
        CANCELLED
    }

    private final String name;
    private State state = State.IDLE;
    private @Nullable T value;
    private @Nullable Throwable failure;

    Operation(String name) {
        this.name = name;
    }

    /**
     * Advances without waiting; true after {@link #succeed}. What it throws is the failure.
     *
     * @param waker stored before the answer is no
     */
    abstract boolean advance(Waker waker) throws IOException;

    /** It was cancelled while pending. */
    void drop() {}

    final boolean succeed(T value) {
        this.value = value;
        return true;
    }

    /** Opens it; to be called before its arguments are set. */
    final void begin() {
        if (state == State.PENDING || state == State.READY)
            throw new OperationPendingException("a " + name + " is outstanding on this handle: state="
                    + (state == State.READY ? "ready" : "pending") + "; take its result, or cancel it");
        state = State.PENDING;
    }

    /** As {@link #begin}, for the next item of a stream: does nothing while one is outstanding. */
    final void open() {
        if (state == State.IDLE || state == State.CANCELLED) state = State.PENDING;
    }

    /** What it has given and nobody has taken, or null. */
    final @Nullable T untaken() {
        return state == State.READY ? value : null;
    }

    @Override
    public final boolean poll(Waker waker) {
        if (state == State.READY) return true;
        if (state != State.PENDING) throw finished();
        try {
            if (!advance(waker)) return false;
        } catch (IllegalStateException misuse) {
            // Such as waiting off a context: no outcome of the operation, which stays as it is.
            throw misuse;
        } catch (Throwable thrown) {
            failure = thrown;
        }
        state = State.READY;
        return true;
    }

    @Override
    @SuppressWarnings("NullAway") // succeed(T) has checked the value
    public final T result() {
        if (state == State.PENDING) throw new IllegalStateException("not ready: poll has not returned true");
        if (state != State.READY) throw finished();
        state = State.IDLE;
        T taken = value;
        Throwable thrown = failure;
        value = null;
        failure = null;
        if (thrown == null) return taken;
        if (thrown instanceof Error error) throw error;
        throw thrown instanceof RuntimeException e ? e : new CompletionException(thrown);
    }

    @Override
    public final void cancel() {
        if (state != State.PENDING) return;
        state = State.CANCELLED;
        drop();
    }

    private FutureFinishedException finished() {
        return new FutureFinishedException(name, state == State.CANCELLED ? "cancelled" : "taken");
    }
}

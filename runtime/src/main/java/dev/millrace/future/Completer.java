package dev.millrace.future;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A future that somebody completes once, from any thread.
 *
 * <p>The first of {@link #complete}, {@link #fail} and {@link #cancel} wins; the others return false. One task may wait
 * for it at a time. It keeps its outcome, which may be polled and taken again.
 */
public final class Completer<T extends @Nullable Object> implements Future<T> {
    /*
     * Overview. One field holds the whole state:
     *
     *   null ──poll──► Waker ──complete──► Done
     *     └──────────complete───────────────┘
     *
     * It begins as null because writing anything else would need a fence for each new completer.
     *
     * Both sides move it by compare-and-set, so a waker is either seen by the completion, which wakes it, or not stored
     * because the completion came first, which the poll then sees.
     */
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Completer.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Done(@Nullable Object value, @Nullable Throwable failure) {
        /** The outcome of what gives nothing, such as most tasks. */
        private static final Done WITHOUT_VALUE = new Done(null, null);
    }

    private volatile @Nullable Object state;

    /** A future whose outcome is still open. */
    public Completer() {}

    /** Completes with a value; returns whether this call decided the outcome. */
    public boolean complete(T value) {
        return finish(value == null ? Done.WITHOUT_VALUE : new Done(value, null));
    }

    /** Completes with a failure; returns whether this call decided the outcome. */
    public boolean fail(Throwable failure) {
        return finish(new Done(null, failure));
    }

    /** Whether the outcome is decided; from any thread. */
    public boolean isDone() {
        return state instanceof Done;
    }

    @Override
    public boolean poll(Waker waker) {
        @Nullable Object seen = state;
        while (!(seen instanceof Done)) {
            if (seen == waker || STATE.compareAndSet(this, seen, waker)) return false;
            seen = state;
        }
        return true;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // a value was checked by complete(T)
    public T result() {
        if (!(state instanceof Done done)) throw new IllegalStateException("not ready: poll has not returned true");
        if (done.failure() != null) throw unchecked(done.failure());
        return (T) done.value();
    }

    @Override
    public void cancel() {
        fail(new CancellationException("cancelled"));
    }

    private boolean finish(Done done) {
        @Nullable Object seen = state;
        while (!(seen instanceof Done)) {
            if (STATE.compareAndSet(this, seen, done)) {
                if (seen instanceof Waker waker) waker.wake();
                return true;
            }
            seen = state;
        }
        return false;
    }

    /** The failure as it is thrown from {@link Future#result}. */
    static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) throw error;
        return failure instanceof RuntimeException e ? e : new CompletionException(failure);
    }
}

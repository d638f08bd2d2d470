package dev.millrace.glib.loop;

import dev.millrace.future.Executor;
import dev.millrace.future.Future;
import dev.millrace.future.FutureFinishedException;
import dev.millrace.future.Waker;
import dev.millrace.glib.abi.MainContexts;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A future of something that happens on a main context: nothing does before the first poll, which must be in a task of a
 * {@link GlibExecutor}, and so must all others.
 *
 * <p>All of it is on the thread of the context.
 */
public abstract class LoopFuture<T extends @Nullable Object> implements Future<T> {
    private enum State {
        OPEN,
        READY,
        TAKEN,
        CANCELLED
    }

    private final String what;
    private State state = State.OPEN;
    private @Nullable GlibExecutor executor;
    private @Nullable Waker waker;
    private @Nullable T value;
    private @Nullable Throwable failure;

    /** {@code what} is what messages call it. */
    protected LoopFuture(String what) {
        this.what = what;
    }

    /** Begins; called once, by the first poll. What it throws is the failure. */
    protected abstract void start(GlibExecutor executor);

    /**
     * Whether it becomes ready as the last act of a callback that GLib makes for it alone: then the task that waits may run in that
     * callback. In the middle of anything else it may not.
     */
    protected boolean hasCallbackOfItsOwn() {
        return false;
    }

    /** Gives back what {@link #start} took; called at most once, when it is cancelled while it waits. */
    protected abstract void drop();

    /** Gives back a value that nobody takes; called at most once, when it is cancelled after it has become ready. */
    protected void discard(T value) {}

    /** Whether it was polled. */
    protected final boolean hasBegun() {
        return executor != null;
    }

    /** Called at most once, when it is cancelled before it has begun. */
    protected void neverBegins() {}

    /** What messages call it. */
    public final String what() {
        return what;
    }

    /**
     * For operations that call back on the thread-default main context of the thread that begins them, and not on one they are told.
     *
     * @throws IllegalStateException where that is not the context of {@code executor}: it may be one that nobody iterates
     */
    protected final void requireThreadDefault(GlibExecutor executor) {
        executor.ownership().checkThreadDefault(what);
    }

    /** Has it be ready with a value, unless it is or was cancelled. */
    protected final void complete(T value) {
        if (state != State.OPEN) return;
        this.value = value;
        end();
    }

    /** Has it be ready with a failure, unless it is or was cancelled. */
    protected final void fail(Throwable failure) {
        if (state != State.OPEN) return;
        this.failure = failure;
        end();
    }

    private void end() {
        state = State.READY;
        Waker waiting = waker;
        waker = null;
        if (waiting == null) return;
        if (executor != null && hasCallbackOfItsOwn()) executor.wake(waiting);
        else waiting.wake();
    }

    @Override
    public final boolean poll(Waker waker) {
        if (state == State.READY) return true;
        if (state != State.OPEN) throw finished();
        GlibExecutor here = here(what, executor);
        if (executor == null) begin(here);
        return isReadyOrKeeps(waker);
    }

    private boolean isReadyOrKeeps(Waker waker) {
        if (state == State.READY) return true;
        this.waker = waker;
        return false;
    }

    private void begin(GlibExecutor here) {
        executor = here;
        try {
            start(here);
        } catch (Throwable thrown) {
            fail(thrown);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // complete(T) has checked the value
    public final T result() {
        if (state == State.OPEN) throw new IllegalStateException("not ready: poll has not returned true");
        if (state != State.READY) throw finished();
        state = State.TAKEN;
        if (failure != null) throw thrown(failure);
        T taken = value;
        value = null;
        return taken;
    }

    @Override
    public final void cancel() {
        if (state == State.READY) discardReady();
        if (state != State.OPEN) return;
        state = State.CANCELLED;
        waker = null;
        if (executor != null) drop();
        else neverBegins();
    }

    private void discardReady() {
        state = State.CANCELLED;
        T unwanted = value;
        value = null;
        if (unwanted != null) discard(unwanted);
    }

    private FutureFinishedException finished() {
        return new FutureFinishedException(what, state == State.TAKEN ? "taken" : "cancelled");
    }

    /** A failure as futures give it. */
    static RuntimeException thrown(Throwable failure) {
        if (failure instanceof Error error) throw error;
        return failure instanceof RuntimeException e ? e : new CompletionException(failure);
    }

    /**
     * The executor of the calling task, on whose thread it must be.
     *
     * @param expected the only one that will do, or null
     * @throws IllegalStateException where there is none, or another; it names both
     */
    static GlibExecutor here(String what, @Nullable GlibExecutor expected) {
        Executor here = Executor.currentOrNull();
        if (!(here instanceof GlibExecutor glib) || (expected != null && expected != here))
            throw new IllegalStateException(what + " belongs to "
                    + (expected == null ? "a main context of GLib" : expected) + ", but was awaited on "
                    + (here == null ? "thread " + Thread.currentThread().getName() : here)
                    + "; spawn it with " + (expected == null ? "GlibExecutor.spawn" : "that executor")
                    + ", and await the handle");
        if (expected == null && !MainContexts.isOwner(glib.context()))
            throw new IllegalStateException(what + " must be awaited on the thread of the main loop: thread="
                    + Thread.currentThread().getName()
                    + "; bodies stay there when the JVM is started with --add-opens java.base/java.lang=ALL-UNNAMED"
                    + " (or dev.millrace.runtime)");
        return glib;
    }
}

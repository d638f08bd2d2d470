package dev.millrace.glib.loop;

import dev.millrace.future.Future;
import dev.millrace.future.FutureFinishedException;
import dev.millrace.future.Stream;
import dev.millrace.future.Waker;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A stream of what happens on a main context: it begins with the first poll, in a task of a {@link GlibExecutor}. What happens
 * faster than it is read is kept, without limit.
 *
 * <p>All of it is on the thread of the context.
 */
public abstract class LoopStream<T> implements Stream<T> {
    private final String what;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private final Next next = new Next();
    private @Nullable GlibExecutor executor;
    private @Nullable Waker waker;
    private @Nullable Throwable failure;
    private boolean ended;

    /** {@code what} is what messages call it. */
    protected LoopStream(String what) {
        this.what = what;
    }

    /** Begins; called once, by the first poll. What it throws is the failure of the stream. */
    protected abstract void start(GlibExecutor executor);

    /**
     * Whether it becomes ready as the last act of a callback that GLib makes for it alone: then the task that waits may run in that
     * callback. In the middle of anything else it may not.
     */
    protected boolean hasCallbackOfItsOwn() {
        return false;
    }

    /** Gives back what {@link #start} took; called at most once, when the stream is cancelled or ends itself. */
    protected abstract void drop();

    /** Gives an item, unless the stream has ended. */
    protected final void emit(T item) {
        if (ended) return;
        items.add(item);
        wake();
    }

    /** Like {@link #emit}, in place of what nobody has read yet: for what is out of date by then. */
    protected final void emitLatest(T item) {
        items.clear();
        emit(item);
    }

    /** Ends the stream, after what was emitted. */
    protected final void end() {
        if (ended) return;
        ended = true;
        if (executor != null) drop();
        wake();
    }

    private void wake() {
        Waker waiting = waker;
        waker = null;
        if (waiting == null) return;
        if (executor != null && hasCallbackOfItsOwn()) executor.wake(waiting);
        else waiting.wake();
    }

    @Override
    public final Future<@Nullable T> next() {
        next.open = true;
        return next;
    }

    @Override
    public final void cancel() {
        items.clear();
        end();
    }

    private void begin() {
        GlibExecutor here = LoopFuture.here(what, executor);
        if (executor != null) return;
        executor = here;
        try {
            start(here);
        } catch (Throwable thrown) {
            failure = thrown;
            ended = true;
        }
    }

    private final class Next implements Future<@Nullable T> {
        boolean open;

        @Override
        public boolean poll(Waker waker) {
            if (!open) throw notAsked();
            if (!ended) begin();
            if (ended || !items.isEmpty()) return true;
            LoopStream.this.waker = waker;
            return false;
        }

        @Override
        public @Nullable T result() {
            if (!open) throw notAsked();
            T item = items.poll();
            if (item == null && !ended) throw new IllegalStateException("not ready: poll has not returned true");
            open = false;
            Throwable thrown = failure;
            failure = null;
            if (item == null && thrown != null) throw LoopFuture.thrown(thrown);
            return item;
        }

        /** Only the waiting ends. */
        @Override
        public void cancel() {
            open = false;
            LoopStream.this.waker = null;
        }

        private FutureFinishedException notAsked() {
            return new FutureFinishedException(what + ".next", "not asked for");
        }
    }
}

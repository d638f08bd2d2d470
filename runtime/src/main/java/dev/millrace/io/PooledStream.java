package dev.millrace.io;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.future.Waker;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A stream whose items are made one after the other on the blocking pool. */
abstract class PooledStream<T> implements Stream<T> {
    /*
     * Overview. At most one step runs on the pool at a time, `running`; cancelling the wait for it leaves it for the next one
     * who asks. Steps and the end exclude each other by the monitor, so that what a step holds open is closed after it.
     */
    private final Next next = new Next();
    private @Nullable Executor blocking;
    private @Nullable Completer<Result<T>> running;
    private boolean ended;

    /** The outcome of a step: an item, or the end. */
    record Result<T>(@Nullable T item) {}

    // Guarded by this; on threads of the pool.
    private boolean finished;

    /** Makes the next item, or null at the end. Never together with itself or {@link #finish}. */
    abstract @Nullable T step() throws IOException;

    /** Gives back what is open, once: at the end, after a failure, or when cancelled. */
    abstract void finish(boolean complete);

    @Override
    public final Future<@Nullable T> next() {
        next.open();
        return next;
    }

    @Override
    public final void cancel() {
        next.cancel();
        if (ended) return;
        ended = true;
        if (blocking != null) blocking.execute(() -> finishOnce(false));
    }

    private Completer<Result<T>> handOver() {
        Completer<Result<T>> outcome = new Completer<>();
        Executor pool = blocking == null ? Outside.pool("files") : blocking;
        blocking = pool;
        pool.execute(() -> {
            try {
                outcome.complete(new Result<>(stepOnce()));
            } catch (IOException | RuntimeException e) {
                outcome.fail(e);
            }
        });
        return outcome;
    }

    private synchronized @Nullable T stepOnce() throws IOException {
        if (finished) return null;
        boolean complete = false;
        boolean more = false;
        try {
            T item = step();
            complete = item == null;
            more = item != null;
            return item;
        } finally {
            if (!more) finishOnce(complete);
        }
    }

    private synchronized void finishOnce(boolean complete) {
        if (finished) return;
        finished = true;
        finish(complete);
    }

    private final class Next extends Operation<@Nullable T> {
        Next() {
            super("next");
        }

        @Override
        boolean advance(Waker waker) {
            if (ended) return succeed(null);
            if (running == null) running = handOver();
            Completer<Result<T>> outcome = running;
            if (!outcome.poll(waker)) return false;
            running = null;
            ended = true;
            T item = outcome.result().item();
            ended = item == null;
            return succeed(item);
        }
    }
}

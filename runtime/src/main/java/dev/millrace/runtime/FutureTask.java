package dev.millrace.runtime;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Polls a spawned future until it is ready, and hands its outcome to the join handle. */
final class FutureTask<T extends @Nullable Object> extends Task {
    private final Future<T> future;
    private final Completer<T> outcome = new Completer<>();

    /** Neighbours in the list of live tasks. */
    @Nullable
    FutureTask<?> previousLive;

    @Nullable
    FutureTask<?> nextLive;

    private boolean begun;

    FutureTask(Context context, Future<T> future, Priority priority) {
        super(context, priority);
        this.future = future;
        context.taskStarted();
    }

    /** Made when asked for, once: a handle that is dropped at once then costs nothing. */
    JoinHandle<T> handle() {
        return new JoinHandle<>(this, outcome);
    }

    /** Whether this is the waker that this task, or the body that it runs, polls with. */
    boolean isPolledWith(Waker waker) {
        return waker == this || waker == future;
    }

    @Override
    protected void run(long nowNs) {
        if (!begun) begin();
        if (outcome.isDone()) {
            end();
            future.cancel();
        } else if (future.poll(this)) {
            end();
            outcome.complete(future.result());
        }
    }

    @Override
    protected void failed(Throwable failure) {
        end();
        outcome.fail(failure);
    }

    @Override
    protected void dropped() {
        failed(contextHasEnded());
    }

    /** The context ends while the future waits for something. */
    void abandon() {
        failed(contextHasEnded());
        future.cancel();
    }

    private CancellationException contextHasEnded() {
        return new CancellationException("context has ended: name=" + context().name());
    }

    private void begin() {
        begun = true;
        context().loop().live.add(this);
    }

    private void end() {
        if (isFinished()) return;
        finish();
        if (begun) context().loop().live.remove(this);
        context().taskEnded();
    }

    @Override
    public String toString() {
        return "task(" + future + ")";
    }
}

package dev.millrace.runtime;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Polls a spawned future until it is ready, and hands its outcome to the join handle. */
final class FutureTask<T extends @Nullable Object> extends Task {
    private final Future<T> future;
    private final Completer<T> outcome = new Completer<>();
    private final JoinHandle<T> handle = new JoinHandle<>(this, outcome);

    FutureTask(Context context, Future<T> future) {
        super(context);
        this.future = future;
        context.taskStarted();
    }

    JoinHandle<T> handle() {
        return handle;
    }

    @Override
    protected void run(long nowNs) {
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
        failed(new CancellationException("context has ended: name=" + context().name()));
    }

    private void end() {
        if (isFinished()) return;
        finish();
        context().taskEnded();
    }
}

package dev.millrace.runtime;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a spawned future: its value, its failure, or its cancellation.
 *
 * <p>It is itself a future, for one waiting task or thread. Letting go of it detaches the spawned future, which runs on.
 */
public final class JoinHandle<T extends @Nullable Object> implements Future<T> {
    private final FutureTask<T> task;

    JoinHandle(FutureTask<T> task) {
        this.task = task;
    }

    /** Whether the outcome is decided; from any thread. */
    public boolean isDone() {
        return task.isDone();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException when the spawned future itself waits for it, which would be for ever
     */
    @Override
    public boolean poll(Waker waker) {
        return task.pollOutcome(waker);
    }

    @Override
    public T result() {
        return task.result();
    }

    /**
     * Cancels the spawned future; from any thread. The outcome is decided at once, as a
     * {@link java.util.concurrent.CancellationException}; the future is dropped on its context soon after.
     */
    @Override
    public void cancel() {
        task.decideCancelled();
        task.wakeNow();
    }
}

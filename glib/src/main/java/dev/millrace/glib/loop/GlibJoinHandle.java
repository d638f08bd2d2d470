package dev.millrace.glib.loop;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a future spawned on a main context: its value, its failure, or its cancellation.
 *
 * <p>It is itself a future, for one waiting task or thread of any executor. Letting go of it detaches the spawned future, which runs
 * on; a failure is then known to nobody.
 */
public final class GlibJoinHandle<T extends @Nullable Object> implements Future<T> {
    private final GlibTask<T> task;

    GlibJoinHandle(GlibTask<T> task) {
        this.task = task;
    }

    /** Whether the outcome is decided; from any thread. */
    public boolean isDone() {
        return task.outcome.isDone();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException when the spawned future itself waits for it, which would be for ever
     */
    @Override
    public boolean poll(Waker waker) {
        if (task.isWokenBy(waker)) throw new IllegalStateException("a task cannot wait for its own end: " + task);
        return task.outcome.poll(waker);
    }

    @Override
    public T result() {
        return task.outcome.result();
    }

    /**
     * Aborts the spawned future; from any thread. The outcome is decided at once, as a
     * {@link java.util.concurrent.CancellationException}; the future is dropped on the thread of its context soon after.
     */
    @Override
    public void cancel() {
        task.abort();
    }
}

package dev.millrace.runtime;

import dev.millrace.future.Executor;
import dev.millrace.future.Future;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * Work that has no place on a context's thread: what blocks, what computes for long, what never ends.
 *
 * <p>All of these are futures, lazy as every future; awaiting one suspends the task alone. The threads are those of the
 * environment of the executor that polls.
 */
public final class Offload {
    private Offload() {}

    /**
     * Runs {@code body}, which may block, on the blocking pool: up to 512 threads, made with need and gone after 10 s without
     * work; beyond that it waits its turn.
     *
     * <p>Not for computing: so many threads would only compete. Cancelling it before it has begun has it never begin; a body that
     * has begun runs to its end, and what it gives is let go.
     */
    public static <T extends @Nullable Object> Future<T> blocking(Callable<T> body) {
        return new Offloaded<>(() -> environment().blocking(), body);
    }

    /**
     * Runs {@code body}, which computes, on the pool that has a thread for each processor; parallel streams and fork-join tasks
     * of the body run there too. It must not block. Cancelled as {@link #blocking} is.
     */
    public static <T extends @Nullable Object> Future<T> parallel(Callable<T> body) {
        return new Offloaded<>(() -> environment().parallel(), body);
    }

    /**
     * Runs {@code body} on a new thread of its own: for endless work, which must not occupy a place in a pool for ever. Cancelled
     * as {@link #blocking} is.
     *
     * @param name the name of the thread
     */
    public static <T extends @Nullable Object> Future<T> dedicated(String name, Callable<T> body) {
        return new Offloaded<>(() -> task -> environment().startThread(name, task), body);
    }

    /**
     * Runs {@code body}, which may block, right where it is written: in an async body it is awaited on the blocking pool, so that
     * only this task waits; on a thread of the parallel pool a spare thread stands in meanwhile; on an ordinary thread it is
     * simply called.
     *
     * @throws IllegalStateException in a task of a context that is no async body, which has no way to wait
     * @throws java.util.concurrent.CompletionException around a checked exception of the body
     */
    public static <T extends @Nullable Object> T blockInPlace(Callable<T> body) {
        if (AsyncFuture.current() != null) return Async.await(blocking(body));
        if (Executor.currentOrNull() instanceof Context context)
            throw new IllegalStateException("a task cannot block its context: name=" + context.name()
                    + "; make it an async body, or have it poll Offload.blocking");
        ManagedBlock<T> block = new ManagedBlock<>(body);
        if (Thread.currentThread() instanceof ForkJoinWorkerThread) block.runManaged();
        else block.block();
        return block.result();
    }

    private static Environment environment() {
        return Environment.current();
    }

    /** A body during which the pool may have a spare thread. */
    private static final class ManagedBlock<T extends @Nullable Object> implements ForkJoinPool.ManagedBlocker {
        private final Offloaded<T> outcome;
        private boolean done;

        ManagedBlock(Callable<T> body) {
            outcome = new Offloaded<>(() -> Runnable::run, body);
        }

        void runManaged() {
            try {
                ForkJoinPool.managedBlock(this);
            } catch (InterruptedException e) {
                throw new AssertionError("block() does not throw it", e);
            }
        }

        @Override
        public boolean block() {
            if (!done) outcome.poll(() -> {});
            done = true;
            return true;
        }

        @Override
        public boolean isReleasable() {
            return done;
        }

        T result() {
            return outcome.result();
        }
    }
}

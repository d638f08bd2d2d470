package dev.millrace.runtime;

import dev.millrace.future.Executor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do not outlive the block in which they are forked, and so may use what belongs to it.
 *
 * <pre>{@code
 * int[] numbers = ...;
 * try (var scope = ThreadScope.open()) {
 *     var low = scope.fork(() -> sum(numbers, 0, half));
 *     var high = scope.fork(() -> sum(numbers, half, numbers.length));
 *     scope.join();
 *     return low.get() + high.get();
 * }
 * }</pre>
 *
 * <p>Belongs to the thread that opened it, an ordinary one: in an async body the whole block goes into {@code blockInPlace}. The
 * forked threads are those of the environment, on a machine platform threads, for work that computes or blocks.
 */
public final class ThreadScope implements AutoCloseable {
    private final List<Fork<?>> forks = new ArrayList<>();

    private ThreadScope() {}

    /**
     * An empty scope.
     *
     * @throws IllegalStateException on the thread of a context, which may not wait for others
     */
    public static ThreadScope open() {
        if (Executor.currentOrNull() instanceof Context context)
            throw new IllegalStateException("waiting for threads would stop every task of the context: name="
                    + context.name() + "; put the block into await(blocking(...)) or blockInPlace");
        return new ThreadScope();
    }

    /** Runs {@code body} on a new thread; its value is there once the scope is joined. */
    public <T extends @Nullable Object> Supplier<T> fork(Callable<T> body) {
        Fork<T> fork = new Fork<>(body);
        forks.add(fork);
        fork.thread.start();
        return fork;
    }

    /**
     * Waits for all threads forked so far. An interrupt is passed on to them, and kept.
     *
     * @throws RuntimeException the first failure in the order of forking, with the others as suppressed ones; checked ones are
     *     wrapped in a {@link java.util.concurrent.CompletionException}
     */
    public void join() {
        boolean interrupted = false;
        for (Fork<?> fork : forks) interrupted |= fork.await(forks);
        if (interrupted) Thread.currentThread().interrupt();
        Throwable first = null;
        for (Fork<?> fork : forks) {
            if (fork.failure == null || fork.told) continue;
            fork.told = true;
            if (first == null) first = fork.failure;
            else if (first != fork.failure) first.addSuppressed(fork.failure);
        }
        if (first != null) throw Failures.unchecked(first);
    }

    /** Waits for all threads, and throws what {@link #join} has not thrown yet. */
    @Override
    public void close() {
        join();
    }

    private static final class Fork<T extends @Nullable Object> implements Supplier<T> {
        private final Thread thread;
        private @Nullable T value;
        private @Nullable Throwable failure;
        private boolean told;

        Fork(Callable<T> body) {
            thread = Environment.current().newThread("millrace-scoped", () -> {
                try {
                    value = body.call();
                } catch (Throwable thrown) {
                    failure = thrown;
                }
            });
        }

        /** Waits for its end; returns whether that was interrupted, which then interrupts all. */
        boolean await(List<Fork<?>> all) {
            boolean interrupted = false;
            while (true) {
                try {
                    thread.join();
                    return interrupted;
                } catch (InterruptedException e) {
                    interrupted = true;
                    for (Fork<?> fork : all) fork.thread.interrupt();
                }
            }
        }

        @Override
        @SuppressWarnings("NullAway") // a value, once the body has ended without a failure
        public T get() {
            if (thread.isAlive())
                throw new IllegalStateException("thread has not ended: name=" + thread.getName() + "; join the scope");
            if (failure != null) throw Failures.unchecked(failure);
            return value;
        }
    }
}

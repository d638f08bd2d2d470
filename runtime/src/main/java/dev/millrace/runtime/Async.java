package dev.millrace.runtime;

import dev.millrace.future.Future;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Futures in direct style: {@code async} makes one of a body, in which {@code await} waits for others without blocking the
 * thread.
 *
 * <pre>{@code
 * context.spawn(async(() -> {
 *     int length = await(socket.receive(memory, 0, 1500));
 *     await(sleep(Duration.ofMillis(20)));
 *     return length;
 * }));
 * }</pre>
 *
 * <p>A body runs on the thread of the executor that polls it, like every other task there, and gives it up at each
 * {@code await} that has to wait. With {@code java.lang} open to this module (see {@code docs/design/threading.md}) it stays on
 * that very thread; without, it runs on another one while that thread stands still, which is slower.
 */
public final class Async {
    private Async() {}

    /**
     * A future that runs {@code body} once it is polled, on the executor that polls it first.
     *
     * <p>Cancelling it has the {@code await} under way, and every later one, throw a
     * {@link java.util.concurrent.CancellationException}: finally blocks run, but cannot wait any more. A checked exception of
     * the body comes out of {@link Future#result} wrapped in a {@link java.util.concurrent.CompletionException}.
     */
    public static <T extends @Nullable Object> Future<T> async(Callable<T> body) {
        return new AsyncFuture<>(null, body);
    }

    /** Like {@link #async(Callable)}, with a name for thread dumps and reports. */
    public static <T extends @Nullable Object> Future<T> async(String name, Callable<T> body) {
        return new AsyncFuture<>(name, body);
    }

    /**
     * Waits for {@code future} in the body of an async future, letting other tasks of its thread run meanwhile.
     *
     * @return the value of {@code future}
     * @throws IllegalStateException outside such a body
     * @throws java.util.concurrent.CancellationException when the body is cancelled; {@code future} is then cancelled too
     * @throws RuntimeException the failure of {@code future}, as its {@link Future#result} gives it
     */
    public static <T extends @Nullable Object> T await(Future<T> future) {
        AsyncFuture<?> body = AsyncFuture.current();
        if (body == null)
            throw new IllegalStateException("await outside async: thread="
                    + Thread.currentThread().getName()
                    + "; spawn async(() -> ...) on a Context, or wait with BlockOn.run on an ordinary thread");
        return body.await(future);
    }
}

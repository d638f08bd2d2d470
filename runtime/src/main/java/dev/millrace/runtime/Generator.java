package dev.millrace.runtime;

import dev.millrace.future.Entered;
import dev.millrace.future.Executor;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/**
 * A body that gives values one at a time, and stands still in between.
 *
 * <pre>{@code
 * var numbers = Generator.<Integer, String>of(out -> {
 *     for (int i = 0; i < 3; i++) out.emit(i);
 *     return "done";
 * });
 * numbers.resume();   // Yielded[value=0]
 * }</pre>
 *
 * <p>The body runs while {@link #resume} is called, and at no other time, on a thread of its own for which the caller waits; it
 * belongs to one caller at a time,
 * and to the executor of its first. One that is never resumed to its end is to be {@linkplain #close closed}, which has the
 * {@code emit} that it stands in throw, so that its finally blocks run.
 *
 * @param <Y> what it yields
 * @param <R> what it ends with
 */
public final class Generator<Y extends @Nullable Object, R extends @Nullable Object> implements AutoCloseable {
    /** The body of a generator. */
    @FunctionalInterface
    public interface Body<Y extends @Nullable Object, R extends @Nullable Object> {
        /** Yields as often as it likes, then returns what it ends with. */
        R run(Yielder<Y> out) throws Exception;
    }

    /** What one {@link #resume} came to. */
    public sealed interface Step<Y extends @Nullable Object, R extends @Nullable Object> {}

    /** The body has yielded and can be resumed. */
    public record Yielded<Y extends @Nullable Object, R extends @Nullable Object>(Y value) implements Step<Y, R> {}

    /** The body has ended. */
    public record Complete<Y extends @Nullable Object, R extends @Nullable Object>(R value) implements Step<Y, R> {}

    private final Body<Y, R> body;
    private final Yielder<Y> yielder;
    private final Baton baton = new Baton(this);
    private @Nullable Thread thread;
    private @Nullable Step<Y, R> step;
    private @Nullable Throwable failure;
    private boolean over;

    private Generator(Body<Y, R> body) {
        this.body = body;
        this.yielder = new Yielder<>(this::stop);
    }

    /** A generator that has not begun. */
    public static <Y extends @Nullable Object, R extends @Nullable Object> Generator<Y, R> of(Body<Y, R> body) {
        return new Generator<>(body);
    }

    /**
     * Has the body run until it yields or ends.
     *
     * @throws IllegalStateException when it has ended already
     * @throws java.util.concurrent.CompletionException around a checked exception of the body; others come as they are
     */
    public Step<Y, R> resume() {
        if (over)
            throw new IllegalStateException(
                    "generator has ended: last=" + step + "; do not resume it after Complete, a failure or close");
        step = null;
        if (thread == null) thread = begin(Executor.currentOrNull());
        baton.lend(thread);
        if (failure != null) throw Failures.unchecked(failure);
        if (step == null) throw new AssertionError("a body stops only to yield or at its end");
        return step;
    }

    /** The body of a generator that stands in an emit ends there with an exception; one that has ended or not begun is done. */
    @Override
    public void close() {
        if (thread != null && !over) {
            yielder.close();
            baton.lend(thread);
        }
        over = true;
    }

    /**
     * The generator as a future that resumes it with every poll; ready with what it ends with. A value that it yields asks for
     * another poll at once; {@link Yielder#await} asks for none before what is awaited does.
     */
    public Future<R> futurify() {
        return new Stepping();
    }

    /** The body counts as running on the executor that resumes it first. */
    private Thread begin(@Nullable Executor executor) {
        Thread made = Environment.current().newCoroutine("generator", () -> {
            if (executor == null) {
                main();
                return;
            }
            try (var _ = Entered.enter(executor)) {
                main();
            }
        });
        made.start();
        return made;
    }

    private void main() {
        baton.take();
        try {
            step = new Complete<>(body.run(yielder));
        } catch (Throwable thrown) {
            failure = thrown;
        }
        over = true;
        baton.giveBack();
    }

    /** Ends a resume from within the body. */
    @SuppressWarnings("NullAway") // null is handed over by await alone, whose steps nobody sees
    private void stop(@Nullable Y value) {
        step = new Yielded<>(value);
        baton.giveBack();
        baton.take();
    }

    private final class Stepping implements Future<R> {
        private @Nullable RuntimeException failed;
        private @Nullable Complete<Y, R> end;

        @Override
        public boolean poll(Waker waker) {
            if (end != null || failed != null) return true;
            yielder.serve(waker);
            try {
                if (resume() instanceof Complete<Y, R> complete) end = complete;
            } catch (RuntimeException e) {
                failed = e;
            }
            return end != null || failed != null;
        }

        @Override
        public R result() {
            if (failed != null) throw failed;
            if (end == null) throw new IllegalStateException("not ready: poll has not returned true");
            return end.value();
        }

        @Override
        public void cancel() {
            close();
        }
    }
}

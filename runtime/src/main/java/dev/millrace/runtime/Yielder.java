package dev.millrace.runtime;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the body of a {@link Generator} gives values and stands still; belongs to that body.
 *
 * @param <Y> what is yielded
 */
public final class Yielder<Y extends @Nullable Object> {
    private final Consumer<@Nullable Y> stop;
    private @Nullable Waker waker;
    private boolean closed;

    Yielder(Consumer<@Nullable Y> stop) {
        this.stop = stop;
    }

    /**
     * Gives {@code value} to whoever resumed the generator, and stands still until it is resumed again.
     *
     * @throws CancellationException when the generator is closed meanwhile
     */
    public void emit(Y value) {
        checkOpen();
        if (waker != null) waker.wake();
        stop.accept(value);
        checkOpen();
    }

    /**
     * Stands still until {@code future} is ready; for generators that are polled as futures, see {@link Generator#futurify}.
     *
     * @return the value of {@code future}
     * @throws IllegalStateException when the generator is resumed by hand
     * @throws CancellationException when the generator is closed meanwhile; {@code future} is then cancelled
     */
    public <T extends @Nullable Object> T await(Future<T> future) {
        checkOpen();
        if (waker == null)
            throw new IllegalStateException(
                    "a generator that is resumed by hand cannot await: future=" + future + "; poll it as a future");
        while (!future.poll(waker)) {
            stop.accept(null);
            if (closed) future.cancel();
            checkOpen();
        }
        return future.result();
    }

    void serve(Waker waker) {
        this.waker = waker;
    }

    void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) throw new CancellationException("generator is closed");
    }
}

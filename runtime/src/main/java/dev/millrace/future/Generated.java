package dev.millrace.future;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link Streams#generate}. */
final class Generated<T> extends Pull<T> {
    private final Supplier<? extends Future<? extends @Nullable T>> body;
    private @Nullable Future<? extends @Nullable T> inFlight;

    Generated(Supplier<? extends Future<? extends @Nullable T>> body) {
        this.body = body;
    }

    @Override
    Step advance(Waker waker) {
        Future<? extends @Nullable T> future = inFlight;
        if (future == null) {
            future = Chain.made(body.get());
            inFlight = future;
        }
        if (!future.poll(waker)) return Step.PENDING;
        inFlight = null;
        T item = future.result();
        return item == null ? Step.END : emit(item);
    }

    @Override
    void drop() {
        if (inFlight != null) inFlight.cancel();
    }
}

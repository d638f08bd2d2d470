package dev.millrace.future;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link Futures#lazy}. */
final class Lazy<T extends @Nullable Object> extends SingleUse<T> {
    private final Supplier<? extends T> body;

    Lazy(Supplier<? extends T> body) {
        this.body = body;
    }

    @Override
    boolean advance(Waker waker) {
        return succeed(body.get());
    }
}

package dev.millrace.future;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Future#orElse}. */
final class OrElse<T extends @Nullable Object> extends Chain<T, T> {
    private final Function<? super RuntimeException, ? extends Future<? extends T>> body;

    OrElse(Future<? extends T> source, Function<? super RuntimeException, ? extends Future<? extends T>> body) {
        super(source);
        this.body = body;
    }

    @Override
    @Nullable
    Future<? extends T> take(Future<? extends T> ready) {
        try {
            succeed(ready.result());
            return null;
        } catch (RuntimeException failure) {
            return made(body.apply(failure));
        }
    }
}

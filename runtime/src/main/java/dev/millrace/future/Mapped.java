package dev.millrace.future;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Future#map}. */
final class Mapped<A extends @Nullable Object, T extends @Nullable Object> extends Chain<A, T> {
    private final Function<? super A, ? extends T> mapping;

    Mapped(Future<? extends A> source, Function<? super A, ? extends T> mapping) {
        super(source);
        this.mapping = mapping;
    }

    @Override
    @Nullable
    Future<? extends T> take(Future<? extends A> ready) {
        succeed(mapping.apply(ready.result()));
        return null;
    }
}

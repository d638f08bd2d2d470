package dev.millrace.future;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Future#andThen}. */
final class AndThen<A extends @Nullable Object, T extends @Nullable Object> extends Chain<A, T> {
    private final Function<? super A, ? extends Future<? extends T>> body;

    AndThen(Future<? extends A> source, Function<? super A, ? extends Future<? extends T>> body) {
        super(source);
        this.body = body;
    }

    @Override
    Future<? extends T> take(Future<? extends A> ready) {
        return made(body.apply(ready.result()));
    }
}

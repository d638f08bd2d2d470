package dev.millrace.future;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Future#mapError}. */
final class MappedError<T extends @Nullable Object> extends Chain<T, T> {
    private final Function<? super RuntimeException, ? extends RuntimeException> mapping;

    MappedError(Future<? extends T> source, Function<? super RuntimeException, ? extends RuntimeException> mapping) {
        super(source);
        this.mapping = mapping;
    }

    @Override
    @Nullable
    Future<? extends T> take(Future<? extends T> ready) {
        try {
            succeed(ready.result());
        } catch (RuntimeException failure) {
            fail(Objects.requireNonNull(mapping.apply(failure), "mapping gave no failure: failure=null"));
        }
        return null;
    }
}

package dev.millrace.future;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** {@link Stream#fold}. */
final class Fold<T extends @Nullable Object, A> extends Drain<A, T> {
    private final BiFunction<? super T, ? super A, ? extends T> step;
    private T value;

    Fold(Stream<? extends A> source, T seed, BiFunction<? super T, ? super A, ? extends T> step) {
        super(source);
        this.step = step;
        value = seed;
    }

    @Override
    void accept(A item) {
        value = step.apply(value, item);
    }

    @Override
    boolean end() {
        return succeed(value);
    }
}

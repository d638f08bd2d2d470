package dev.millrace.future;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Future#then}. */
final class Then<A extends @Nullable Object, T extends @Nullable Object> extends Chain<A, T> {
    private final Function<? super A, ? extends Future<? extends T>> onValue;
    private final Function<? super RuntimeException, ? extends Future<? extends T>> onFailure;

    Then(
            Future<? extends A> source,
            Function<? super A, ? extends Future<? extends T>> onValue,
            Function<? super RuntimeException, ? extends Future<? extends T>> onFailure) {
        super(source);
        this.onValue = onValue;
        this.onFailure = onFailure;
    }

    @Override
    Future<? extends T> take(Future<? extends A> ready) {
        A value;
        try {
            value = ready.result();
        } catch (RuntimeException failure) {
            return made(onFailure.apply(failure));
        }
        return made(onValue.apply(value));
    }
}

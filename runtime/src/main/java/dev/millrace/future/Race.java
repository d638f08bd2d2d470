package dev.millrace.future;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Futures#race}. */
final class Race<T extends @Nullable Object> extends Group<T, T> {
    Race(List<? extends Future<? extends T>> futures) {
        super(futures);
        if (futures.isEmpty())
            throw new IllegalArgumentException("a race of no futures never ends: futures=0; at least one must run");
    }

    @Override
    boolean ended(int index, T value) {
        return succeed(value);
    }

    @Override
    boolean failed(int index, Throwable failure) {
        return fail(failure);
    }

    @Override
    boolean allEnded() {
        throw new AssertionError("the first to end has decided");
    }
}

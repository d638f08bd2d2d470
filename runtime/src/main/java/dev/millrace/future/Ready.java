package dev.millrace.future;

import org.jspecify.annotations.Nullable;

/** {@link Futures#ready}: keeps its value. */
final class Ready<T extends @Nullable Object> implements Future<T> {
    private final T value;

    Ready(T value) {
        this.value = value;
    }

    @Override
    public boolean poll(Waker waker) {
        return true;
    }

    @Override
    public T result() {
        return value;
    }
}

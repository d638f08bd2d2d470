package dev.millrace.future;

import org.jspecify.annotations.Nullable;

/** {@link Futures#failed}: keeps its failure. */
final class Failed<T extends @Nullable Object> implements Future<T> {
    private final RuntimeException failure;

    Failed(RuntimeException failure) {
        this.failure = failure;
    }

    @Override
    public boolean poll(Waker waker) {
        return true;
    }

    @Override
    public T result() {
        throw failure;
    }
}

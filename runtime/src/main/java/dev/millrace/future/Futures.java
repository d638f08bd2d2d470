package dev.millrace.future;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The basic futures: a value at once, a computation, a wait, several together. */
public final class Futures {
    private Futures() {}

    /** Ready at once with {@code value}. */
    public static <T extends @Nullable Object> Future<T> ready(T value) {
        return lazy(() -> value);
    }

    /** Ready at once with a failure. */
    public static <T extends @Nullable Object> Future<T> failed(RuntimeException failure) {
        return lazy(() -> {
            throw failure;
        });
    }

    /** Ready at once; computes its value when its result is taken, on the thread that polls. */
    public static <T extends @Nullable Object> Future<T> lazy(Supplier<T> body) {
        return new Computed<>(waker -> true, body);
    }

    /** Ready when {@code poll} says so; {@code poll} must store the waker before it says no. */
    public static Future<@Nullable Void> pollFn(Predicate<Waker> poll) {
        return new Computed<>(poll, () -> null);
    }

    /** Ready when {@code source} is, with its value mapped on the thread that polls. */
    public static <A extends @Nullable Object, T extends @Nullable Object> Future<T> map(
            Future<A> source, Function<? super A, ? extends T> mapping) {
        return new Computed<>(source::poll, () -> mapping.apply(source.result())) {
            @Override
            public void cancel() {
                source.cancel();
            }
        };
    }

    /**
     * Waits {@code delay} on the executor that polls it; on a throttled context it ends in the nearest slice.
     *
     * @param delay zero or negative is ready at once
     */
    public static Future<@Nullable Void> sleep(Duration delay) {
        return new Sleep(delay.toNanos());
    }

    /** Polls all in one task; ready when all are, with the values in order, or with the first failure in that order. */
    public static <T extends @Nullable Object> Future<List<T>> joinAll(List<? extends Future<? extends T>> futures) {
        return new JoinAll<>(futures);
    }

    private static class Computed<T extends @Nullable Object> implements Future<T> {
        private final Predicate<Waker> poll;
        private final Supplier<T> value;

        Computed(Predicate<Waker> poll, Supplier<T> value) {
            this.poll = poll;
            this.value = value;
        }

        @Override
        public boolean poll(Waker waker) {
            return poll.test(waker);
        }

        @Override
        public T result() {
            return value.get();
        }
    }
}

package dev.millrace.future;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Futures to start from: a value at once, a computation, a wait, several together.
 *
 * <p>Those of several futures poll them in one task: all in order at first, then only those that were woken. They take
 * them over; cancelling cancels, in order, those that have not ended.
 */
public final class Futures {
    private Futures() {}

    /** Ready at once with {@code value}, which it keeps: it may be used many times. */
    public static <T extends @Nullable Object> Future<T> ready(T value) {
        return new Ready<>(value);
    }

    /** Ready at once with a failure, which it keeps: it may be used many times. */
    public static <T extends @Nullable Object> Future<T> failed(RuntimeException failure) {
        return new Failed<>(failure);
    }

    /** Ready at its first poll, which computes the value on the thread that polls. */
    public static <T extends @Nullable Object> Future<T> lazy(Supplier<? extends T> body) {
        return new Lazy<>(body);
    }

    /** What the future gives that {@code body} makes at the first poll, on the thread that polls. */
    public static <T extends @Nullable Object> Future<T> defer(Supplier<? extends Future<? extends T>> body) {
        return flatten(new Lazy<Future<? extends T>>(body));
    }

    /** What the inner future gives, which {@code outer} gives; a failure of either is its failure. */
    public static <T extends @Nullable Object> Future<T> flatten(Future<? extends Future<? extends T>> outer) {
        return new AndThen<Future<? extends T>, T>(outer, inner -> inner);
    }

    /**
     * Ready when {@code poll} says so, and then not asked again; {@code poll} must store the waker before it says no.
     * Cancelling just stops asking.
     */
    public static Future<@Nullable Void> pollFn(Predicate<Waker> poll) {
        return new PollFn(poll);
    }

    /** Lets other tasks run first: wakes itself, and is ready at its second poll. */
    public static Future<@Nullable Void> yieldNow() {
        return new YieldNow();
    }

    /**
     * Waits {@code delay} on the executor that polls it, from the first poll on; on a throttled context it ends in the
     * nearest slice, which may be up to half a slice early. Cancelling disarms the timer.
     *
     * @param delay zero or negative is ready at once
     */
    public static Future<@Nullable Void> sleep(Duration delay) {
        return new Sleep(delay, false);
    }

    /** As {@link #sleep}, but never early, and up to one slice late. */
    public static Future<@Nullable Void> sleepAtLeast(Duration delay) {
        return new Sleep(delay, true);
    }

    /**
     * Ready when all are, with the values in order, or with the first failure in that order; the others are lost then.
     * Not cancel safe: cancelling loses the values that are there already.
     */
    public static <T extends @Nullable Object> Future<List<T>> join(List<? extends Future<? extends T>> futures) {
        return new Join<>(futures, false);
    }

    /** Ready when both are, as {@link #join(List)}. */
    public static <A extends @Nullable Object, B extends @Nullable Object> Future<Pair<A, B>> join(
            Future<? extends A> first, Future<? extends B> second) {
        return pair(new Join<>(List.of(first, second), false));
    }

    /** Ready when all three are, as {@link #join(List)}. */
    public static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
            Future<Triple<A, B, C>> join(
                    Future<? extends A> first, Future<? extends B> second, Future<? extends C> third) {
        return triple(new Join<>(List.of(first, second, third), false));
    }

    /**
     * Ready when all have values, with these in order, or with the first failure in time, which cancels the rest at once.
     * Not cancel safe: cancelling loses the values that are there already.
     */
    public static <T extends @Nullable Object> Future<List<T>> tryJoin(List<? extends Future<? extends T>> futures) {
        return new Join<>(futures, true);
    }

    /** Ready when both have values or one has failed, as {@link #tryJoin(List)}. */
    public static <A extends @Nullable Object, B extends @Nullable Object> Future<Pair<A, B>> tryJoin(
            Future<? extends A> first, Future<? extends B> second) {
        return pair(new Join<>(List.of(first, second), true));
    }

    /** Ready when all three have values or one has failed, as {@link #tryJoin(List)}. */
    public static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
            Future<Triple<A, B, C>> tryJoin(
                    Future<? extends A> first, Future<? extends B> second, Future<? extends C> third) {
        return triple(new Join<>(List.of(first, second, third), true));
    }

    /**
     * What the first to be ready gives, value or failure; the others are cancelled. Of several that are ready at the first
     * poll the first in order wins. As cancel safe as each of the futures.
     *
     * @throws IllegalArgumentException without futures
     */
    public static <T extends @Nullable Object> Future<T> race(List<? extends Future<? extends T>> futures) {
        return new Race<>(futures);
    }

    /** As {@link #race(List)}. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object> Future<T> race(Future<? extends T>... futures) {
        List<Future<? extends T>> all = List.of(futures);
        return new Race<>(all);
    }

    /** As {@link Future#timeout}. */
    public static <T extends @Nullable Object> Future<T> timeout(Duration limit, Future<T> future) {
        return future.timeout(limit);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // in the order in which they went in
    private static <A extends @Nullable Object, B extends @Nullable Object> Future<Pair<A, B>> pair(
            Future<? extends List<?>> joined) {
        return joined.map(values -> new Pair<>((A) values.get(0), (B) values.get(1)));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // in the order in which they went in
    private static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
            Future<Triple<A, B, C>> triple(Future<? extends List<?>> joined) {
        return joined.map(values -> new Triple<>((A) values.get(0), (B) values.get(1), (C) values.get(2)));
    }
}

package dev.millrace.future;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Streams to start from: given items, items made one after the other, ticks, several together. */
public final class Streams {
    private Streams() {}

    /** These items, then the end. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T> Stream<T> of(T... items) {
        return new Iterated<>(List.of(items));
    }

    /** The items of {@code items}, whose iterator is made at the first poll; it must not block. */
    public static <T> Stream<T> from(Iterable<? extends T> items) {
        return new Iterated<>(items);
    }

    /**
     * What the futures give that {@code body} makes, one after the other; null is the end. Cancelling the stream cancels
     * the one in flight.
     */
    public static <T> Stream<T> generate(Supplier<? extends Future<? extends @Nullable T>> body) {
        return new Generated<>(body);
    }

    /**
     * As {@link #generate}, with a state that goes from each future to the next: a pair is an item and the state after it,
     * null is the end.
     */
    public static <S extends @Nullable Object, T> Stream<T> unfold(
            S seed, Function<? super S, ? extends Future<? extends @Nullable Pair<T, S>>> body) {
        return new Unfold<>(seed, body);
    }

    /**
     * A tick each {@code period}, the first one period after the first poll, without end. Ticks lie on a fixed grid, on a
     * throttled context in the nearest slice, which may be up to half a slice early. Who asks late gets one tick at once,
     * and those missed are skipped. Cancelling disarms the timer.
     *
     * @throws IllegalArgumentException when the period is zero or negative
     */
    public static Stream<Tick> interval(Duration period) {
        return new Interval(period, false);
    }

    /**
     * As {@link #interval}, but a tick is never early, and up to one slice late.
     *
     * @throws IllegalArgumentException when the period is zero or negative
     */
    public static Stream<Tick> intervalAtLeast(Duration period) {
        return new Interval(period, true);
    }

    /** The items of all, as they come; ends when all have. A failure of one cancels the others, in order. */
    public static <T> Stream<T> merge(List<? extends Stream<? extends T>> streams) {
        return new Merged<>(streams);
    }

    /** As {@link #merge(List)}. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T> Stream<T> merge(Stream<? extends T>... streams) {
        List<Stream<? extends T>> all = List.of(streams);
        return new Merged<>(all);
    }
}

package dev.millrace.future;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Items that come one after the other, each when it is asked for; nothing happens before the first poll.
 *
 * <p>Whoever reads asks for the next item when it is done with the last: not asking is the back-pressure. One task reads
 * a stream.
 *
 * <pre>
 *   next() ──► poll ──► item ──► next() ──► poll ──► ... ──► null: the end, and null from then on
 *                                             └──► failure: has ended too; what was in flight is cancelled
 * </pre>
 *
 * <p>Waiting for an item is cancel safe, in all streams of this package: cancelling the future that {@link #next} gave
 * loses nothing, and the next call goes on where it was. Cancelling the stream ends it: {@link #cancel} cancels what is
 * in flight, down to the source.
 *
 * <p>The combinators take over this stream: from then on only the composed one is read and cancelled. In the steady state
 * they allocate nothing per item. Functions run on the thread that polls, must not block, and must not give null; the
 * exception of one is the failure of the stream.
 *
 * @param <T> what it gives; never null
 */
@FunctionalInterface
public interface Stream<T> {
    /**
     * The future of the next item, or of null at the end. There is one outstanding at a time, and streams give the same
     * object each time, opened again: a call before its result was taken changes nothing.
     */
    Future<@Nullable T> next();

    /**
     * Ends the stream and cancels what is in flight; does nothing when it has ended. Called on the thread that polls; must
     * not throw. A stream without this method has nothing in flight but its next item.
     */
    default void cancel() {
        next().cancel();
    }

    /** Each item through {@code mapping}. */
    default <R> Stream<R> map(Function<? super T, ? extends R> mapping) {
        return new MappedStream<>(this, mapping);
    }

    /** The items that {@code wanted} accepts. */
    default Stream<T> filter(Predicate<? super T> wanted) {
        return new Filtered<>(this, wanted);
    }

    /**
     * The first {@code most} items; this stream is cancelled as soon as the last of them is there.
     *
     * @param most zero is the end at once; must not be negative
     */
    default Stream<T> take(long most) {
        return new Taken<>(this, most);
    }

    /**
     * Lists of {@code size} items, the last one perhaps shorter; each list is new and the reader's. A failure or
     * {@link #cancel} loses a list that is not full yet.
     *
     * @param size at least 1
     */
    default Stream<List<T>> chunks(int size) {
        return new Chunked<>(this, size);
    }

    /**
     * What the futures give that {@code body} makes of the items: up to {@code most} at once, in the order of the items,
     * counting those that are ready but wait for their turn. A failure comes in its turn and cancels the others.
     *
     * @param most at least 1
     */
    default <R> Stream<R> buffered(int most, Function<? super T, ? extends Future<? extends R>> body) {
        return new Buffered<>(this, most, body);
    }

    /**
     * What the futures give that {@code body} makes of the items: up to {@code most} at once, each as soon as it is
     * there. A failure comes at once and cancels the others.
     *
     * @param most at least 1
     */
    default <R> Stream<R> bufferUnordered(int most, Function<? super T, ? extends Future<? extends R>> body) {
        return new BufferedUnordered<>(this, most, body);
    }

    /** The items of both, as they come; ends when both have. A failure of one cancels the other. */
    default Stream<T> merge(Stream<? extends T> other) {
        return new Merged<>(List.of(this, other));
    }

    /** Reads to the end, giving each item to {@code body}. Cancelling cancels the stream. */
    default Future<@Nullable Void> forEach(Consumer<? super T> body) {
        return new ForEach<>(this, body);
    }

    /**
     * Reads to the end, one item at a time: asks for the next one when the future that {@code body} made of the last is
     * ready. The first failure, of the stream or of a body, is the failure, and cancels the stream. Cancelling cancels the
     * body in flight, then the stream.
     */
    default Future<@Nullable Void> tryForEach(Function<? super T, ? extends Future<?>> body) {
        return new TryForEach<>(this, body);
    }

    /** Reads to the end, making one value of all items, from {@code seed} on. Cancelling loses it. */
    default <R extends @Nullable Object> Future<R> fold(R seed, BiFunction<? super R, ? super T, ? extends R> step) {
        return new Fold<>(this, seed, step);
    }

    /** All items, in a list that is the reader's. Cancelling loses those that are there already. */
    default Future<List<T>> toList() {
        return new Collected<>(this);
    }

    /** Reads to the end; how many items there were. */
    default Future<Long> count() {
        return new Counted(this);
    }
}

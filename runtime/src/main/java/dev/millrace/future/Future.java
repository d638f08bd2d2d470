package dev.millrace.future;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that may not be there yet; nothing happens before the first poll.
 *
 * <p>A future is polled by one task at a time, on whichever thread runs that task, until it is ready; then
 * {@link #result} is called once.
 *
 * <pre>
 *   open ──poll: false──► open        poll stores the waker
 *     ├────poll: true───► ready ──result──► taken
 *     └────cancel───────► cancelled         taken, cancelled: poll and result throw FutureFinishedException
 *                                           open: result throws IllegalStateException
 * </pre>
 *
 * <p>A ready future may be polled again and stays ready until its result is taken. Futures that keep their value
 * ({@link Completer}, the join handle of a task, {@link Futures#ready}, {@link Futures#failed}) stay ready for ever. A
 * reusable future, such as {@link Stream#next} gives, is open again once it was handed out again.
 *
 * <p>The combinators below take over this future: from then on only the composed one is polled and cancelled. Composed
 * futures hand the waker of their poll down. A failure passes by all functions that want a value and becomes the
 * failure of the result; so does the exception of a function, and of a {@code poll} that throws. {@link Error}s pass by
 * the functions that take failures, too. Functions run on the thread that polls and must not block.
 *
 * <p>Cancelling a composed future cancels what is in flight; what has not started never will. So a composed future is as
 * cancel safe as what it is made of: a value that the first part has given is lost when the second is cancelled.
 *
 * @param <T> what it gives; {@code Void} futures give null
 */
public interface Future<T extends @Nullable Object> {
    /**
     * Advances as far as possible without blocking.
     *
     * @param waker woken when another poll is worth while; only the waker of the latest poll counts
     * @return whether it is ready, with a value or a failure; false only once the waker is stored where it will be woken
     * @throws FutureFinishedException when its result was taken already, or when it was cancelled
     */
    boolean poll(Waker waker);

    /**
     * The value, once {@link #poll} has said ready.
     *
     * @throws RuntimeException the failure, as it was raised; checked failures come wrapped in
     *     {@link java.util.concurrent.CompletionException}
     * @throws IllegalStateException when it is not ready yet
     * @throws FutureFinishedException when its result was taken already, or when it was cancelled
     */
    T result();

    /**
     * Drops the future: it will not be polled again, and gives back what it holds. Does nothing once ready, nor when
     * called again. Called on the thread that polls; must not throw.
     */
    default void cancel() {}

    /** This value through {@code mapping}. Cancel safe if this is. */
    default <R extends @Nullable Object> Future<R> map(Function<? super T, ? extends R> mapping) {
        return new Mapped<>(this, mapping);
    }

    /** This value, or what {@link #result} would throw through {@code mapping}. Cancel safe if this is. */
    default Future<T> mapError(Function<? super RuntimeException, ? extends RuntimeException> mapping) {
        return new MappedError<>(this, mapping);
    }

    /** This value, after {@code look} has seen it. Cancel safe if this is. */
    default Future<T> inspect(Consumer<? super T> look) {
        return new Mapped<>(this, value -> {
            look.accept(value);
            return value;
        });
    }

    /**
     * What the next future gives, which {@code body} makes of this value. Each link of a chain stays on the stack of
     * its poll: for a loop take a {@link Stream}. Cancelling in the second part loses the value of the first.
     */
    default <R extends @Nullable Object> Future<R> andThen(Function<? super T, ? extends Future<? extends R>> body) {
        return new AndThen<>(this, body);
    }

    /** What the next future gives, which {@code body} makes once this has a value, whatever that is. */
    default <R extends @Nullable Object> Future<R> andThen(Supplier<? extends Future<? extends R>> body) {
        return new AndThen<>(this, _ -> body.get());
    }

    /** This value, or what the next future gives, which {@code body} makes of this failure. */
    default Future<T> orElse(Function<? super RuntimeException, ? extends Future<? extends T>> body) {
        return new OrElse<>(this, body);
    }

    /**
     * What the next future gives, made of this value by {@code onValue} or of this failure by {@code onFailure}; an
     * exception of one is not given to the other.
     */
    default <R extends @Nullable Object> Future<R> then(
            Function<? super T, ? extends Future<? extends R>> onValue,
            Function<? super RuntimeException, ? extends Future<? extends R>> onFailure) {
        return new Then<>(this, onValue, onFailure);
    }

    /**
     * This outcome if it comes within {@code limit} of the first poll, else a {@link TimedOutException}, and this is
     * cancelled. Needs the executor of the polling thread. Never too early; late by up to one slice of a throttled
     * context. An outcome that comes with the deadline is given. Cancel safe if this is.
     *
     * @param limit zero or negative polls this once
     */
    default Future<T> timeout(Duration limit) {
        return new Timeout<>(this, limit);
    }
}

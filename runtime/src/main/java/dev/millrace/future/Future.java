package dev.millrace.future;

import org.jspecify.annotations.Nullable;

/**
 * A value that may not be there yet; nothing happens before the first poll.
 *
 * <p>A future is polled by one task at a time, on whichever thread runs that task, until it is ready; then
 * {@link #result} is called, and the future is not polled again. Composed futures hand the waker of their poll down.
 *
 * @param <T> what it gives; {@code Void} futures give null
 */
public interface Future<T extends @Nullable Object> {
    /**
     * Advances as far as possible without blocking.
     *
     * @param waker woken when another poll is worth while; only the waker of the latest poll counts
     * @return whether it is ready, with a value or a failure; false only once the waker is stored where it will be woken
     */
    boolean poll(Waker waker);

    /**
     * The value, once {@link #poll} has said ready.
     *
     * @throws RuntimeException the failure, as it was raised; checked failures come wrapped in
     *     {@link java.util.concurrent.CompletionException}
     * @throws IllegalStateException when it is not ready yet
     */
    T result();

    /**
     * Drops the future: it will not be polled again, and gives back what it holds. Does nothing once ready. Called on
     * the thread that polls.
     */
    default void cancel() {}
}

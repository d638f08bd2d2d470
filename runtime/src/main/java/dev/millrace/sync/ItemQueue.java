package dev.millrace.sync;

import org.jspecify.annotations.Nullable;

/**
 * The items in a buffered channel: many producers, many consumers, no lock, no waiting.
 *
 * <p>Who registers as a waiter and then asks again relies on it: an {@link #offer} or {@link #poll} that said no while
 * another call was under way is made up for by that other call, which looks for waiters when it is done. So all shared
 * fields are volatile: their accesses have one order that includes the counts of waiters.
 */
interface ItemQueue<T> {
    /** Appends {@code item}; false when it is full, or when a poll under way has not freed its place yet. */
    boolean offer(T item);

    /** Takes the first item; null when it is empty, or when an offer under way has not stored the first item yet. */
    @Nullable
    T poll();

    /** How many items there are, those under way included. */
    int size();

    /** How many more would fit, places being freed included. */
    int free();
}

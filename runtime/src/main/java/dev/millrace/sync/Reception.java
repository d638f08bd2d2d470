package dev.millrace.sync;

/** What a subscriber of a {@link Broadcast} gets next. */
public sealed interface Reception<T> {
    /** The next item. */
    record Item<T>(T value) implements Reception<T> {}

    /** {@code missed} items were overwritten before this subscriber took them; it goes on with the oldest that is left. */
    record Lagged<T>(long missed) implements Reception<T> {}

    /** The broadcast is closed and everything was taken. */
    record End<T>() implements Reception<T> {}
}

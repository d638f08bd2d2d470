package dev.millrace.sync;

import org.jspecify.annotations.Nullable;

/** Thrown when the other side is gone for good: the receivers of a channel, the sender of a oneshot, a semaphore. */
public final class ClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Object item;

    ClosedException(String message) {
        this(message, null);
    }

    ClosedException(String message, @Nullable Object item) {
        super(message);
        this.item = item;
    }

    /** The item that was not sent, back in the hands of who sent it; null when it was not about an item. */
    public @Nullable Object item() {
        return item;
    }
}

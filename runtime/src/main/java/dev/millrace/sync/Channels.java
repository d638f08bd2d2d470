package dev.millrace.sync;

import org.jspecify.annotations.Nullable;

/** Makes channels. */
public final class Channels {
    private Channels() {}

    /**
     * A channel with room for {@code capacity} items. Sending waits while it is full; nothing is allocated for an item.
     *
     * @param capacity 0 to 2^30; with 0 a send waits until a receiver takes the item from it (rendezvous)
     */
    public static <T> Channel<T> bounded(int capacity) {
        return capacity == 0
                ? new Channel<>(new RendezvousCore<>())
                : new Channel<>(new BufferedCore<>(new RingQueue<>(capacity)));
    }

    /** A channel in which sending never waits; it grows as long as nobody receives, and allocates a node for each item. */
    public static <T> Channel<T> unbounded() {
        return new Channel<>(new BufferedCore<>(new LinkedItems<>()));
    }

    /** A channel for a single value. */
    public static <T extends @Nullable Object> Oneshot<T> oneshot() {
        OneshotCell<T> cell = new OneshotCell<>();
        return new Oneshot<>(new OneshotSender<>(cell), new OneshotReceiver<>(cell));
    }

    /** A value that changes, and can be waited for to change. */
    public static <T extends @Nullable Object> Watch<T> watch(T initial) {
        return new Watch<>(initial);
    }

    /**
     * A channel in which each item goes to every subscriber. Sending never waits: who lags behind by more than
     * {@code capacity} items loses the oldest, and is told how many.
     *
     * @param capacity 1 to 2^30
     */
    public static <T> Broadcast<T> broadcast(int capacity) {
        return new Broadcast<>(capacity);
    }
}

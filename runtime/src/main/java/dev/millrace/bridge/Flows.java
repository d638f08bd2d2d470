package dev.millrace.bridge;

import dev.millrace.future.Stream;
import dev.millrace.runtime.Context;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/**
 * Streams of publishers, and publishers of streams, with back-pressure both ways; as Reactive Streams 1.0.4 has it.
 */
public final class Flows {
    private static final int DEFAULT_BUFFER = 64;

    private Flows() {}

    /**
     * A publisher whose every subscriber gets a stream of its own, read on {@code context} as fast as the subscriber asks.
     *
     * <p>All signals come on the context's thread, one after the other, so that subscribers must not block. An item is asked of the
     * stream only once the subscriber has asked for it. Cancelling the subscription cancels the stream, on the context's thread.
     * When the context ends first, the subscriber gets an error.
     *
     * @param streams makes a stream for each subscriber; runs on the context's thread
     */
    public static <T> Flow.Publisher<T> publisher(Context context, Supplier<? extends Stream<T>> streams) {
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber is null; subscribe one");
            new Publication<T>(streams, subscriber).begin(context);
        };
    }

    /** As {@link #stream(Flow.Publisher, int)}, with up to 64 items on their way or unread. */
    public static <T> Stream<T> stream(Flow.Publisher<T> publisher) {
        return stream(publisher, DEFAULT_BUFFER);
    }

    /**
     * The items of a publisher, which is subscribed to by the first poll.
     *
     * <p>It may be read on any executor, whichever thread publishes. Cancelling the stream cancels the subscription. The publisher's
     * error is the failure of the stream, after the items that came before it.
     *
     * @param buffer how many items are asked for ahead, at least 1; more are asked for when half of them were read
     */
    public static <T> Stream<T> stream(Flow.Publisher<T> publisher, int buffer) {
        if (buffer < 1) throw new IllegalArgumentException("buffer is too small: buffer=" + buffer + "; use 1 or more");
        return new SubscribedStream<>(publisher, buffer);
    }
}

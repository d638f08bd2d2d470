package dev.millrace.runtime;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Worker} does: where its items come from, what becomes of them, and what happens between states.
 *
 * <p>Every method is called on the worker's context and gives a future, which the worker polls; {@code async} makes one of a
 * body. Of all these futures, at most one is under way.
 *
 * @param <T> the items
 */
public interface Work<T> {
    /** What handling an item came to. */
    enum Flow {
        /** The next item, please. */
        GO_ON,
        /** What takes the items is being flushed: the worker flushes too. */
        FLUSHING,
        /** Nobody wants more: the worker stops. */
        END
    }

    /**
     * The next item, or null at the end of them, which stops the worker.
     *
     * <p>Cancelled by every trigger, and asked for again later: it must lose nothing when it is cancelled.
     */
    Future<@Nullable T> next();

    /** Handles one item; always runs to its end, triggers wait for it. */
    Future<Flow> handle(T item);

    /** Takes what must be taken on the context, such as sockets. */
    default Future<@Nullable Void> prepare() {
        return Futures.ready(null);
    }

    /** Items will be taken from now on. */
    default Future<@Nullable Void> start() {
        return Futures.ready(null);
    }

    /** No items will be taken for a while. */
    default Future<@Nullable Void> pause() {
        return Futures.ready(null);
    }

    /** What is held is to be dropped. */
    default Future<@Nullable Void> flushStart() {
        return Futures.ready(null);
    }

    /** The flush is over. */
    default Future<@Nullable Void> flushStop() {
        return Futures.ready(null);
    }

    /** No items will be taken any more, unless it is started anew. */
    default Future<@Nullable Void> stop() {
        return Futures.ready(null);
    }

    /** Gives back what {@link #prepare} took. */
    default Future<@Nullable Void> unprepare() {
        return Futures.ready(null);
    }

    /**
     * Taking or handling an item failed.
     *
     * @return what the worker tells itself; null has it fail, which is the default
     */
    default @Nullable WorkerTrigger itemFailed(Throwable failure) {
        return null;
    }

    /**
     * The action of a trigger failed.
     *
     * @return what the worker tells itself to recover; null has it fail, which is the default
     */
    default @Nullable WorkerTrigger actionFailed(WorkerTrigger trigger, Throwable failure) {
        return null;
    }
}

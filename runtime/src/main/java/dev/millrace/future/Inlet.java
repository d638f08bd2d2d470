package dev.millrace.future;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a stream for whoever is made of it, item by item; not polled again after its end. */
final class Inlet<A> {
    private final Stream<? extends A> source;
    private @Nullable Future<? extends @Nullable A> asked;
    private @Nullable A item;

    Inlet(Stream<? extends A> source) {
        this.source = source;
    }

    /** Asks for the next item where none is asked for yet; throws the failure of the stream. */
    Pull.Step poll(Waker waker) {
        Future<? extends @Nullable A> next = asked;
        if (next == null) {
            next = source.next();
            asked = next;
        }
        if (!next.poll(waker)) return Pull.Step.PENDING;
        asked = null;
        item = next.result();
        return item == null ? Pull.Step.END : Pull.Step.ITEM;
    }

    /** The item, after {@link Pull.Step#ITEM}. */
    A item() {
        A taken = Objects.requireNonNull(item);
        item = null;
        return taken;
    }

    void cancel() {
        source.cancel();
    }
}

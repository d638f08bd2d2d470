package dev.millrace.future;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One future, then perhaps another that is made of its outcome; only one of the two exists at a time. */
abstract class Chain<A extends @Nullable Object, T extends @Nullable Object> extends SingleUse<T> {
    private @Nullable Future<? extends A> source;
    private @Nullable Future<? extends T> next;

    Chain(Future<? extends A> source) {
        this.source = source;
    }

    /** Takes the outcome of {@code ready}; returns the future to go on with, or null after {@link #succeed}. */
    abstract @Nullable Future<? extends T> take(Future<? extends A> ready);

    /** What a body has made, unless that is null. */
    static <F> F made(F future) {
        return Objects.requireNonNull(
                future, "body gave no future: future=null; give Futures.ready(null) for no value");
    }

    @Override
    final boolean advance(Waker waker) {
        Future<? extends A> first = source;
        if (first != null) {
            if (!first.poll(waker)) return false;
            source = null;
            next = take(first);
        }
        Future<? extends T> second = next;
        if (second == null) return true;
        if (!second.poll(waker)) return false;
        next = null;
        return succeed(second.result());
    }

    @Override
    final void drop() {
        Future<?> inFlight = source != null ? source : next;
        source = null;
        next = null;
        if (inFlight != null) inFlight.cancel();
    }
}

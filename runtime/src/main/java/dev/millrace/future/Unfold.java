package dev.millrace.future;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Streams#unfold}. */
final class Unfold<S extends @Nullable Object, T> extends Pull<T> {
    private final Function<? super S, ? extends Future<? extends @Nullable Pair<T, S>>> body;
    private S state;
    private @Nullable Future<? extends @Nullable Pair<T, S>> inFlight;

    Unfold(S seed, Function<? super S, ? extends Future<? extends @Nullable Pair<T, S>>> body) {
        this.body = body;
        state = seed;
    }

    @Override
    Step advance(Waker waker) {
        Future<? extends @Nullable Pair<T, S>> future = inFlight;
        if (future == null) {
            future = Chain.made(body.apply(state));
            inFlight = future;
        }
        if (!future.poll(waker)) return Step.PENDING;
        inFlight = null;
        Pair<T, S> pair = future.result();
        if (pair == null) return Step.END;
        state = pair.second();
        return emit(pair.first());
    }

    @Override
    void drop() {
        if (inFlight != null) inFlight.cancel();
    }
}

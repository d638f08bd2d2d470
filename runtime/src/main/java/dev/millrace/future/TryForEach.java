package dev.millrace.future;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Stream#tryForEach}. */
final class TryForEach<A> extends SingleUse<@Nullable Void> {
    private final Inlet<A> in;
    private final Function<? super A, ? extends Future<?>> body;
    private @Nullable Future<?> inFlight;

    TryForEach(Stream<? extends A> source, Function<? super A, ? extends Future<?>> body) {
        in = new Inlet<>(source);
        this.body = body;
    }

    @Override
    boolean advance(Waker waker) {
        for (int read = 0; read < Drain.MOST_ITEMS_PER_POLL; read++) {
            Future<?> future = inFlight;
            if (future != null) {
                if (!future.poll(waker)) return false;
                inFlight = null;
                future.result();
            }
            Pull.Step step = in.poll(waker);
            if (step == Pull.Step.PENDING) return false;
            if (step == Pull.Step.END) return succeed(null);
            inFlight = Chain.made(body.apply(in.item()));
        }
        waker.wake();
        return false;
    }

    @Override
    void drop() {
        Cancels cancels = new Cancels();
        cancels.future(inFlight);
        cancels.stream(in);
        inFlight = null;
        cancels.done();
    }
}

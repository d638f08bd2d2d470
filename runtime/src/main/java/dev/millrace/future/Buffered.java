package dev.millrace.future;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link Stream#buffered}: the slots are a ring, in the order of the items. */
final class Buffered<A, T> extends Window<A, T> {
    /** Per slot the future that is ready, until its turn comes. */
    private final @Nullable Future<?>[] ready;

    private int head;
    private int taken;

    Buffered(Stream<? extends A> source, int most, Function<? super A, ? extends Future<? extends T>> body) {
        super(source, most, body);
        ready = new Future<?>[most];
    }

    @Override
    @SuppressWarnings("unchecked") // came in by ready()
    Step advance(Waker waker) {
        search(waker);
        Future<? extends T> first = (Future<? extends T>) ready[head];
        if (first == null) return endOrPending();
        ready[head] = null;
        head = (head + 1) % ready.length;
        taken--;
        return emit(first.result());
    }

    @Override
    int free() {
        return taken == ready.length ? -1 : (head + taken) % ready.length;
    }

    @Override
    void started(int slot) {
        taken++;
    }

    @Override
    boolean ready(int slot, Future<? extends T> future) {
        ready[slot] = future;
        return false;
    }

    @Override
    boolean isEmpty() {
        return taken == 0;
    }

    @Override
    int oldest() {
        return head;
    }
}

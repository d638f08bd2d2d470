package dev.millrace.future;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Futures made of the items of a stream, a few at a time: what {@link Stream#buffered} and
 * {@link Stream#bufferUnordered} share.
 *
 * <p>Slots 0 to most-1 hold a future each; the source is one more child of the set of those woken, so that it is polled
 * when it was woken and there is room, not whenever a future is.
 */
abstract class Window<A, T> extends Pull<T> {
    private final Inlet<A> in;
    private final Function<? super A, ? extends Future<? extends T>> body;
    private final List<@Nullable Future<? extends T>> slots;
    private final int source;
    final WokenSet woken;
    private boolean sourceWoken;
    private boolean sourceEnded;

    Window(Stream<? extends A> source, int most, Function<? super A, ? extends Future<? extends T>> body) {
        this.source = atLeastOne(most, "most");
        in = new Inlet<>(source);
        this.body = body;
        slots = new ArrayList<>(Collections.nCopies(most, null));
        woken = new WokenSet(most + 1);
        woken.start(most);
    }

    /** A slot for the next future, or -1 when all are taken. */
    abstract int free();

    /** Notes that the future of a slot is ready, by taking its outcome; returns whether the search is over for this poll. */
    abstract boolean ready(int slot, Future<? extends T> future);

    /** Whether nothing is in flight, nor waits for its turn. */
    abstract boolean isEmpty();

    /** Starts what there is room for, then polls what was woken until {@link #ready} says enough. */
    final void search(Waker waker) {
        woken.admit(waker);
        fill();
        for (int i = woken.next(); i >= 0; i = woken.next()) {
            if (i == source) {
                sourceWoken = true;
                fill();
            } else if (pollOne(i)) {
                return;
            }
        }
    }

    final Step endOrPending() {
        return sourceEnded && isEmpty() ? Step.END : Step.PENDING;
    }

    private boolean pollOne(int slot) {
        Future<? extends T> future = slots.get(slot);
        if (future == null || !future.poll(woken.waker(slot))) return false;
        slots.set(slot, null);
        woken.end(slot);
        return ready(slot, future);
    }

    private void fill() {
        while (sourceWoken && !sourceEnded) {
            int slot = free();
            if (slot < 0) return;
            switch (in.poll(woken.waker(source))) {
                case PENDING -> sourceWoken = false;
                case END -> sourceEnded = true;
                case ITEM -> start(slot);
            }
        }
    }

    private void start(int slot) {
        slots.set(slot, Chain.made(body.apply(in.item())));
        started(slot);
        woken.start(slot);
    }

    /** Notes that a slot was filled. */
    abstract void started(int slot);

    /** The slot from which on those in flight are cancelled. */
    int oldest() {
        return 0;
    }

    @Override
    final void drop() {
        woken.close();
        Cancels cancels = new Cancels();
        cancels.stream(in);
        for (int i = 0; i < source; i++) cancels.future(slots.set((oldest() + i) % source, null));
        cancels.done();
    }
}

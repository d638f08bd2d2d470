package dev.millrace.future;

import org.jspecify.annotations.Nullable;

/** Reads a stream to its end. */
abstract class Drain<A, T extends @Nullable Object> extends SingleUse<T> {
    /** A stream that always has an item would else keep all other tasks from running. */
    static final int MOST_ITEMS_PER_POLL = 256;

    private final Inlet<A> in;

    Drain(Stream<? extends A> source) {
        in = new Inlet<>(source);
    }

    abstract void accept(A item);

    /** Gives the value, by {@link #succeed}. */
    abstract boolean end();

    @Override
    final boolean advance(Waker waker) {
        for (int read = 0; read < MOST_ITEMS_PER_POLL; read++) {
            switch (in.poll(waker)) {
                case PENDING -> {
                    return false;
                }
                case END -> {
                    return end();
                }
                case ITEM -> accept(in.item());
            }
        }
        waker.wake();
        return false;
    }

    @Override
    final void drop() {
        in.cancel();
    }
}

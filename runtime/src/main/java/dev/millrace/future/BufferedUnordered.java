package dev.millrace.future;

import java.util.function.Function;

/** {@link Stream#bufferUnordered}. */
final class BufferedUnordered<A, T> extends Window<A, T> {
    /** The free slots, as a stack. */
    private final int[] free;

    private int frees;
    private boolean emitted;

    BufferedUnordered(Stream<? extends A> source, int most, Function<? super A, ? extends Future<? extends T>> body) {
        super(source, most, body);
        free = new int[most];
        while (frees < most) free[frees] = most - ++frees;
    }

    @Override
    Step advance(Waker waker) {
        emitted = false;
        search(waker);
        return emitted ? Step.ITEM : endOrPending();
    }

    @Override
    int free() {
        return frees == 0 ? -1 : free[frees - 1];
    }

    @Override
    void started(int slot) {
        frees--;
    }

    @Override
    boolean ready(int slot, Future<? extends T> future) {
        free[frees++] = slot;
        emit(future.result());
        emitted = true;
        return true;
    }

    @Override
    boolean isEmpty() {
        return frees == free.length;
    }
}

package dev.millrace.future;

import java.util.function.Predicate;

/** {@link Stream#filter}. */
final class Filtered<T> extends Pull<T> {
    private final Inlet<T> in;
    private final Predicate<? super T> wanted;

    Filtered(Stream<? extends T> source, Predicate<? super T> wanted) {
        in = new Inlet<>(source);
        this.wanted = wanted;
    }

    @Override
    Step advance(Waker waker) {
        for (int looked = 0; looked < Drain.MOST_ITEMS_PER_POLL; looked++) {
            Step step = in.poll(waker);
            if (step != Step.ITEM) return step;
            T item = in.item();
            if (wanted.test(item)) return emit(item);
        }
        waker.wake();
        return Step.PENDING;
    }

    @Override
    void drop() {
        in.cancel();
    }
}

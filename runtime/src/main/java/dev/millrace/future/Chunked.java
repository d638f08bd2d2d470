package dev.millrace.future;

import java.util.ArrayList;
import java.util.List;

/** {@link Stream#chunks}. */
final class Chunked<T> extends Pull<List<T>> {
    private final Inlet<T> in;
    private final int size;
    private List<T> gathered = new ArrayList<>();
    private boolean sourceEnded;

    Chunked(Stream<? extends T> source, int size) {
        this.size = atLeastOne(size, "size");
        in = new Inlet<>(source);
    }

    @Override
    Step advance(Waker waker) {
        while (!sourceEnded && gathered.size() < size) {
            Step step = in.poll(waker);
            if (step == Step.PENDING) return Step.PENDING;
            if (step == Step.END) sourceEnded = true;
            else gathered.add(in.item());
        }
        if (gathered.isEmpty()) return Step.END;
        List<T> full = gathered;
        gathered = new ArrayList<>();
        return emit(full);
    }

    @Override
    void drop() {
        in.cancel();
    }
}

package dev.millrace.future;

/** {@link Stream#take}. */
final class Taken<T> extends Pull<T> {
    private final Inlet<T> in;
    private long left;

    Taken(Stream<? extends T> source, long most) {
        if (most < 0) throw new IllegalArgumentException("most must not be negative: most=" + most);
        in = new Inlet<>(source);
        left = most;
    }

    @Override
    Step advance(Waker waker) {
        if (left <= 0) return end();
        Step step = in.poll(waker);
        if (step != Step.ITEM) return step;
        left--;
        emit(in.item());
        if (left == 0) end();
        return Step.ITEM;
    }

    /** Not by drop(), because the last item is still to be given. */
    private Step end() {
        boolean open = left == 0;
        left = -1;
        if (open) in.cancel();
        return Step.END;
    }

    @Override
    void drop() {
        if (left >= 0) in.cancel();
    }
}

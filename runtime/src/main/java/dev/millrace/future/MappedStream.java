package dev.millrace.future;

import java.util.function.Function;

/** {@link Stream#map}. */
final class MappedStream<A, T> extends Pull<T> {
    private final Inlet<A> in;
    private final Function<? super A, ? extends T> mapping;

    MappedStream(Stream<? extends A> source, Function<? super A, ? extends T> mapping) {
        in = new Inlet<>(source);
        this.mapping = mapping;
    }

    @Override
    Step advance(Waker waker) {
        Step step = in.poll(waker);
        return step == Step.ITEM ? emit(mapping.apply(in.item())) : step;
    }

    @Override
    void drop() {
        in.cancel();
    }
}

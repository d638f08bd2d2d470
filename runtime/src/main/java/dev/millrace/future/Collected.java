package dev.millrace.future;

import java.util.ArrayList;
import java.util.List;

/** {@link Stream#toList}. */
final class Collected<T> extends Drain<T, List<T>> {
    private final List<T> items = new ArrayList<>();

    Collected(Stream<? extends T> source) {
        super(source);
    }

    @Override
    void accept(T item) {
        items.add(item);
    }

    @Override
    boolean end() {
        return succeed(items);
    }
}

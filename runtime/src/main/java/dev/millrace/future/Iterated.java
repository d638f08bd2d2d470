package dev.millrace.future;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** {@link Streams#from}. */
final class Iterated<T> extends Pull<T> {
    private final Iterable<? extends T> items;
    private @Nullable Iterator<? extends T> iterator;

    Iterated(Iterable<? extends T> items) {
        this.items = items;
    }

    @Override
    Step advance(Waker waker) {
        Iterator<? extends T> left = iterator;
        if (left == null) {
            left = items.iterator();
            iterator = left;
        }
        return left.hasNext() ? emit(left.next()) : Step.END;
    }
}

package dev.millrace.sync;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An unbounded queue, for any number of producers and consumers; allocates a node for each item. */
final class LinkedItems<T> implements ItemQueue<T> {
    private final ConcurrentLinkedQueue<T> items = new ConcurrentLinkedQueue<>();

    /** Counted after the item was added or taken, so it may lag behind and even be negative for a moment. */
    private final AtomicInteger size = new AtomicInteger();

    @Override
    public boolean offer(T item) {
        items.add(item);
        size.incrementAndGet();
        return true;
    }

    @Override
    public @Nullable T poll() {
        T item = items.poll();
        if (item != null) size.decrementAndGet();
        return item;
    }

    @Override
    public int size() {
        return Math.max(size.get(), 0);
    }

    @Override
    public int free() {
        return Integer.MAX_VALUE;
    }
}

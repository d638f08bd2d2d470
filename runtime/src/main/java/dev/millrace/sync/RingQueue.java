package dev.millrace.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A bounded queue in an array, for any number of producers and consumers; allocates nothing after construction. */
final class RingQueue<T> implements ItemQueue<T> {
    /*
     * Overview. Positions count up for ever; position p uses slot p & mask. Each slot has a sequence number, which says
     * whose turn it is (Dmitry Vyukov's bounded queue):
     *
     *   p ──producer claims p, stores──► p + 1 ──consumer claims p, takes──► p + length ──► the next lap
     *   free for position p              holds the item of p                  free for position p + length
     *
     * Claiming is a compare-and-set of `tail` or `head`; the sequence number is written last and hands the slot over, so
     * the plain accesses to the slot are ordered by it. Between a claim and its sequence number the slot is under way:
     * the other side takes it for not there. With one slot, "holds p" and "free for p + 1" would be one number, hence two
     * at least; a capacity that is no power of two is kept by comparing head and tail as well.
     *
     * Dropped: head and tail on cache lines of their own, until a measurement asks for it.
     */
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;
    private static final VarHandle SEQUENCES = MethodHandles.arrayElementVarHandle(long[].class);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(RingQueue.class, "head", long.class);
            TAIL = lookup.findVarHandle(RingQueue.class, "tail", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int MOST = 1 << 30;

    private final int capacity;
    private final int mask;
    private final boolean exact;
    private final @Nullable Object[] items;
    private final long[] sequences;

    // Any thread.
    private volatile long head;
    private volatile long tail;

    RingQueue(int capacity) {
        if (capacity < 1 || capacity > MOST)
            throw new IllegalArgumentException("capacity out of range: capacity=" + capacity + ", expected 1.." + MOST);
        this.capacity = capacity;
        int length = capacity < 2 ? 2 : Integer.highestOneBit(capacity - 1) << 1;
        mask = length - 1;
        exact = length == capacity;
        items = new Object[length];
        sequences = new long[length];
        for (int slot = 0; slot < length; slot++) sequences[slot] = slot;
    }

    @Override
    public boolean offer(T item) {
        long position = tail;
        while (true) {
            if (!exact && position - head >= capacity) return false;
            long turn = sequence(position) - position;
            if (turn < 0) return false;
            if (turn == 0 && TAIL.compareAndSet(this, position, position + 1)) break;
            position = tail;
        }
        items[slot(position)] = item;
        handOver(position, position + 1);
        return true;
    }

    @Override
    @SuppressWarnings("unchecked") // only a T is ever stored
    public @Nullable T poll() {
        long position = head;
        while (true) {
            long turn = sequence(position) - (position + 1);
            if (turn < 0) return null;
            if (turn == 0 && HEAD.compareAndSet(this, position, position + 1)) break;
            position = head;
        }
        int slot = slot(position);
        T item = (T) items[slot];
        items[slot] = null;
        handOver(position, position + mask + 1);
        return item;
    }

    @Override
    public int size() {
        long end = tail;
        return (int) Math.max(end - head, 0);
    }

    @Override
    public int free() {
        return Math.max(capacity - size(), 0);
    }

    private int slot(long position) {
        return (int) position & mask;
    }

    private long sequence(long position) {
        return (long) SEQUENCES.getVolatile(sequences, slot(position));
    }

    private void handOver(long position, long sequence) {
        SEQUENCES.setVolatile(sequences, slot(position), sequence);
    }
}

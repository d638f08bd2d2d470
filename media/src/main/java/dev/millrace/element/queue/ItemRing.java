package dev.millrace.element.queue;

import dev.millrace.media.Buffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A line of items from one thread to another, that grows, and whose adder may take a buffer out at the old end.
 *
 * <p>One thread adds, one takes. Nothing is allocated once it is long enough.
 */
final class ItemRing {
    /*
     * Overview. A ring of slots; `tail` is moved by the adder alone, `head` by both:
     *
     *   add         writes the slot, then tail (release): what the taker sees below tail is written
     *   take        reads head and the slot, then moves head by compare-and-set: the item is the taker's if that succeeds
     *   drop, grow  the adder sets LOCK in head by compare-and-set, changes slots between head and tail, and writes head back
     *               without LOCK, moved on by one after a drop
     *
     * While LOCK is set the taker waits; the adder holds it for a few moves of memory and never blocks in between. A take
     * that read a slot before LOCK and succeeds after it has read the right item: a grown ring has the same items at the same
     * numbers, and a drop moves head, so that the compare-and-set fails.
     *
     * Slots keep what they held until they are written again.
     */
    private static final long LOCK = 1L << 62;
    private static final int FIRST_SIZE = 16;

    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(ItemRing.class, "head", long.class);
            TAIL = lookup.findVarHandle(ItemRing.class, "tail", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Slots with the time of each item; replaced as a whole. */
    private static final class Slots {
        private final @Nullable Object[] items;
        private final long[] timesNs;

        Slots(int size) {
            items = new Object[size];
            timesNs = new long[size];
        }

        int index(long number) {
            return (int) number & items.length - 1;
        }
    }

    private volatile Slots slots = new Slots(FIRST_SIZE);

    @SuppressWarnings("unused") // through HEAD
    private volatile long head;

    private volatile long tail;

    /** Adds an item that belongs to a time, or to none ({@link Buffer#NO_TIME}). */
    void add(Object item, long timeNs) {
        long at = tail;
        Slots into = slots;
        if (at - headUnlocked() == into.items.length) into = grow(at);
        int index = into.index(at);
        into.items[index] = item;
        into.timesNs[index] = timeNs;
        TAIL.setRelease(this, at + 1);
    }

    /** Takes the oldest item, or gives null when there is none. */
    @Nullable
    Object take() {
        while (true) {
            long at = head;
            if ((at & LOCK) != 0) {
                Thread.onSpinWait();
                continue;
            }
            if (at == tail) return null;
            Slots from = slots;
            Object item = from.items[from.index(at)];
            if (HEAD.compareAndSet(this, at, at + 1)) return item;
        }
    }

    boolean isEmpty() {
        return headUnlocked() == tail;
    }

    /** The time of the oldest item that has one, or {@code otherwise}. By the adder. */
    long oldestTimeNs(long otherwise) {
        Slots in = slots;
        for (long number = headUnlocked(); number < tail; number++) {
            long timeNs = in.timesNs[in.index(number)];
            if (timeNs != Buffer.NO_TIME) return timeNs;
        }
        return otherwise;
    }

    /** Takes the oldest buffer out, leaving what is not a buffer in its order; null when there is none. By the adder. */
    @Nullable
    Buffer dropOldestBuffer() {
        long at = lock();
        Slots in = slots;
        for (long found = at; found < tail; found++) {
            if (!(in.items[in.index(found)] instanceof Buffer buffer)) continue;
            for (long to = found; to > at; to--) {
                in.items[in.index(to)] = in.items[in.index(to - 1)];
                in.timesNs[in.index(to)] = in.timesNs[in.index(to - 1)];
            }
            HEAD.setVolatile(this, at + 1);
            return buffer;
        }
        HEAD.setVolatile(this, at);
        return null;
    }

    private Slots grow(long end) {
        long at = lock();
        Slots from = slots;
        Slots into = new Slots(2 * from.items.length);
        for (long number = at; number < end; number++) {
            into.items[into.index(number)] = from.items[from.index(number)];
            into.timesNs[into.index(number)] = from.timesNs[from.index(number)];
        }
        slots = into;
        HEAD.setVolatile(this, at);
        return into;
    }

    private long lock() {
        while (true) {
            long at = head;
            if (HEAD.compareAndSet(this, at, at | LOCK)) return at;
        }
    }

    private long headUnlocked() {
        return head & ~LOCK;
    }
}

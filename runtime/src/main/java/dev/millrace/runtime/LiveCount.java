package dev.millrace.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/** How many spawned futures of a context are not finished; counted and read on any thread. */
final class LiveCount {
    /*
     * Overview. The sum of two counts: that of the loop's thread, which writes it alone and so without a read-modify-write, and
     * that of all other threads. A future may be counted up in one and down in the other, so each by itself means nothing. Who
     * reads them while they move may be off by what moves, but never sees less than none.
     */

    // The loop's thread writes, any reads.
    private final AtomicInteger own = new AtomicInteger();

    // Any thread.
    private final AtomicInteger others = new AtomicInteger();

    void add(int change, boolean onOwnThread) {
        if (onOwnThread) own.setOpaque(own.getPlain() + change);
        else others.getAndAdd(change);
    }

    int get() {
        return Math.max(0, own.getOpaque() + others.get());
    }
}

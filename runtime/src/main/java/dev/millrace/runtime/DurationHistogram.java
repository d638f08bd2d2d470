package dev.millrace.runtime;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts durations by their size; one thread records, any reads. */
final class DurationHistogram {
    /*
     * Eight buckets for each power of two: a value is known to within an eighth. Values below eight have a bucket each.
     */
    private static final int SUB_BITS = 3;
    private static final int SUB = 1 << SUB_BITS;
    private static final int BUCKETS = (Long.SIZE - SUB_BITS) * SUB;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    /** Counts one; negative ones as zero. */
    void record(long ns) {
        int bucket = bucketOf(Math.max(ns, 0));
        counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
    }

    /** What was counted so far. */
    Durations snapshot() {
        long[] copy = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) copy[i] = counts.getOpaque(i);
        return new Durations(copy);
    }

    private static int bucketOf(long ns) {
        if (ns < SUB) return (int) ns;
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(ns) - SUB_BITS;
        return (shift + 1) * SUB + (int) (ns >>> shift) - SUB;
    }

    /** The largest value that falls into a bucket. */
    static long upperBound(int bucket) {
        if (bucket < SUB) return bucket;
        int shift = bucket / SUB - 1;
        return ((long) (bucket % SUB + SUB + 1) << shift) - 1;
    }
}

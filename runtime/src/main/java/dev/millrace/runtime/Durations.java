package dev.millrace.runtime;

/** How often durations of which size occurred; immutable. Each is known to within an eighth. */
public final class Durations {
    private final long[] counts;
    private final long total;

    Durations(long[] counts) {
        this.counts = counts;
        long sum = 0;
        for (long count : counts) sum += count;
        total = sum;
    }

    /** How many there were. */
    public long count() {
        return total;
    }

    /**
     * The duration in nanoseconds that {@code percent} of all did not exceed, rounded up by an eighth at most; 0 when there
     * were none.
     *
     * @param percent above 0, up to 100; 100 gives the longest
     */
    public long percentileNs(double percent) {
        if (!(percent > 0 && percent <= 100))
            throw new IllegalArgumentException("percent is out of range: percent=" + percent + "; use above 0 to 100");
        long rank = (long) Math.ceil(total * percent / 100);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank && seen > 0) return DurationHistogram.upperBound(bucket);
        }
        return 0;
    }

    /** Those of this that had not occurred at the time of {@code before}. */
    public Durations since(Durations before) {
        long[] difference = new long[counts.length];
        for (int i = 0; i < counts.length; i++) difference[i] = counts[i] - before.counts[i];
        return new Durations(difference);
    }

    @Override
    public String toString() {
        return "durations(count=" + total + " p50=" + percentileNs(50) / 1000 + "us p99=" + percentileNs(99) / 1000
                + "us max=" + percentileNs(100) / 1000 + "us)";
    }
}

package dev.millrace.bench.standalone;

/**
 * Mean, standard deviation, least and greatest of durations in nanoseconds, without keeping them. On one thread.
 *
 * <p>The deviation is summed up as the mean moves (Welford), so that it does not drown in the square of a large mean.
 */
public final class Spread {
    private static final double NS_PER_US = 1e3;

    private long count;
    private double meanNs;
    private double squaresNs;
    private long minNs = Long.MAX_VALUE;
    private long maxNs = Long.MIN_VALUE;

    /** Counts one more. */
    public void add(long ns) {
        count++;
        double before = ns - meanNs;
        meanNs += before / count;
        squaresNs += before * (ns - meanNs);
        minNs = Math.min(minNs, ns);
        maxNs = Math.max(maxNs, ns);
    }

    /** How many there are. */
    public long count() {
        return count;
    }

    /** The mean in microseconds; NaN when there are none, as all that follow. */
    public double meanUs() {
        return count == 0 ? Double.NaN : meanNs / NS_PER_US;
    }

    /** The standard deviation of all that were counted, in microseconds. */
    public double sigmaUs() {
        return count == 0 ? Double.NaN : Math.sqrt(squaresNs / count) / NS_PER_US;
    }

    /** The least in microseconds. */
    public double minUs() {
        return count == 0 ? Double.NaN : minNs / NS_PER_US;
    }

    /** The greatest in microseconds. */
    public double maxUs() {
        return count == 0 ? Double.NaN : maxNs / NS_PER_US;
    }
}

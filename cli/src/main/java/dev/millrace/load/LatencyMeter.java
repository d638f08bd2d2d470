package dev.millrace.load;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long packets take from the sender of this process to its receiver.
 *
 * <p>Not thread-safe; owned by the thread that receives. Nothing is allocated for a packet.
 */
public final class LatencyMeter {
    private static final long LOWEST_NS = 1_000;
    private static final long HIGHEST_NS = 10_000_000_000L;
    private static final int DIGITS = 3;
    private static final double NS_PER_US = 1e3;

    private final SendTimes sendTimes;
    private final Histogram histogramNs = new Histogram(LOWEST_NS, HIGHEST_NS, DIGITS);

    /** A meter that takes the times of departure from {@code sendTimes}. */
    public LatencyMeter(SendTimes sendTimes) {
        this.sendTimes = sendTimes;
    }

    /**
     * Records the latency of the packet that {@code checker} accepted last, if it knows which one that was.
     *
     * @param nowNs when it arrived, by the environment's clock
     */
    public void record(RampChecker checker, long nowNs) {
        long latencyNs = sendTimes.latencyNs(checker.stream(), checker.lastPacket(), nowNs);
        if (latencyNs != SendTimes.UNKNOWN) {
            histogramNs.recordValue(Math.min(latencyNs, HIGHEST_NS));
        }
    }

    /**
     * The latency that {@code percent} of the packets do not exceed, in microseconds, to three digits; null when none
     * was recorded.
     *
     * @param percent 0 to 100
     */
    public @Nullable Double percentileUs(double percent) {
        return histogramNs.getTotalCount() == 0
                ? null
                : Double.valueOf(histogramNs.getValueAtPercentile(percent) / NS_PER_US);
    }

    /** Forgets what was recorded, as after a warm-up. */
    public void reset() {
        histogramNs.reset();
    }
}

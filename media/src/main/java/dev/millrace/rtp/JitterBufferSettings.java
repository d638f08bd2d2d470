package dev.millrace.rtp;

/**
 * How a {@link JitterBuffer} works; immutable.
 *
 * @param latencyNs from a packet's smoothed arrival to its release, 0 or more
 * @param clockRate ticks of the RTP timestamp per second, 1 or more
 * @param maxDropoutTimeMs a forward gap of more media time than this is a new start of the sender, not a loss; property
 *     {@code max-dropout-time}
 * @param maxMisorderTimeMs a packet older than this is a new start of the sender, not a straggler; property
 *     {@code max-misorder-time}
 * @param capacityPackets how many consecutive sequence numbers the buffer spans: a power of two, {@link #MIN_CAPACITY}
 *     to {@link #MAX_CAPACITY}. A packet takes 20 to 24 bytes; {@link #capacityFor} chooses.
 */
public record JitterBufferSettings(
        long latencyNs, int clockRate, int maxDropoutTimeMs, int maxMisorderTimeMs, int capacityPackets) {

    /** Default of GStreamer's {@code rtpjitterbuffer}: one minute. */
    public static final int DEFAULT_MAX_DROPOUT_TIME_MS = 60_000;

    /** Default of GStreamer's {@code rtpjitterbuffer}: two seconds. */
    public static final int DEFAULT_MAX_MISORDER_TIME_MS = 2_000;

    public static final int MIN_CAPACITY = 16;

    /** A quarter of the range of sequence numbers: beyond, before and after cannot be told apart. */
    public static final int MAX_CAPACITY = 16_384;

    /** Audio with 10 ms packets; with the usual 20 ms this leaves as much room again. */
    private static final int DEFAULT_PACKETS_PER_SECOND = 100;

    private static final long NS_PER_SECOND = 1_000_000_000L;

    public JitterBufferSettings {
        check(latencyNs >= 0, "latency is negative", "latencyNs", latencyNs, "0 or more");
        check(clockRate > 0, "clock rate is not positive", "clockRate", clockRate, "for instance 8000");
        check(maxDropoutTimeMs >= 0, "dropout time is negative", "maxDropoutTimeMs", maxDropoutTimeMs, "0 or more");
        check(maxMisorderTimeMs >= 0, "misorder time is negative", "maxMisorderTimeMs", maxMisorderTimeMs, "0 or more");
        check(
                capacityPackets >= MIN_CAPACITY
                        && capacityPackets <= MAX_CAPACITY
                        && Integer.bitCount(capacityPackets) == 1,
                "capacity is not a power of two in range",
                "capacityPackets",
                capacityPackets,
                MIN_CAPACITY + " to " + MAX_CAPACITY);
    }

    /** Settings for audio of at most 100 packets per second, with GStreamer's defaults for the rest. */
    public static JitterBufferSettings of(long latencyNs, int clockRate) {
        return new JitterBufferSettings(
                latencyNs,
                clockRate,
                DEFAULT_MAX_DROPOUT_TIME_MS,
                DEFAULT_MAX_MISORDER_TIME_MS,
                capacityFor(latencyNs, DEFAULT_PACKETS_PER_SECOND));
    }

    /** These settings with another capacity. */
    public JitterBufferSettings withCapacityPackets(int packets) {
        return new JitterBufferSettings(latencyNs, clockRate, maxDropoutTimeMs, maxMisorderTimeMs, packets);
    }

    /**
     * The smallest capacity that holds one and a half times the latency at this packet rate: the half is for what
     * arrives in a burst before what is due has been popped.
     *
     * @throws IllegalArgumentException if that is more than {@link #MAX_CAPACITY}
     */
    public static int capacityFor(long latencyNs, int packetsPerSecond) {
        double packets = 1.5 * latencyNs * packetsPerSecond / NS_PER_SECOND;
        check(
                packets <= MAX_CAPACITY,
                "so many packets do not fit: latencyNs=" + latencyNs,
                "packetsPerSecond",
                packetsPerSecond,
                "at most " + MAX_CAPACITY + " within one and a half times the latency");
        int capacity = MIN_CAPACITY;
        while (capacity < packets) {
            capacity <<= 1;
        }
        return capacity;
    }

    private static void check(boolean holds, String problem, String name, long value, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException(problem + ": " + name + "=" + value + "; wants " + wanted);
        }
    }
}

package dev.millrace.rtp;

/**
 * Maps RTP timestamps to presentation times in the clock of the receiver: the smoothed time of arrival.
 *
 * <p><b>Overview.</b> Subtract from a packet's arrival the media time that its timestamp says has passed: what is left,
 * the <i>transit</i>, is when tick 0 would have arrived had it travelled like this packet. Queues on the way only ever
 * add to it, so the smallest transit of late is the truth and the rest is jitter. The presentation time is that base
 * plus the media time.
 *
 * <ul>
 *   <li>Down at once: a packet with a smaller transit than the base becomes the base, also for the packets before it
 *       that still wait. So a presentation time is never after the arrival, no packet waits longer than the latency,
 *       and a backlog is overdue as soon as its end is seen, whatever its beginning was taken for.
 *   <li>Up slowly: every two seconds the smallest transit of that window becomes the target, and each new timestamp
 *       takes the base 1/128 of the way there. This follows a slow sender clock (at 50 packets a second within 1 ms for
 *       100 ppm) and a longer route; a burst of delayed packets moves it by next to nothing.
 *   <li>Anew: a transit more than a second below the base, or more than a second above it and steady for 200 ms, is a
 *       jump of the timestamps, not jitter. A backlog after a stall is not steady: each of its packets has waited less
 *       than the one before.
 * </ul>
 *
 * <p>Arrival times may be quantised to a slice: rounding up is jitter like any other. A window closes only at the first
 * packet of a new arrival time, since the last packet of a burst, not the first, tells its transit.
 *
 * <p>GStreamer's {@code rtpjitterbuffer} filters the same window minimum in both directions, and starts anew whenever
 * one packet is a second off, so that the backlog of a stall takes its base there and back.
 *
 * <p>Belongs to the thread of its stream.
 */
final class PlayoutClock {
    private static final long JUMP_NS = 1_000_000_000L;
    private static final long STEADY_NS = 200_000_000L;
    private static final long STEADY_BAND_NS = 100_000_000L;
    private static final long WINDOW_NS = 2_000_000_000L;
    private static final int SLEW_SHIFT = 7;
    private static final long NONE = Long.MAX_VALUE;

    private final double nsPerTick;

    // Ticks count from the anchor: a double holds their nanoseconds exactly enough for years, and hostile timestamps
    // cannot add up, because a jump anchors anew.
    private int lastTimestamp;
    private long lastTicks;

    private long baseNs;
    private long loweredNs; // the sum of all steps down
    private long targetNs;
    private long windowMinNs;
    private long windowStartNs;
    private long lastArrivalNs;

    private long steadyNs = NONE; // what transits are near to since steadySinceNs; NONE while the base is within reach
    private long steadySinceNs;
    private long jumps;

    PlayoutClock(int clockRate) {
        nsPerTick = 1e9 / clockRate;
    }

    /** Starts anew with this packet: it is presented when it arrives. */
    void anchor(int timestamp, long arrivalNs) {
        lastTimestamp = timestamp;
        lastTicks = 0;
        baseNs = arrivalNs;
        targetNs = arrivalNs;
        windowMinNs = NONE;
        windowStartNs = arrivalNs;
        lastArrivalNs = arrivalNs;
        steadyNs = NONE;
    }

    /** How often a jump of the timestamps anchored anew. */
    long jumps() {
        return jumps;
    }

    /** The presentation time, as of now, of a packet that {@link #enter} returned {@code ticket} for. */
    long ptsNs(long ticket) {
        return ticket - loweredNs;
    }

    /**
     * Takes note of a packet. Arrival times do not decrease from call to call; timestamps may, within half their range.
     *
     * @return what {@link #ptsNs} turns into a presentation time, which is {@code arrivalNs} at most
     */
    long enter(int timestamp, long arrivalNs) {
        int step = timestamp - lastTimestamp;
        lastTimestamp = timestamp;
        lastTicks += step;
        long mediaNs = (long) (lastTicks * nsPerTick);
        long transitNs = arrivalNs - mediaNs;
        if (arrivalNs != lastArrivalNs) {
            closeWindow(arrivalNs);
        }
        windowMinNs = Math.min(windowMinNs, transitNs);
        if (step > 0) { // once per frame: packets of one frame share their time
            baseNs += (targetNs - baseNs) >> SLEW_SHIFT;
        }
        long excessNs = transitNs - baseNs;
        if (excessNs < -JUMP_NS || (excessNs > JUMP_NS && isSteady(transitNs, arrivalNs))) {
            jumps++;
            anchor(timestamp, arrivalNs);
            return arrivalNs + loweredNs;
        }
        if (excessNs <= JUMP_NS) {
            steadyNs = NONE;
        }
        if (excessNs < 0) {
            loweredNs -= excessNs;
            baseNs = transitNs;
            targetNs = Math.min(targetNs, transitNs);
        }
        return baseNs + mediaNs + loweredNs;
    }

    private boolean isSteady(long transitNs, long arrivalNs) {
        if (steadyNs == NONE || Math.abs(transitNs - steadyNs) > STEADY_BAND_NS) {
            steadyNs = transitNs;
            steadySinceNs = arrivalNs;
        }
        return arrivalNs - steadySinceNs >= STEADY_NS;
    }

    private void closeWindow(long arrivalNs) {
        if (lastArrivalNs - windowStartNs >= WINDOW_NS) {
            targetNs = windowMinNs;
            windowMinNs = NONE;
            windowStartNs = arrivalNs;
        }
        lastArrivalNs = arrivalNs;
    }
}

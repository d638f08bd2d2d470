package dev.millrace.rtp;

/**
 * Maps RTP timestamps to presentation times in the clock of the receiver: the smoothed time of arrival.
 *
 * <p><b>Overview.</b> Subtract from a packet's arrival the media time that its timestamp says has passed: what is left,
 * the <i>transit</i>, is when tick 0 would have arrived had it travelled like this packet. Queues on the way only ever
 * add to it, so the smallest transit of late is the truth and the rest is jitter. The presentation time is that base plus
 * the media time.
 *
 * <ul>
 *   <li>Down at once: a packet with a smaller transit than the base becomes the base. So a presentation time is never
 *       after the arrival, no packet waits longer than the latency, and presentation times of growing timestamps never
 *       decrease in the order of arrival.
 *   <li>Up slowly: every two seconds the smallest transit of that window becomes the target, and each new timestamp takes
 *       the base 1/128 of the way there. This follows a slow sender clock (at 50 packets a second within 1 ms for 100 ppm)
 *       and a longer route; a burst of delayed packets moves it by next to nothing.
 *   <li>Anew: a transit more than a second below the base, or more than a second above it in all packets of 100 ms, is a
 *       jump of the timestamps (or a backlog that stays), not jitter.
 * </ul>
 *
 * <p>Arrival times may be quantised to a slice: rounding up is jitter like any other. A window closes only at the first
 * packet of a new arrival time, since the last packet of a burst, not the first, tells its transit.
 *
 * <p>GStreamer's {@code rtpjitterbuffer} filters the same window minimum in both directions, and starts anew whenever one
 * packet is a second off: a stall of the receiver then shifts the base for each packet of the backlog.
 *
 * <p>Belongs to the thread of its stream.
 */
final class PlayoutClock {
    private static final long JUMP_NS = 1_000_000_000L;
    private static final long JUMP_CONFIRMATION_NS = 100_000_000L;
    private static final long WINDOW_NS = 2_000_000_000L;
    private static final int SLEW_SHIFT = 7;
    private static final long NONE = Long.MAX_VALUE;

    private final double nsPerTick;

    // Ticks count from the anchor: a double holds their nanoseconds exactly enough for years, and hostile timestamps
    // cannot add up, because a jump anchors anew.
    private int lastTimestamp;
    private long lastTicks;

    private long baseNs;
    private long targetNs;
    private long windowMinNs;
    private long windowStartNs;
    private long lastArrivalNs;

    private long jumpMinNs = NONE; // the smallest transit since jumpSinceNs; NONE while transits are within reach
    private long jumpSinceNs;
    private long jumps;

    PlayoutClock(int clockRate) {
        nsPerTick = 1e9 / clockRate;
    }

    /** Starts anew with this packet: it is presented when it arrives. */
    void anchor(int timestamp, long arrivalNs) {
        anchor(timestamp, arrivalNs, arrivalNs);
    }

    private void anchor(int timestamp, long ptsNs, long arrivalNs) {
        lastTimestamp = timestamp;
        lastTicks = 0;
        baseNs = ptsNs;
        targetNs = ptsNs;
        windowMinNs = NONE;
        windowStartNs = arrivalNs;
        lastArrivalNs = arrivalNs;
        jumpMinNs = NONE;
    }

    /** How often a jump of the timestamps anchored anew. */
    long jumps() {
        return jumps;
    }

    /**
     * The presentation time of a packet; at most {@code arrivalNs}. Arrival times do not decrease from call to call.
     * Timestamps may, within half their range.
     */
    long ptsNs(int timestamp, long arrivalNs) {
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
        if (excessNs <= 0) {
            return excessNs < -JUMP_NS ? jump(timestamp, arrivalNs, arrivalNs) : lowerBase(transitNs, arrivalNs);
        }
        if (excessNs <= JUMP_NS) {
            jumpMinNs = NONE;
        } else if (isJumpConfirmed(transitNs, arrivalNs)) {
            return jump(timestamp, jumpMinNs + mediaNs, arrivalNs);
        }
        return baseNs + mediaNs;
    }

    private long lowerBase(long transitNs, long arrivalNs) {
        baseNs = transitNs;
        targetNs = Math.min(targetNs, transitNs);
        jumpMinNs = NONE;
        return arrivalNs;
    }

    // A backlog after a stall has old packets of one arrival time, and fresh ones soon after: neither confirms.
    private boolean isJumpConfirmed(long transitNs, long arrivalNs) {
        if (jumpMinNs == NONE) {
            jumpSinceNs = arrivalNs;
        }
        jumpMinNs = Math.min(jumpMinNs, transitNs);
        return arrivalNs - jumpSinceNs >= JUMP_CONFIRMATION_NS;
    }

    private long jump(int timestamp, long ptsNs, long arrivalNs) {
        jumps++;
        anchor(timestamp, ptsNs, arrivalNs);
        return ptsNs;
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

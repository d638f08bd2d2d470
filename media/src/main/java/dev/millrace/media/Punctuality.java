package dev.millrace.media;

import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;

/**
 * How punctual the buffers of a synchronised sink are: drops what is too late, keeps to a bitrate, tells upstream.
 *
 * <p>Times are of the environment's clock. On the thread of the stream; counts are seen a little late by others.
 */
final class Punctuality {
    private static final long NONE = Long.MIN_VALUE;
    /** So long after the last rendered buffer a late one is shown all the same. */
    private static final long PATIENCE_NS = 1_000_000_000L;

    private final Sink sink;
    private final SinkSettings settings;

    private long dropped;
    private double averageRate = -1;
    private long averageDurationNs = NONE;
    private long averageWorkNs = NONE;
    private long lastLeftNs = NONE;
    private long lastRenderedNs = NONE;

    // The bitrate: bytes since limitFromNs, and when the next may follow.
    private long limitFromNs = NONE;
    private long limitBytes;
    private long nextNs = NONE;

    Punctuality(Sink sink, SinkSettings settings) {
        this.sink = sink;
        this.settings = settings;
    }

    void restart() {
        averageRate = -1;
        averageDurationNs = NONE;
        averageWorkNs = NONE;
        lastLeftNs = NONE;
        lastRenderedNs = NONE;
        limitFromNs = NONE;
        nextNs = NONE;
    }

    void reset() {
        dropped = 0;
        restart();
    }

    Structure stats() {
        return Structure.of("application/x-gst-base-sink-stats")
                .with("average-rate", new Value.Decimal(Math.max(0, averageRate)))
                .with("dropped", new Value.Uint64(dropped))
                .with("rendered", new Value.Uint64(sink.rendered()));
    }

    /** A time, or a later one when the bitrate would be exceeded. */
    long afterLimit(long dueNs) {
        return dueNs == NONE || nextNs == NONE ? dueNs : Math.max(dueNs, nextNs);
    }

    /** A buffer is rendered: counts it towards the bitrate. */
    void rendering(Buffer buffer, long dueNs) {
        lastRenderedNs = dueNs;
        long bitsPerSecond = settings.maxBitrate;
        if (bitsPerSecond == 0) return;
        if (nextNs == NONE || dueNs > nextNs) {
            limitFromNs = dueNs;
            limitBytes = 0;
        }
        limitBytes += buffer.length();
        nextNs = limitFromNs + (long) (limitBytes * 8e9 / unsigned(bitsPerSecond));
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : 0x1p64 + value;
    }

    /**
     * Whether a buffer is to be rendered; upstream and the application are told what they asked for.
     *
     * @param dueNs when it is due
     * @param nowNs the time now
     * @param cameNs when the sink began to wait with it
     */
    boolean accepts(Buffer buffer, long dueNs, long nowNs, long cameNs) {
        long lateByNs = cameNs - dueNs;
        boolean late = isTooLate(buffer, dueNs, nowNs);
        if (settings.qos()) {
            measure(buffer.durationNs(), dueNs, cameNs);
            tell(dueNs, lateByNs);
        }
        if (!late) return true;
        dropped++;
        sink.post(new Message.Qos(sink, nowNs - dueNs, runningNs(dueNs), sink.rendered(), dropped));
        return false;
    }

    private boolean isTooLate(Buffer buffer, long dueNs, long nowNs) {
        long allowedNs = settings.maxLatenessNs;
        if (allowedNs < 0) return false;
        long durationNs = buffer.durationNs() == Buffer.NO_TIME ? Math.max(0, averageDurationNs) : buffer.durationNs();
        boolean late = nowNs - dueNs - allowedNs > durationNs;
        return late && (lastRenderedNs == NONE || dueNs - lastRenderedNs <= PATIENCE_NS);
    }

    /** What upstream takes for a buffer, in relation to how long it lasts: above one, it cannot keep up. */
    private void measure(long durationNs, long dueNs, long cameNs) {
        long workNs = lastLeftNs == NONE ? averageWorkNs : Math.max(0, cameNs - lastLeftNs);
        lastLeftNs = Math.max(cameNs, dueNs);
        if (workNs == NONE || durationNs == Buffer.NO_TIME || durationNs <= 0) return;
        averageWorkNs = averageWorkNs == NONE ? workNs : (workNs + 7 * averageWorkNs) / 8;
        averageDurationNs = averageDurationNs == NONE ? durationNs : (durationNs + 7 * averageDurationNs) / 8;
        double rate = (double) averageWorkNs / averageDurationNs;
        averageRate = averageRate < 0 ? rate : (rate + 7 * averageRate) / 8;
    }

    private void tell(long dueNs, long lateByNs) {
        if (averageRate < 0) return;
        long throttleNs = settings.throttleNs;
        Event.Qos.Type type = throttleNs > 0
                ? Event.Qos.Type.THROTTLE
                : lateByNs <= 0 ? Event.Qos.Type.OVERFLOW : Event.Qos.Type.UNDERFLOW;
        long runningNs = runningNs(dueNs);
        long differenceNs = throttleNs > 0 ? throttleNs : Math.max(lateByNs, -runningNs);
        sink.tellUpstream(new Event.Qos(type, averageRate, differenceNs, runningNs));
    }

    private long runningNs(long dueNs) {
        return sink.pipeline().runningTimeNs(dueNs) - sink.latencyNs() - settings.shiftNs();
    }
}

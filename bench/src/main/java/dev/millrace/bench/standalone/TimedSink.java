package dev.millrace.bench.standalone;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Sink;
import org.jspecify.annotations.Nullable;

/**
 * Counts buffers and lets them go; measures, where it was asked to, how evenly and how late they come. Everything here runs on
 * the context of its stream.
 */
final class TimedSink extends Sink {
    static final ElementFactory<TimedSink> FACTORY = ElementFactory.of("standalone-sink", TimedSink::new)
            .klass("Sink")
            .description("measures how evenly and how late buffers come")
            .sink(Caps.any());

    /**
     * What was measured.
     *
     * @param intervals the times from one buffer to the next
     * @param lateness how long after their PTS the buffers came
     */
    record Measured(Spread intervals, Spread lateness) {}

    private static final long NONE_YET = Long.MIN_VALUE;

    private long buffers;
    private @Nullable Measured measured;
    private long lastNs;

    private TimedSink() {}

    /** Measures from here on. */
    void begin() {
        measured = new Measured(new Spread(), new Spread());
        lastNs = NONE_YET;
    }

    /** Ends the measurement, and gives what came since {@link #begin}. */
    Measured end() {
        Measured ended = measured;
        measured = null;
        if (ended == null) throw new IllegalStateException("nothing is being measured: element=" + name());
        return ended;
    }

    /** How many buffers have come. */
    long buffers() {
        return buffers;
    }

    @Override
    protected boolean prerolls() {
        return false;
    }

    @Override
    protected FlowReturn render(Buffer buffer) {
        buffers++;
        if (measured != null) measure(measured, buffer);
        buffer.release();
        return FlowReturn.OK;
    }

    /** The clock is read anew: the time of the turn would leave out what the turn has taken so far. */
    private void measure(Measured into, Buffer buffer) {
        long nowNs = environment().nowNs();
        if (lastNs != NONE_YET) into.intervals().add(nowNs - lastNs);
        lastNs = nowNs;
        into.lateness().add(pipeline().runningTimeNs(nowNs) - buffer.ptsNs());
    }
}

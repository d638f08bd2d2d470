package dev.millrace.media;

import dev.millrace.future.Futures;
import dev.millrace.runtime.Context;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An element where a stream ends. */
public abstract class Sink extends Element {
    private Event.@Nullable Segment segment;

    protected Sink() {}

    /** Takes a buffer and its reference. */
    protected abstract FlowReturn render(Buffer buffer);

    /** The segment of the stream has changed. */
    protected void segmentChanged(Event.Segment newSegment) {}

    /** The stream has ended; the default posts it at once. One that still works on buffers posts it when that is done. */
    protected void streamEnded() {
        postEndOfStream();
    }

    /** The segment of the stream, once there is one. */
    protected final Event.@Nullable Segment segment() {
        return segment;
    }

    /**
     * Has the stream wait, before its next buffer, until it is time for {@code buffer}; for a sink that is synchronised.
     *
     * <p>A buffer without a time, or in a segment that does not count time, is due at once. On a throttled context the
     * nearest slice counts as its time.
     */
    protected final void waitUntilDue(Buffer buffer) {
        long dueNs = dueNs(buffer);
        Context context = Context.current();
        long nowNs = context == null ? environment().nowNs() : context.turnNs();
        long earlyByNs = context == null ? 0 : context.waitNs() / 2;
        if (dueNs > nowNs + earlyByNs) StreamTask.defer(Futures.sleep(Duration.ofNanos(dueNs - nowNs)));
    }

    /** When a buffer is to be rendered, in the environment's clock; {@link Long#MIN_VALUE} when its time is not known. */
    protected final long dueNs(Buffer buffer) {
        Event.Segment timed = segment;
        if (timed == null || timed.format() != Event.Segment.Format.TIME) return Long.MIN_VALUE;
        long ptsNs = buffer.ptsNs();
        return ptsNs == Buffer.NO_TIME ? Long.MIN_VALUE : pipeline().clockTimeNs(ptsNs - timed.start());
    }

    @Override
    protected final FlowReturn chain(SinkPad pad, Buffer buffer) {
        return render(buffer);
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (event instanceof Event.Segment newSegment) {
            segment = newSegment;
            segmentChanged(newSegment);
        } else if (event instanceof Event.EndOfStream) {
            streamEnded();
        }
        return true;
    }

    @Override
    protected void pausedToReady() throws Exception {
        segment = null;
    }
}

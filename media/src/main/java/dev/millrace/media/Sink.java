package dev.millrace.media;

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

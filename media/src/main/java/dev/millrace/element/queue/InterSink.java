package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Property;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import org.jspecify.annotations.Nullable;

/**
 * Hands a stream to any number of inter sources of the same name, in this or in other pipelines; GStreamer's ts-intersink.
 *
 * <p>It never waits: a source without room loses the buffer, the others get it. On the thread of the stream.
 */
public final class InterSink extends Element {
    public static final ElementFactory<InterSink> SHARED = ElementFactory.of("ts-intersink", InterSink::new)
            .klass("Sink/Generic")
            .description("hands a stream to any number of pipelines")
            .sink(Caps.any())
            .property(
                    Property.ofString("inter-context", "")
                            .blurb("name that it shares with its sources")
                            .mutableIn(State.NULL),
                    (e, v) -> e.interContext = v == null ? "" : v,
                    e -> e.interContext);

    private String interContext = "";
    private volatile @Nullable InterHub hub;
    private volatile long latencyNs = -1;

    private InterSink() {}

    /** The latency of its pipeline, or -1 while that is not known. */
    long pipelineLatencyNs() {
        return latencyNs;
    }

    SinkPad streamPad() {
        return sinkPad();
    }

    @Override
    @SuppressWarnings("NullAway") // joined before buffers come
    protected FlowReturn chain(SinkPad pad, Buffer buffer) {
        hub.push(buffer, pad.stickyEvents());
        return FlowReturn.OK;
    }

    @Override
    @SuppressWarnings("NullAway") // joined before events come
    protected boolean sinkEvent(SinkPad pad, Event event) {
        hub.push(event, pad.stickyEvents());
        if (event instanceof Event.EndOfStream) postEndOfStream();
        return true;
    }

    @Override
    protected void latencyChanged(long newLatencyNs) {
        latencyNs = newLatencyNs;
        InterHub to = hub;
        if (to != null) to.latencyChanged();
    }

    @Override
    protected void nullToReady() {
        InterHub joined = InterHub.named(environment(), interContext);
        joined.join(this);
        hub = joined;
    }

    @Override
    protected void readyToNull() {
        InterHub to = hub;
        if (to != null) to.leave(this, environment());
        hub = null;
        latencyNs = -1;
    }
}

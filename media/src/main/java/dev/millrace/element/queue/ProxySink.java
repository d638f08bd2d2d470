package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import org.jspecify.annotations.Nullable;

/**
 * Hands a stream to the proxy source of the same name, which may be in another pipeline; GStreamer's ts-proxysink and
 * proxysink.
 *
 * <p>It is the first half of a queue: when the source is full or not there, the stream waits. The end of the stream is posted
 * here, and goes on over there. On the thread of the stream.
 */
public final class ProxySink extends Element {
    /** Found by its name. */
    public static final ElementFactory<ProxySink> SHARED = common(
                    ElementFactory.of("ts-proxysink", () -> new ProxySink(true)))
            .property(
                    Property.ofString("proxy-context", "")
                            .blurb("name that it shares with its source")
                            .mutableIn(State.NULL),
                    (e, v) -> e.proxyContext = v == null ? "" : v,
                    e -> e.proxyContext);

    /** Found by itself, as the property of its source. */
    public static final ElementFactory<ProxySink> CLASSIC =
            common(ElementFactory.of("proxysink", () -> new ProxySink(false)));

    private final boolean shared;
    private String proxyContext = "";
    private volatile @Nullable Proxy proxy;
    private volatile long latencyNs = -1;

    private ProxySink(boolean shared) {
        this.shared = shared;
    }

    private static ElementFactory<ProxySink> common(ElementFactory<ProxySink> factory) {
        return factory.klass("Sink/Generic")
                .description("hands a stream to another pipeline")
                .sink(Caps.any());
    }

    /** The proxy of a classic one, which is its own from the beginning. */
    synchronized Proxy ownProxy() {
        Proxy mine = proxy;
        if (mine == null) {
            mine = new Proxy(name());
            proxy = mine;
        }
        return mine;
    }

    /** The latency of its pipeline, or -1 while that is not known. */
    long pipelineLatencyNs() {
        return latencyNs;
    }

    /** The pad of the stream: what the source is asked or told from downstream goes on there. */
    SinkPad streamPad() {
        return sinkPad();
    }

    @Override
    @SuppressWarnings("NullAway") // joined before buffers come
    protected FlowReturn chain(SinkPad pad, Buffer buffer) {
        Proxy to = proxy;
        QueueTask out = to.out();
        if (to.takeNewcomer()) pad.stickyEvents().forEach(to.queue()::push);
        if (out != null) return out.add(buffer);
        to.queue().push(buffer);
        return FlowReturn.OK;
    }

    @Override
    @SuppressWarnings("NullAway") // joined before events come
    protected boolean sinkEvent(SinkPad pad, Event event) {
        Proxy to = proxy;
        QueueTask out = to.out();
        boolean understood = true;
        if (out != null) understood = out.add(event);
        else if (event instanceof Event.FlushStart) to.queue().flushPending();
        else if (event.isSerialized()) to.queue().push(event);
        if (event instanceof Event.EndOfStream) postEndOfStream();
        return understood;
    }

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        Proxy to = proxy;
        ProxySrc source = to == null ? null : to.source();
        return source == null ? filter : source.streamPad().peerQueryCaps(filter);
    }

    @Override
    protected void latencyChanged(long newLatencyNs) {
        latencyNs = newLatencyNs;
        Proxy to = proxy;
        ProxySrc source = to == null ? null : to.source();
        if (source != null) source.latencyIsKnown();
    }

    @Override
    protected void nullToReady() {
        Proxy joined = shared ? Proxy.named(environment(), proxyContext) : ownProxy();
        joined.join(this);
        proxy = joined;
    }

    @Override
    protected void readyToPaused() {
        Proxy to = proxy;
        if (to != null) to.queue().reopen();
    }

    @Override
    protected void pausedToReady() {
        Proxy to = proxy;
        if (to != null) to.queue().release();
    }

    @Override
    protected void readyToNull() {
        Proxy to = proxy;
        if (to != null) to.leave(this, environment());
        if (shared) proxy = null;
        latencyNs = -1;
    }
}

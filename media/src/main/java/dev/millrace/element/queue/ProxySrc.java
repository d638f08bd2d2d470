package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.LinkException;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.Query;
import dev.millrace.media.SrcPad;
import dev.millrace.media.State;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with the stream of the proxy sink of the same name; GStreamer's ts-proxysrc and proxysrc.
 *
 * <p>It is the second half of a queue, on the context that it names or, the classic one, on its own. Events and questions from
 * downstream go on at the sink. The pipelines of both should have one clock and one base time.
 */
public final class ProxySrc extends Element {
    /** On a shared context, found by name. */
    public static final ElementFactory<ProxySrc> SHARED = ContextSettings.addTo(
                    QueueProperties.addTo(
                            common(ElementFactory.of("ts-proxysrc", () -> new ProxySrc(true))),
                            QueueProperties.SHARED,
                            State.PLAYING,
                            e -> e.queue),
                    e -> e.contextSettings)
            .property(
                    Property.ofString("proxy-context", "")
                            .blurb("name that it shares with its sink")
                            .mutableIn(State.NULL),
                    (e, v) -> e.proxyContext = v == null ? "" : v,
                    e -> e.proxyContext);

    /** On a thread of its own, of the sink that it is given. */
    public static final ElementFactory<ProxySrc> CLASSIC = common(
                    ElementFactory.of("proxysrc", () -> new ProxySrc(false)))
            .property(
                    Property.ofObject("proxysink", ProxySink.class)
                            .blurb("the sink whose stream it goes on with")
                            .mutableIn(State.NULL),
                    (e, v) -> e.proxySink = v,
                    e -> e.proxySink);

    private final boolean shared;
    private final ContextSettings contextSettings = new ContextSettings();
    private String proxyContext = "";
    private @Nullable ProxySink proxySink;
    /** That of the proxy while it is up; before, one that keeps the limits. */
    private volatile DataQueue queue = new DataQueue(QueueProperties.SHARED);

    private volatile @Nullable Proxy proxy;
    private @Nullable QueueTask out;

    private ProxySrc(boolean shared) {
        this.shared = shared;
    }

    private static ElementFactory<ProxySrc> common(ElementFactory<ProxySrc> factory) {
        return factory.klass("Source/Generic")
                .description("goes on with the stream of another pipeline")
                .src(Caps.any());
    }

    SrcPad streamPad() {
        return srcPad();
    }

    /** The pipeline of the sink has told its latency: that of this one follows from it. */
    void latencyIsKnown() {
        postLatency();
    }

    private @Nullable ProxySink sink() {
        Proxy from = proxy;
        return from == null ? null : from.sink();
    }

    // ---- from downstream

    @Override
    protected boolean srcEvent(SrcPad pad, Event event) {
        ProxySink sink = sink();
        // The latency of this pipeline is not that of the other one.
        if (event instanceof Event.Latency) return true;
        return sink != null && sink.streamPad().pushUpstream(event);
    }

    @Override
    protected boolean query(Pad pad, Query query) {
        ProxySink sink = sink();
        return switch (query) {
            case Query.Latency latency -> sink != null && answer(latency, sink);
            case Query.CapsQuery _, Query.AcceptCaps _, Query.Scheduling _ -> super.query(pad, query);
            default -> sink != null && sink.streamPad().peerQuery(query);
        };
    }

    /** What the other pipeline waits, and a slice more into another context; never longer than the queue can hold. */
    private boolean answer(Query.Latency latency, ProxySink sink) {
        QueueTask task = out;
        Context mine = task == null ? null : task.context();
        long waitNs = mine == null || mine == sink.streamPad().streamContext() ? 0 : mine.waitNs();
        long roomNs = queue.limits().timeNs();
        if (sink.pipeline() == pipeline()) {
            if (!sink.streamPad().peerQuery(latency)) return false;
            latency.add(waitNs, roomNs == 0 ? Query.Latency.NONE : roomNs);
            return true;
        }
        long otherNs = sink.pipelineLatencyNs();
        if (otherNs < 0) return false;
        latency.answer(true, otherNs + waitNs, roomNs == 0 ? Query.Latency.NONE : otherNs + waitNs + roomNs);
        return true;
    }

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        ProxySink sink = sink();
        return sink == null ? filter : sink.streamPad().peerQueryCaps(filter);
    }

    // ---- states

    @Override
    protected void nullToReady() throws IOException {
        Proxy joined = find();
        QueueTask task = new QueueTask(this, joined.queue());
        Context context =
                shared ? contextSettings.acquire(pipeline()) : environment().open(name(), Duration.ZERO);
        task.open(context, srcPad());
        out = task;
        joined.join(this, task);
        proxy = joined;
        joined.queue().setLimits(queue.limits());
        queue = joined.queue();
    }

    private Proxy find() {
        if (shared) return Proxy.named(environment(), proxyContext);
        if (proxySink == null)
            throw new LinkException("proxy source has no sink: element=" + name() + "; set proxysink to the element");
        return proxySink.ownProxy();
    }

    @Override
    protected void readyToPaused() {
        if (out != null) out.resetTaker();
    }

    @Override
    protected void pausedToReady() {
        if (out != null) out.detach();
        Proxy from = proxy;
        if (from != null) from.forgetBeginning();
    }

    @Override
    protected void readyToNull() {
        Proxy left = proxy;
        if (left != null) left.leave(this, environment());
        proxy = null;
        queue = new DataQueue(queue.limits());
        if (out != null) out.close();
        out = null;
    }

    @Override
    protected @Nullable StreamTask streamTask() {
        return out == null ? null : out.task();
    }

    @Override
    protected boolean isLiveSource() {
        return true;
    }
}

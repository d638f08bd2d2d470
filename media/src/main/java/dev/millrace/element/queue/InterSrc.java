package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.Query;
import dev.millrace.media.SrcPad;
import dev.millrace.media.State;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with the stream of the inter sink of the same name, as any number of others do; GStreamer's ts-intersrc.
 *
 * <p>It can go over to another sink while it plays: the stream is flushed and begins again. The pipelines should have one
 * clock and one base time.
 */
public final class InterSrc extends Element {
    public static final ElementFactory<InterSrc> SHARED = ContextSettings.addTo(
                    QueueProperties.addTo(
                            ElementFactory.of("ts-intersrc", InterSrc::new)
                                    .klass("Source/Generic")
                                    .description("goes on with the stream of another pipeline, as others do")
                                    .src(Caps.any()),
                            QueueProperties.SHARED,
                            State.READY,
                            e -> e.queue),
                    e -> e.contextSettings)
            .property(
                    Property.ofString("inter-context", "")
                            .blurb("name that it shares with its sink")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.changeTo(v == null ? "" : v),
                    e -> e.interContext);

    private final ContextSettings contextSettings = new ContextSettings();
    private volatile String interContext = "";
    private volatile DataQueue queue = new DataQueue(QueueProperties.SHARED);

    // Guarded by this.
    private @Nullable QueueTask out;
    private @Nullable InterHub hub;
    private InterHub.@Nullable Member member;

    private InterSrc() {}

    void latencyIsKnown() {
        postLatency();
    }

    private synchronized @Nullable InterSink sink() {
        return hub == null ? null : hub.sink();
    }

    /** Leaves one sink for another; what the old one has sent is flushed. */
    private synchronized void changeTo(String name) {
        if (name.equals(interContext)) return;
        interContext = name;
        QueueTask task = out;
        if (task == null || hub == null) return;
        leave();
        StreamTask stream = task.task();
        Context context = task.context();
        DataQueue next = new DataQueue(queue.limits());
        queue = next;
        if (stream == null || context == null) return;
        stream.trigger(StreamTask.Trigger.FLUSH_START);
        context.executeNow(() -> task.takeFrom(next));
        stream.trigger(StreamTask.Trigger.FLUSH_STOP);
        context.executeNow(this::join);
    }

    private synchronized void join() {
        QueueTask task = out;
        if (task == null || member != null) return;
        InterHub joined = InterHub.named(environment(), interContext);
        hub = joined;
        member = new InterHub.Member(this, task);
        joined.join(member);
    }

    private synchronized void leave() {
        if (hub != null && member != null) hub.leave(member, environment());
        member = null;
    }

    // ---- from downstream

    /** One of many may not ask the sink's upstream for what only it wants. */
    @Override
    protected boolean srcEvent(SrcPad pad, Event event) {
        return event instanceof Event.Latency;
    }

    @Override
    protected boolean query(Pad pad, Query query) {
        InterSink sink = sink();
        return switch (query) {
            case Query.Latency latency -> sink != null && answer(latency, sink);
            case Query.CapsQuery _, Query.AcceptCaps _, Query.Scheduling _ -> super.query(pad, query);
            default -> sink != null && sink.streamPad().peerQuery(query);
        };
    }

    private boolean answer(Query.Latency latency, InterSink sink) {
        QueueTask task = out;
        Context mine = task == null ? null : task.context();
        long waitNs = mine == null || mine == sink.streamPad().streamContext() ? 0 : mine.waitNs();
        long roomNs = queue.limits().timeNs();
        long otherNs = sink.pipelineLatencyNs();
        if (otherNs < 0) return false;
        latency.answer(true, otherNs + waitNs, roomNs == 0 ? Query.Latency.NONE : otherNs + waitNs + roomNs);
        return true;
    }

    // ---- states

    @Override
    protected void nullToReady() throws IOException {
        QueueTask task = new QueueTask(this, queue);
        task.open(contextSettings.acquire(pipeline()), srcPad());
        out = task;
    }

    @Override
    protected void readyToPaused() {
        if (out != null) out.reset();
        join();
    }

    @Override
    protected void pausedToReady() {
        leave();
        if (out != null) out.drain();
        queue = new DataQueue(queue.limits());
        if (out != null) out.takeFrom(queue);
        hub = null;
    }

    @Override
    protected void readyToNull() {
        if (out != null) out.close();
        out = null;
    }

    @Override
    protected @Nullable StreamTask streamTask() {
        QueueTask task = out;
        return task == null ? null : task.task();
    }

    @Override
    protected boolean isLiveSource() {
        return true;
    }
}

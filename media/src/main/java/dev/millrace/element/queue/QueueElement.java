package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.Query;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Takes buffers on one thread and pushes them on another; GStreamer's ts-queue and queue.
 *
 * <p>{@code ts-queue} pushes on the context that it names, {@code queue} on a context of its own. When it is full the stream
 * before it waits, without blocking a context; what comes of a push is told upstream with the next buffer. Nothing is lost
 * unless it is {@code leaky}.
 */
public final class QueueElement extends Element {
    /** On a shared context. */
    public static final ElementFactory<QueueElement> SHARED = ContextSettings.addTo(
            QueueProperties.addTo(
                    common(ElementFactory.of("ts-queue", () -> new QueueElement(true))),
                    QueueProperties.SHARED,
                    State.PLAYING,
                    e -> e.queue),
            e -> e.contextSettings);

    /** On a thread of its own. */
    public static final ElementFactory<QueueElement> CLASSIC = classic(QueueProperties.addTo(
            common(ElementFactory.of("queue", () -> new QueueElement(false))),
            QueueProperties.CLASSIC,
            State.PLAYING,
            e -> e.queue));

    private final boolean shared;
    private final ContextSettings contextSettings = new ContextSettings();
    private final DataQueue queue;
    private final QueueTask out;
    private volatile int minBuffers;
    private volatile int minBytes;
    private volatile long minTimeNs;
    private volatile boolean flushOnEos;
    private volatile boolean silent;

    private QueueElement(boolean shared) {
        this.shared = shared;
        this.queue = new DataQueue(shared ? QueueProperties.SHARED : QueueProperties.CLASSIC);
        this.out = new QueueTask(this, queue, shared ? () -> false : this::isBelowThreshold, this::tell);
    }

    private static ElementFactory<QueueElement> common(ElementFactory<QueueElement> factory) {
        return factory.klass("Generic")
                .description("changes the thread of a stream, and holds what the next one does not take yet")
                .sink(Caps.any())
                .src(Caps.any());
    }

    private static ElementFactory<QueueElement> classic(ElementFactory<QueueElement> factory) {
        return factory.property(
                        threshold("min-threshold-buffers", "buffers"),
                        (e, v) -> e.minBuffers = v == null ? 0 : (int) Math.min(v, Integer.MAX_VALUE),
                        e -> (long) e.minBuffers)
                .property(
                        threshold("min-threshold-bytes", "bytes"),
                        (e, v) -> e.minBytes = v == null ? 0 : (int) Math.min(v, Integer.MAX_VALUE),
                        e -> (long) e.minBytes)
                .property(
                        Property.ofUlong("min-threshold-time", 0)
                                .blurb("time in ns to have before it pushes")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.minTimeNs = v == null ? 0 : v,
                        e -> e.minTimeNs)
                .property(
                        Property.ofBool("flush-on-eos", false)
                                .blurb("whether the end of the stream drops what is held")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.flushOnEos = v != null && v,
                        e -> e.flushOnEos)
                .property(
                        Property.ofBool("silent", false)
                                .blurb("whether it gives no signals")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.silent = v != null && v,
                        e -> e.silent)
                .signal("overrun", "it is full")
                .signal("underrun", "it is empty")
                .signal("running", "it has begun to push")
                .signal("pushing", "it pushes again after it was empty");
    }

    private static Property<Long> threshold(String name, String what) {
        return Property.ofUint(name, 0, 0xffff_ffffL, 0)
                .blurb(what + " to have before it pushes")
                .mutableIn(State.PLAYING);
    }

    // ---- upstream's thread

    @Override
    protected FlowReturn chain(SinkPad pad, Buffer buffer) {
        FlowReturn flow = out.add(buffer);
        if (!shared && !silent && isConnected("overrun") && queue.isFull()) signal("overrun");
        return flow;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (flushOnEos && event instanceof Event.EndOfStream) {
            queue.dropPending();
            queue.dropAdded();
        }
        boolean understood = out.add(event);
        StreamTask task = out.task();
        if (event instanceof Event.EndOfStream && task != null) task.wake();
        return understood;
    }

    /** While there is too little to begin with, unless no more comes. */
    private boolean isBelowThreshold() {
        if (out.endIsQueued() || (minBuffers == 0 && minBytes == 0 && minTimeNs == 0)) return false;
        return queue.buffers() < minBuffers || queue.bytes() < minBytes || queue.timeNs() < minTimeNs;
    }

    /** Signals of the task. */
    private void tell(String what) {
        if (!silent && !shared && isConnected(what)) signal(what);
    }

    // ---- questions

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        return (pad instanceof SinkPad ? srcPad() : sinkPad()).peerQueryCaps(filter);
    }

    /** Into another context it takes up to a slice; and it can hold as much as it is allowed to. */
    @Override
    protected void addLatency(Query.Latency latency) {
        Context mine = out.context();
        long waitNs = mine == null || mine == sinkPad().streamContext() ? 0 : mine.waitNs();
        long roomNs = queue.limits().timeNs();
        latency.add(waitNs, roomNs == 0 ? Query.Latency.NONE : roomNs);
    }

    // ---- states

    @Override
    protected void nullToReady() throws IOException {
        Context context =
                shared ? contextSettings.acquire(pipeline()) : environment().open(name(), Duration.ZERO);
        out.open(context, srcPad());
    }

    @Override
    protected void readyToPaused() {
        out.reset();
    }

    @Override
    protected void pausedToReady() {
        out.drain();
    }

    @Override
    protected void readyToNull() {
        out.close();
    }

    @Override
    protected @Nullable StreamTask streamTask() {
        return out.task();
    }
}

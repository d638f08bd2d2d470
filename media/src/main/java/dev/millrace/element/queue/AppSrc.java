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
import dev.millrace.media.PropertyException;
import dev.millrace.media.Query;
import dev.millrace.media.State;
import dev.millrace.media.StreamTask;
import dev.millrace.media.Unit;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Pushes what an application gives it; GStreamer's ts-appsrc and appsrc.
 *
 * <p>Buffers come from any thread, by {@link #push} or the action {@code push-buffer}, while it is PAUSED or PLAYING. {@code
 * ts-appsrc} refuses what does not fit and is live; {@code appsrc} holds it all the same, waits or drops, as its properties
 * say. A buffer that is refused is let go.
 */
public final class AppSrc extends Element {
    /** On a shared context. */
    public static final ElementFactory<AppSrc> SHARED = ContextSettings.addTo(
            common(ElementFactory.of("ts-appsrc", () -> new AppSrc(true)))
                    .property(
                            Property.ofUint("max-buffers", 1, 0xffff_ffffL, 10).blurb("buffers to hold"),
                            (e, v) -> e.limits = new Limits(AppSrcProperties.toInt(v, 10), 0, 0, Leaky.NO),
                            e -> (long) e.limits.buffers()),
            e -> e.contextSettings);

    /** On a thread of its own. */
    public static final ElementFactory<AppSrc> CLASSIC =
            AppSrcProperties.addTo(common(ElementFactory.of("appsrc", () -> new AppSrc(false))));

    private final boolean shared;
    private final ContextSettings contextSettings = new ContextSettings();
    private final DataQueue queue = new DataQueue(new Limits(0, 0, 0, Leaky.NO));
    private final QueueTask out = new QueueTask(this, queue, () -> false, this::tell);
    /** Those who push take turns; the stream never waits for them. */
    private final ReentrantLock pushing = new ReentrantLock();

    private volatile @Nullable Caps caps;
    private volatile boolean doTimestamp;
    volatile Limits limits;
    volatile boolean block;
    volatile boolean live;
    volatile boolean emitSignals = true;
    volatile Unit format;
    volatile long minLatencyNs = -1;
    volatile long maxLatencyNs = -1;
    volatile long durationNs = -1;
    volatile long sizeBytes = -1;

    // Guarded by pushing.
    private boolean accepting;
    private boolean enough;

    private AppSrc(boolean shared) {
        this.shared = shared;
        this.live = shared;
        this.limits = shared ? new Limits(10, 0, 0, Leaky.NO) : new Limits(0, 200_000, 0, Leaky.NO);
        this.format = shared ? Unit.TIME : Unit.BYTES;
    }

    private static ElementFactory<AppSrc> common(ElementFactory<AppSrc> factory) {
        return factory.klass("Source/Generic")
                .description("pushes what an application gives it")
                .src(Caps.any())
                .property(
                        Property.ofCaps("caps", null)
                                .blurb("format of the stream")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.changeCaps(v),
                        e -> e.caps)
                .property(
                        Property.ofBool("do-timestamp", false)
                                .blurb("whether buffers get the running time at which they come")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.doTimestamp = v != null && v,
                        e -> e.doTimestamp)
                .action("push-buffer", "takes a buffer; gives whether it was taken", (e, a) -> e.push(buffer(a)))
                .action("end-of-stream", "ends the stream; gives whether there was one", (e, _) -> e.endOfStream());
    }

    private static Buffer buffer(List<Object> arguments) {
        if (arguments.size() == 1 && arguments.getFirst() instanceof Buffer buffer) return buffer;
        throw new PropertyException("action takes one buffer: action=push-buffer arguments=" + arguments, null);
    }

    DataQueue queue() {
        return queue;
    }

    // ---- any thread

    /**
     * Takes a buffer and its reference.
     *
     * @return whether it was taken; if not it is let go
     */
    public boolean push(Buffer buffer) {
        boolean taken;
        boolean full;
        pushing.lock();
        try {
            taken = accepting && out.flow() == FlowReturn.OK && take(buffer);
            if (!taken) buffer.release();
            full = queueIsFull();
            if (!full) enough = false;
            full &= !enough;
            enough |= full;
        } finally {
            pushing.unlock();
        }
        if (full && emitSignals && isConnected("enough-data")) signal("enough-data");
        return taken;
    }

    private boolean take(Buffer buffer) {
        boolean full = queueIsFull();
        if (full && shared) return false;
        if (doTimestamp) {
            buffer.setDtsNs(pipeline().runningTimeNs(environment().nowNs()));
            buffer.setPtsNs(Buffer.NO_TIME);
        }
        if (full && limits.leaky() == Leaky.UPSTREAM) buffer.release();
        else if (block || limits.leaky() == Leaky.DOWNSTREAM) queue.push(buffer);
        else queue.addAnyway(buffer);
        return true;
    }

    private boolean queueIsFull() {
        return limits.reached(queue.buffers(), queue.bytes(), queue.timeNs()) > 0;
    }

    /** Ends the stream after what was pushed; returns whether there was one. */
    public boolean endOfStream() {
        pushing.lock();
        try {
            if (!accepting) return false;
            accepting = false;
            return out.add(new Event.EndOfStream());
        } finally {
            pushing.unlock();
        }
    }

    private void changeCaps(@Nullable Caps to) {
        pushing.lock();
        try {
            caps = to;
            if (accepting && to != null && to.isFixed()) out.add(new Event.CapsChange(to));
        } finally {
            pushing.unlock();
        }
    }

    @Override
    protected void endStream() {
        endOfStream();
    }

    @Override
    protected void flushStream() {
        pushing.lock();
        try {
            out.add(new Event.FlushStart());
            out.add(new Event.FlushStop(false));
            out.add(segment());
            accepting = true;
            enough = false;
        } finally {
            pushing.unlock();
        }
    }

    // ---- the stream

    private void tell(String what) {
        if (what.equals("underrun") && !shared && emitSignals && isConnected("need-data")) signal("need-data", 4096);
    }

    private Event.Segment segment() {
        return format == Unit.TIME ? Event.Segment.TIME : new Event.Segment(Event.Segment.Format.BYTES, 0);
    }

    @Override
    protected boolean query(Pad pad, Query query) {
        return switch (query) {
            case Query.Latency latency -> {
                latency.answer(live, Math.max(0, minLatencyNs), maxLatencyNs < 0 ? Query.Latency.NONE : maxLatencyNs);
                yield true;
            }
            case Query.Duration duration -> {
                boolean time = duration.format() == Event.Segment.Format.TIME;
                duration.answer(time ? durationNs : sizeBytes);
                yield duration.value() >= 0;
            }
            default -> super.query(pad, query);
        };
    }

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        Caps mine = caps;
        return mine == null ? Caps.any() : mine;
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
        queue.setLimits(limits);
        pushing.lock();
        try {
            out.add(new Event.StreamStart(
                    String.format("%016x", environment().random().nextLong())));
            Caps fixed = caps;
            if (fixed != null) out.add(new Event.CapsChange(fixed.isFixed() ? fixed : fixed.fixate()));
            out.add(segment());
            accepting = true;
            enough = false;
        } finally {
            pushing.unlock();
        }
    }

    @Override
    protected void pausedToReady() {
        // Whoever waits to push holds the lock: let go first.
        queue.release();
        pushing.lock();
        try {
            accepting = false;
            out.drain();
        } finally {
            pushing.unlock();
        }
    }

    @Override
    protected void readyToNull() {
        out.close();
    }

    @Override
    protected @Nullable StreamTask streamTask() {
        return out.task();
    }

    @Override
    protected boolean isLiveSource() {
        return live;
    }
}

package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferList;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.PropertyException;
import dev.millrace.media.Query;
import dev.millrace.media.Sample;
import dev.millrace.media.SrcPad;
import dev.millrace.media.State;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Pushes what an application gives it; GStreamer's ts-appsrc and appsrc.
 *
 * <p>Buffers come from any thread, by {@link #push(Buffer)} or the action {@code push-buffer}, while it is PAUSED or PLAYING. {@code
 * ts-appsrc} refuses what does not fit and is live; {@code appsrc} holds it all the same, waits or drops, as its properties
 * say. A buffer that is refused is let go.
 *
 * <p>An {@code appsrc} whose {@code stream-type} is not {@code stream} can be sought in its {@code format}: the signal {@code
 * seek-data} tells the application where to go on, and its answer, true or false, is that of the seek. What was pushed before the
 * answer and has not gone out is dropped then; {@code need-data} follows. The two are never given at the same time: a seek waits for
 * a handler of {@code need-data} that is under way. When the stream begins, the application is told 0. Data
 * is never pulled, so that {@code random-access} is the same as {@code seekable}.
 */
public final class AppSrc extends Element {
    /** On a shared context. */
    public static final ElementFactory<AppSrc> SHARED = ContextSettings.addTo(
            common(ElementFactory.of("ts-appsrc", () -> new AppSrc(true)))
                    .property(
                            Property.ofUint("max-buffers", 1, 0xffff_ffffL, 10).blurb("buffers to hold"),
                            (e, v) -> e.settings.limits = new Limits(AppSrcProperties.toInt(v, 10), 0, 0, Leaky.NO),
                            e -> (long) e.settings.limits.buffers()),
            e -> e.contextSettings);

    /** On a thread of its own. */
    public static final ElementFactory<AppSrc> CLASSIC =
            AppSrcProperties.addTo(common(ElementFactory.of("appsrc", () -> new AppSrc(false))));

    /** How many bytes an application is asked for; it may push as many as it likes. */
    private static final int USUAL_BLOCK = 4096;

    private final boolean shared;
    private final ContextSettings contextSettings = new ContextSettings();
    private final AppSrcSettings settings;
    private final DataQueue queue = new DataQueue(new Limits(0, 0, 0, Leaky.NO));
    private final AppSrcTask out = new AppSrcTask(this, queue, this::tell, this::taken);
    private final AppSrcInput in;

    /** Of need-data and a seek one is under way at a time: what a handler pushes is not of before the seek. Before the input's lock. */
    private final ReentrantLock asking = new ReentrantLock();

    /** The seek that was done last: of a pipeline with several sinks, it comes from each. */
    private volatile Event.@Nullable Seek lastSeek;

    private AppSrc(boolean shared) {
        this.shared = shared;
        settings = new AppSrcSettings(shared);
        in = new AppSrcInput(this, settings, queue, out, shared);
    }

    private static ElementFactory<AppSrc> common(ElementFactory<AppSrc> factory) {
        return factory.klass("Source/Generic")
                .description("pushes what an application gives it")
                .src(Caps.any())
                .property(
                        Property.ofCaps("caps", null)
                                .blurb("format of the stream")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.in.changeCaps(v),
                        e -> e.settings.caps)
                .property(
                        Property.ofBool("do-timestamp", false)
                                .blurb("whether buffers get the running time at which they come")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.settings.doTimestamp = v != null && v,
                        e -> e.settings.doTimestamp)
                .action(
                        "push-buffer",
                        "takes a buffer; gives whether it was taken",
                        (e, a) -> e.push(only(Buffer.class, "push-buffer", a)),
                        Buffer.class)
                .action("end-of-stream", "ends the stream; gives whether there was one", (e, _) -> e.endOfStream());
    }

    /** The one argument of an action. */
    static <T> T only(Class<T> type, String action, List<Object> arguments) {
        if (arguments.size() == 1 && type.isInstance(arguments.getFirst())) return type.cast(arguments.getFirst());
        throw new PropertyException(
                "action takes one " + type.getSimpleName() + ": action=" + action + " arguments=" + arguments, null);
    }

    DataQueue queue() {
        return queue;
    }

    AppSrcSettings settings() {
        return settings;
    }

    AppSrcTask out() {
        return out;
    }

    // ---- any thread

    /**
     * Takes a buffer and its reference.
     *
     * @return whether it was taken; if not it is let go
     */
    public boolean push(Buffer buffer) {
        return in.push(buffer, null, null);
    }

    /**
     * Takes all buffers of a list, which is empty afterwards; they go out as one list.
     *
     * @return whether they were taken; if not they are let go
     */
    public boolean push(BufferList list) {
        return in.push(null, list, null);
    }

    /**
     * Takes what a sample holds, after its caps where they are others than before, and, with {@code handle-segment-change} and a
     * format of time, after its segment where that is another one of time.
     *
     * @return whether it was taken; if not it is let go
     */
    public boolean push(Sample sample) {
        Caps told = sample.caps();
        if (told != null && !told.equals(settings.caps)) in.changeCaps(told);
        return in.push(sample.single(), sample.list(), sample.segment());
    }

    /** Ends the stream after what was pushed; returns whether there was one. */
    public boolean endOfStream() {
        return in.end();
    }

    @Override
    protected void endStream() {
        endOfStream();
    }

    @Override
    protected void flushStream() {
        in.flush(null, false);
    }

    long runningTimeNs() {
        return pipeline().runningTimeNs(environment().nowNs());
    }

    /** It has come to be full. */
    void hasEnough() {
        if (settings.emitSignals && isConnected("enough-data")) signal("enough-data");
    }

    @Override
    protected boolean srcEvent(SrcPad pad, Event event) {
        if (!(event instanceof Event.Seek seek)) return super.srcEvent(pad, event);
        if (!in.isStarted() || !settings.isSeekable(seek.format())) return false;
        // A handler of need-data that is under way may have to be let go from its push.
        boolean letsGo = !asking.tryLock();
        if (letsGo) queue.release();
        if (letsGo) asking.lock();
        try {
            if (letsGo) queue.reopen();
            return seek == lastSeek || goTo(seek);
        } finally {
            asking.unlock();
        }
    }

    private boolean goTo(Event.Seek seek) {
        if (!ask(seek.start())) return false;
        lastSeek = seek;
        if (seek.flush()) return in.flush(segmentOf(seek, 0), true);
        return in.goOn(segmentOf(seek, seek.format() == Event.Segment.Format.TIME ? Math.max(0, runningTimeNs()) : 0));
    }

    private static Event.Segment segmentOf(Event.Seek seek, long baseNs) {
        return new Event.Segment(seek.format(), seek.rate(), seek.start(), seek.stop(), baseNs);
    }

    /** Tells the application where it is to go on; returns whether it can. */
    private boolean ask(long position) {
        return settings.emitSignals
                && isConnected("seek-data")
                && signal("seek-data", position) instanceof Boolean answer
                && answer;
    }

    // ---- the stream

    private void tell(String what) {
        if (what.equals("underrun") && !out.isSpent()) askForData();
    }

    /** A buffer has left the queue. */
    private void taken() {
        if (settings.isLow(queue)) askForData();
    }

    private void askForData() {
        if (shared || !settings.emitSignals || !isConnected("need-data")) return;
        asking.lock();
        try {
            signal("need-data", USUAL_BLOCK);
        } finally {
            asking.unlock();
        }
    }

    @Override
    protected boolean query(Pad pad, Query query) {
        return switch (query) {
            case Query.Latency latency -> {
                long mostNs = settings.maxLatencyNs;
                latency.answer(
                        settings.live, Math.max(0, settings.minLatencyNs), mostNs < 0 ? Query.Latency.NONE : mostNs);
                yield true;
            }
            case Query.Duration duration -> {
                boolean time = duration.format() == Event.Segment.Format.TIME;
                duration.answer(time ? settings.durationNs : settings.sizeBytes);
                yield duration.value() >= 0;
            }
            case Query.Seeking seeking
            when settings.isSeekable(seeking.format()) -> {
                seeking.answer(true);
                yield true;
            }
            default -> super.query(pad, query);
        };
    }

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        Caps mine = settings.caps;
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
        queue.setLimits(settings.limits);
        lastSeek = null;
        if (settings.canSeek()) ask(0);
        in.start(new Event.StreamStart(
                String.format("%016x", environment().random().nextLong())));
    }

    @Override
    protected void pausedToReady() {
        in.stop();
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
        return settings.live;
    }
}

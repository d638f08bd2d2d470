package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A source: an element with one source pad and a stream task that pushes what comes in. It is live unless it says otherwise
 * ({@link #isLive}): silent before PLAYING, with no preroll.
 *
 * <p>{@link #open}, {@link #produce} and {@link #close} run on the source's context.
 */
public abstract class Source extends Element implements StreamLoop {
    private @Nullable Context context;
    private @Nullable StreamTask task;
    private volatile boolean endRequested;
    /** The seek that is to be done next, and the one that came last. */
    private volatile Event.@Nullable Seek wantedSeek;

    private volatile Event.@Nullable Seek lastSeek;

    private final SourceSettings settings = new SourceSettings();

    // The context's thread.
    /** How many more buffers are pushed; below zero for no limit. */
    private int buffersLeft = SourceSettings.NO_LIMIT;

    /** Where it was sent to, or null while it streams from its beginning. */
    private Event.@Nullable Segment sought;

    private boolean begun;
    private boolean segmentNeeded;
    private boolean ended;

    protected Source() {}

    /** Acquires the context to stream on; the default is one of its own, so that it has a thread of its own. */
    protected Context acquireContext() throws IOException {
        return environment().open(name(), Duration.ZERO);
    }

    /** Takes what the source reads from; the default is nothing. */
    protected void open() throws Exception {}

    /** Gives it back. */
    protected void close() {}

    /** Pushes what there is, as {@link StreamLoop#step}; stops once {@link #push} has said so. */
    protected abstract boolean produce(long nowNs) throws Exception;

    /** The format of the stream, or null, which is the default, when nothing is said of it. */
    protected @Nullable Caps streamCaps() {
        return null;
    }

    /** Whether its data comes by itself, and is lost when it is not taken. */
    protected boolean isLive() {
        return true;
    }

    /** How much later than its running time a buffer is pushed; the default, for times taken in the same turn, is not at all. */
    protected long latencyNs() {
        return 0;
    }

    /** The segment that its buffers' times belong to. */
    protected Event.Segment streamSegment() {
        return Event.Segment.TIME;
    }

    /** Whether it can go on from any position of this format; the default cannot. From any thread. */
    protected boolean isSeekable(Event.Segment.Format format) {
        return false;
    }

    /** Goes on from another position; called for formats that are seekable, on the context, between two buffers. */
    protected void seek(Event.Seek seek) throws Exception {}

    /** The segment that its buffers belong to now: its own, or the one it was sent to. */
    protected final Event.Segment currentSegment() {
        Event.Segment now = sought;
        return now == null ? streamSegment() : now;
    }

    /** The task that pushes. */
    protected final StreamTask task() {
        if (task == null) throw new IllegalStateException("source is not up: element=" + name());
        return task;
    }

    /** The context it streams on, acquired from shared settings. */
    protected final Context acquireShared(ContextSettings settings) throws IOException {
        return settings.acquire(pipeline());
    }

    /**
     * Pushes a buffer and its reference.
     *
     * @return whether to go on now; false when downstream wants a pause or no more
     */
    protected final boolean push(Buffer buffer) {
        if (settings.timestamps) stamp(buffer);
        FlowReturn flow = srcPad().push(buffer);
        if (flow != FlowReturn.OK) return stopOn(flow);
        if (buffersLeft > 0) buffersLeft--;
        return buffersLeft != 0 && !task().isBlocked();
    }

    private void stamp(Buffer buffer) {
        if (buffer.dtsNs() == Buffer.NO_TIME)
            buffer.setDtsNs(
                    Math.max(0, pipeline().runningTimeNs(task().context().turnNs())));
        if (buffer.ptsNs() == Buffer.NO_TIME) buffer.setPtsNs(buffer.dtsNs());
    }

    SourceSettings settings() {
        return settings;
    }

    /** How large a buffer is to be: the {@code blocksize} that was set, or {@code usual} where that is 0 or above {@code most}. */
    protected final int blockBytes(int usual, int most) {
        return settings.block(usual, most);
    }

    /** Ends its stream from within: there is no more to push. */
    protected final void end() {
        if (ended) return;
        ended = true;
        srcPad().pushEvent(new Event.EndOfStream());
    }

    /** Says no more; the next start begins again where it is a new stream. */
    private boolean stopOn(FlowReturn flow) {
        ended = true;
        if (flow == FlowReturn.NOT_LINKED || flow == FlowReturn.NOT_NEGOTIATED)
            throw new IllegalStateException("streaming stopped: reason="
                    + flow.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (flow == FlowReturn.EOS) srcPad().pushEvent(new Event.EndOfStream());
        return false;
    }

    @Override
    protected void endStream() {
        endRequested = true;
        if (task != null) task.wakeNow();
    }

    @Override
    protected void flushStream() {
        StreamTask flushed = task;
        if (flushed == null) return;
        flushed.trigger(StreamTask.Trigger.FLUSH_START);
        flushed.trigger(StreamTask.Trigger.FLUSH_STOP);
    }

    @Override
    protected boolean srcEvent(SrcPad pad, Event event) {
        if (!(event instanceof Event.Seek seek)) return super.srcEvent(pad, event);
        StreamTask running = task;
        if (running == null || !isSeekable(seek.format())) return false;
        // Of a pipeline with several sinks, it comes from each.
        if (seek == lastSeek) return true;
        lastSeek = seek;
        wantedSeek = seek;
        if (seek.flush()) flushStream();
        else running.wakeNow();
        return true;
    }

    @Override
    protected boolean query(Pad pad, Query query) {
        if (query instanceof Query.Seeking seeking && isSeekable(seeking.format())) {
            seeking.answer(true);
            return true;
        }
        if (query instanceof Query.Latency latency) {
            latency.answer(isLive(), latencyNs(), Query.Latency.NONE);
            return true;
        }
        return super.query(pad, query);
    }

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        Caps caps = streamCaps();
        return caps == null ? super.possibleCaps(pad, filter) : caps;
    }

    @Override
    protected boolean renegotiate(SrcPad pad) {
        Caps caps = streamCaps();
        Caps now = pad.currentCaps();
        return !begun || caps == null || caps.isFixed() || (now != null && pad.peerAccepts(now)) || pushCaps(caps);
    }

    /** Of what is possible in a structure, what it would rather have; the default is the first of everything. */
    protected Structure prefer(Structure possible) {
        return possible;
    }

    /** Called with the format that was agreed on, when there was a choice. */
    protected void capsChosen(Caps caps) {}

    private boolean pushCaps(Caps caps) {
        if (caps.isFixed()) return srcPad().pushEvent(new Event.CapsChange(caps));
        Caps chosen = srcPad().negotiate(caps, this::prefer);
        if (chosen != null) capsChosen(chosen);
        else ended = true;
        return chosen != null;
    }

    @Override
    protected final @Nullable StreamTask streamTask() {
        return task;
    }

    @Override
    protected final boolean isLiveSource() {
        return isLive();
    }

    @Override
    protected void nullToReady() throws Exception {
        context = acquireContext();
        task = new StreamTask(context, this, this);
    }

    @Override
    protected void readyToPaused() throws Exception {
        endRequested = false;
        buffersLeft = settings.numBuffers;
    }

    @Override
    protected void readyToNull() {
        task = null;
        if (context != null) context.close();
        context = null;
    }

    // ---- the stream task's loop; everything below runs on the context

    @Override
    public final void prepare() throws Exception {
        open();
    }

    @Override
    public final void start() {
        if (!begun) beginStream();
        if (segmentNeeded) srcPad().pushEvent(currentSegment());
        segmentNeeded = false;
    }

    private void beginStream() {
        begun = true;
        ended = false;
        segmentNeeded = true;
        long id = environment().random().nextLong();
        srcPad().pushEvent(new Event.StreamStart(
                String.format("%016x", id), pipeline().groupId()));
        Caps caps = streamCaps();
        if (caps != null) pushCaps(caps);
    }

    @Override
    public final void flushStart() {
        dropped();
        srcPad().pushEvent(new Event.FlushStart());
    }

    /** A flush: what was taken from outside and not pushed yet is dropped; the default has nothing. */
    protected void dropped() {}

    @Override
    public final void flushStop() throws Exception {
        ended = false;
        endRequested = false;
        segmentNeeded = true;
        boolean seeks = wantedSeek != null;
        if (seeks) goTo(0);
        srcPad().pushEvent(new Event.FlushStop(seeks));
    }

    /** Does the seek that is wanted. */
    private void goTo(long base) throws Exception {
        Event.Seek seek = wantedSeek;
        if (seek == null) return;
        wantedSeek = null;
        seek(seek);
        sought = new Event.Segment(seek.format(), seek.rate(), seek.start(), seek.stop(), base);
        ended = false;
    }

    /** A seek without a flush: what was pushed is played first. */
    private void goOnAt(long nowNs) throws Exception {
        goTo(
                currentSegment().format() == Event.Segment.Format.TIME
                        ? Math.max(0, pipeline().runningTimeNs(nowNs))
                        : 0);
        srcPad().pushEvent(currentSegment());
    }

    @Override
    public final boolean step(long nowNs) throws Exception {
        if (wantedSeek != null) goOnAt(nowNs);
        if (ended) return false;
        // The end after the last buffer is a step of its own: that buffer may have to wait downstream.
        if (!endRequested && buffersLeft != 0) return produce(nowNs) || (buffersLeft == 0 && !ended);
        end();
        return false;
    }

    @Override
    public final void stop() {
        begun = false;
        sought = null;
        wantedSeek = null;
        lastSeek = null;
    }

    @Override
    public final void unprepare() {
        close();
    }
}

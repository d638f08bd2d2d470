package dev.millrace.media;

import dev.millrace.caps.Structure;
import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import org.jspecify.annotations.Nullable;

/**
 * An element where a stream ends.
 *
 * <p>In PAUSED it takes one buffer and has its stream wait with the next: the pipeline is <em>prerolled</em> once all its
 * sinks have done so. At PLAYING the buffer is rendered and the stream goes on. A sink that does not want this says so by
 * {@link #prerolls}.
 *
 * <p>When a buffer is rendered is a matter of its {@link SinkSettings}: at once, or when it is due; what came too early waits,
 * and its stream with it.
 */
public abstract class Sink extends Element {
    private Event.@Nullable Segment segment;
    /** Null while buffers are rendered as they come, so that the stream has one thing to look at. */
    private volatile @Nullable Preroll preroll;

    private volatile long latencyNs;

    private final SinkSettings settings;

    private final Pacing pacing;

    /** The context of the stream, once it has begun. */
    private volatile @Nullable Context context;

    // The streaming thread; others see the count a little late.
    private long rendered;
    private @Nullable Buffer last;

    /** A sink that renders its buffers as they come. */
    protected Sink() {
        this(SinkSettings.atOnce());
    }

    /** A sink that renders its buffers as {@code settings} say. */
    @SuppressWarnings("this-escape") // it is only kept
    protected Sink(SinkSettings settings) {
        this.settings = settings;
        this.pacing = new Pacing(this, settings);
    }

    /** When its buffers are rendered, and what is told of it. */
    protected final SinkSettings settings() {
        return settings;
    }

    /** Takes a buffer and its reference. */
    protected abstract FlowReturn render(Buffer buffer);

    /** Whether {@link #renderList} takes the buffers of a list together; the default is no: they are rendered one by one. */
    protected boolean takesLists() {
        return false;
    }

    /** Takes all buffers of a list, which is its own; it is rendered when its first buffer is due. */
    protected FlowReturn renderList(BufferList list) {
        FlowReturn flow = FlowReturn.OK;
        for (Buffer next = list.take(); next != null; next = list.take()) {
            flow = render(next);
            if (flow != FlowReturn.OK) list.releaseAll();
        }
        return flow;
    }

    /** Whether the first buffer in PAUSED waits for PLAYING, and the pipeline for it; the default is what {@code async} says. */
    protected boolean prerolls() {
        return settings.async;
    }

    /**
     * The first buffer in PAUSED has come, and waits; the default does nothing. The buffer stays with the sink.
     *
     * @return OK, or what becomes of the stream instead: then the buffer is dropped, and no preroll
     */
    protected FlowReturn prerolled(Buffer buffer) {
        return FlowReturn.OK;
    }

    /** Whether it hands buffers to other threads; the default is no. */
    protected boolean handsOver() {
        return false;
    }

    /** The segment of the stream has changed. */
    protected void segmentChanged(Event.Segment newSegment) {}

    /**
     * An event at its place among the buffers, other than the end and, which comes by {@link #setCaps}, the format; the end of a
     * flush when that is done. The default does nothing.
     *
     * @return whether that was all there is to do
     */
    protected boolean serialized(Event event) {
        return false;
    }

    /** Time has gone on without data; the default does nothing. */
    protected void gap(Event.Gap gap) {}

    /** What is under way is dropped, until {@link #flushed}; the default does nothing. */
    protected void flushing() {}

    /** The flush has ended; a new segment follows. */
    protected void flushed() {}

    /** The stream has ended; the default posts it at once. One that still works on buffers posts it when that is done. */
    protected void streamEnded() {
        postEndOfStream();
    }

    /** The segment of the stream, once there is one. */
    protected final Event.@Nullable Segment segment() {
        return segment;
    }

    /** How much later than its running time a buffer is rendered, as the pipeline has calculated it. */
    protected final long latencyNs() {
        return latencyNs;
    }

    /** How much later a live stream is rendered because of this sink: half a slice of its context, and what was set. */
    final long addedLatencyNs() {
        Context streamed = context;
        long sliceNs = settings.sync() && streamed != null ? streamed.waitNs() / 2 : 0;
        return sliceNs + settings.addedLatencyNs();
    }

    /** The part of it that gives upstream more room. */
    final long renderDelayNs() {
        return settings.sync() ? settings.renderDelayNs() : 0;
    }

    /** When a buffer is due, in the environment's clock; {@link Long#MIN_VALUE} when its time is not known. */
    protected final long dueNs(Buffer buffer) {
        Event.Segment timed = segment;
        long ptsNs = buffer.ptsNs();
        if (timed == null || timed.format() != Event.Segment.Format.TIME || ptsNs == Buffer.NO_TIME)
            return Long.MIN_VALUE;
        return pipeline().clockTimeNs(timed.toRunningTimeNs(ptsNs) + latencyNs + settings.shiftNs());
    }

    /** How long something takes that lasts so long in the stream. */
    long atRate(long durationNs) {
        Event.Segment timed = segment;
        return timed == null || timed.rate() == 1.0 ? durationNs : Math.round(durationNs / timed.rate());
    }

    /** Buffers that were rendered since PAUSED. */
    protected final long rendered() {
        return rendered;
    }

    @Override
    protected final FlowReturn chain(SinkPad pad, Buffer buffer) {
        Preroll waiting = preroll;
        if (waiting != null && waiting.takes(buffer)) return waiting.answer();
        return pass(buffer);
    }

    @Override
    protected final FlowReturn chainList(SinkPad pad, BufferList list) {
        if (list.isEmpty() || !takesLists()) return super.chainList(pad, list);
        BufferList whole = list.moved();
        Preroll waiting = preroll;
        if (waiting != null && waiting.takes(whole)) return waiting.answer();
        return pass(whole);
    }

    /** A list at its place in the stream. */
    FlowReturn pass(BufferList list) {
        int checks = settings.checks();
        if (checks != 0) return pacing.take(list, checks);
        rendered++;
        return renderList(list);
    }

    /** Renders a list that is due. */
    FlowReturn renderKept(BufferList list, int checks) {
        rendered++;
        if ((checks & SinkSettings.LAST) != 0) keep(list.get(list.size() - 1));
        return renderList(list);
    }

    /** A buffer at its place in the stream. */
    FlowReturn pass(Buffer buffer) {
        int checks = settings.checks();
        if (checks != 0) return pacing.take(buffer, checks);
        rendered++;
        return render(buffer);
    }

    /** Renders a buffer that is due. */
    FlowReturn renderKept(Buffer buffer, int checks) {
        rendered++;
        if ((checks & SinkSettings.LAST) != 0) keep(buffer);
        return render(buffer);
    }

    /** Lets go of a buffer, or of a list; an event is nothing to let go of. */
    static void release(Object item) {
        if (item instanceof Buffer buffer) buffer.release();
        else if (item instanceof BufferList list) list.releaseAll();
    }

    private void keep(Buffer buffer) {
        if (handsOver() && buffer.isWritable()) buffer.share();
        Buffer before = last;
        last = buffer.retain();
        if (before != null) before.release();
    }

    /** The first buffer in PAUSED; still the preroll's. */
    FlowReturn prerolledWith(Buffer buffer) {
        if ((settings.checks() & SinkSettings.LAST) != 0) keep(buffer);
        return prerolled(buffer);
    }

    private void forgetLast() {
        Buffer before = last;
        last = null;
        if (before != null) before.release();
    }

    /** A copy of the latest buffer, or null; from any thread that may wait for the one of the stream. */
    @Nullable
    Sample lastSample() {
        Context streamed = context;
        if (streamed == null) return null;
        return streamed.isCurrent() ? copyLast() : streamed.enter(this::copyLast);
    }

    private @Nullable Sample copyLast() {
        Buffer latest = last;
        return latest == null
                ? null
                : new Sample(BufferPool.copyOf(latest), sinkPad().currentCaps(), segment);
    }

    final Structure stats() {
        return pacing.stats();
    }

    void tellUpstream(Event event) {
        sinkPad().pushUpstream(event);
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        Preroll waiting = preroll;
        if (waiting != null && waiting.takes(event)) return true;
        pass(event);
        return true;
    }

    /** An event behind the preroll. */
    void pass(Event event) {
        if (!pacing.takes(event)) handle(event);
    }

    /** An event at its place in the stream. */
    void handle(Event event) {
        boolean inOrder =
                event.isSerialized() && !(event instanceof Event.EndOfStream || event instanceof Event.FlushStop);
        if (inOrder && serialized(event)) return;
        switch (event) {
            case Event.Segment newSegment -> {
                segment = newSegment;
                streamBegins();
                segmentChanged(newSegment);
            }
            case Event.EndOfStream _ -> streamEnded();
            case Event.Gap gap -> gap(gap);
            case Event.Tag tag -> post(new Message.Tag(this, tag.tags()));
            case Event.StreamStart start -> post(new Message.StreamStart(this, start.streamId(), start.groupId()));
            case Event.FlushStart _ -> {
                Preroll waiting = preroll;
                if (waiting != null) waiting.drop();
                pacing.flush();
                forgetLast();
                flushing();
            }
            case Event.FlushStop stop -> {
                segment = null;
                pacing.restart();
                if (stop.resetTime()) pipeline().resetRunningTime();
                pipeline().sinkGoesOn(this);
                flushed();
                serialized(stop);
            }
            default -> {}
        }
    }

    private void streamBegins() {
        boolean first = context == null;
        context = Context.current();
        if (first && addedLatencyNs() > 0) postLatency();
    }

    @Override
    protected boolean query(Pad pad, Query query) {
        if (!(query instanceof Query.Position position)) return super.query(pad, query);
        Event.Segment timed = segment;
        if (timed == null || timed.format() != position.format()) return false;
        if (position.format() == Event.Segment.Format.TIME) {
            long running = pipeline().runningTimeNs(environment().nowNs()) - latencyNs;
            long past = Math.max(0, running - timed.base());
            position.answer(timed.start() + (timed.rate() == 1.0 ? past : Math.round(past * timed.rate())));
            return true;
        }
        return false;
    }

    @Override
    protected void latencyChanged(long newLatencyNs) {
        latencyNs = newLatencyNs;
    }

    // ---- preroll

    @Override
    void holdFirst() {
        rendered = 0;
        pacing.reset();
        if (prerolls()) preroll = new Preroll(this);
    }

    @Override
    void letGo() {
        Preroll waiting = preroll;
        if (waiting != null) waiting.letGo();
    }

    @Override
    void dropHeld() {
        Preroll waiting = preroll;
        if (waiting == null) return;
        preroll = null;
        waiting.drop();
        waiting.letGo();
    }

    /** All that was held has been rendered. */
    void prerollIsOver(Preroll over) {
        if (preroll == over) preroll = null;
    }

    /** Ready once it has its first buffer, or there is no need to wait for one. */
    @Nullable
    Future<@Nullable Void> prerolled() {
        Preroll waiting = preroll;
        return waiting == null ? null : waiting.reached();
    }

    @Override
    protected void pausedToReady() throws Exception {
        segment = null;
        Context streamed = context;
        context = null;
        if (streamed != null && (last != null || pacing.holds())) streamed.enter(this::streamEnds);
        else streamEnds();
    }

    private @Nullable Void streamEnds() {
        pacing.flush();
        forgetLast();
        return null;
    }
}

package dev.millrace.media;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.runtime.Context;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An element where a stream ends.
 *
 * <p>In PAUSED it takes one buffer and has its stream wait with the next: the pipeline is <em>prerolled</em> once all its
 * sinks have done so. At PLAYING the buffer is rendered and the stream goes on. A sink that does not want this says so by
 * {@link #prerolls}.
 */
public abstract class Sink extends Element {
    private Event.@Nullable Segment segment;
    /** Null while buffers are rendered as they come, so that the stream has one thing to look at. */
    private volatile @Nullable Preroll preroll;

    private volatile long latencyNs;

    protected Sink() {}

    /** Takes a buffer and its reference. */
    protected abstract FlowReturn render(Buffer buffer);

    /** Whether the first buffer in PAUSED waits for PLAYING, and the pipeline for it. */
    protected boolean prerolls() {
        return true;
    }

    /** The segment of the stream has changed. */
    protected void segmentChanged(Event.Segment newSegment) {}

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

    /** What this sink adds to the latency of its pipeline, from its time to where it is perceived; the default is none. */
    protected long renderDelayNs() {
        return 0;
    }

    /**
     * Has the stream wait, before its next buffer, until it is time for {@code buffer}; for a sink that is synchronised.
     *
     * <p>A buffer without a time, or in a segment that does not count time, is due at once. On a throttled context the
     * nearest slice counts as its time.
     */
    protected final void waitUntilDue(Buffer buffer) {
        waitUntil(dueNs(buffer), 0);
    }

    /** As {@link #waitUntilDue}, for a time of {@link #dueNs} and so much later. */
    protected final void waitUntil(long timeNs, long offsetNs) {
        if (timeNs == Long.MIN_VALUE) return;
        long dueNs = timeNs + offsetNs;
        Context context = Context.current();
        long nowNs = context == null ? environment().nowNs() : context.turnNs();
        long earlyByNs = context == null ? 0 : context.waitNs() / 2;
        if (dueNs > nowNs + earlyByNs) StreamTask.defer(Futures.sleep(Duration.ofNanos(dueNs - nowNs)));
    }

    /** When a buffer is to be rendered, in the environment's clock; {@link Long#MIN_VALUE} when its time is not known. */
    protected final long dueNs(Buffer buffer) {
        Event.Segment timed = segment;
        long ptsNs = buffer.ptsNs();
        if (timed == null || timed.format() != Event.Segment.Format.TIME || ptsNs == Buffer.NO_TIME)
            return Long.MIN_VALUE;
        return pipeline().clockTimeNs(timed.toRunningTimeNs(ptsNs) + latencyNs);
    }

    @Override
    protected final FlowReturn chain(SinkPad pad, Buffer buffer) {
        Preroll waiting = preroll;
        if (waiting == null || !waiting.takes(buffer)) return render(buffer);
        return FlowReturn.OK;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        Preroll waiting = preroll;
        if (waiting != null && waiting.takes(event)) return true;
        handle(event);
        return true;
    }

    /** An event at its place in the stream. */
    void handle(Event event) {
        switch (event) {
            case Event.Segment newSegment -> {
                segment = newSegment;
                segmentChanged(newSegment);
            }
            case Event.EndOfStream _ -> streamEnded();
            case Event.Gap gap -> gap(gap);
            case Event.Tag tag -> post(new Message.Tag(this, tag.tags()));
            case Event.StreamStart start -> post(new Message.StreamStart(this, start.streamId(), start.groupId()));
            case Event.FlushStart _ -> {
                Preroll waiting = preroll;
                if (waiting != null) waiting.drop();
                flushing();
            }
            case Event.FlushStop stop -> {
                segment = null;
                if (stop.resetTime()) pipeline().resetRunningTime();
                pipeline().sinkGoesOn(this);
                flushed();
            }
            default -> {}
        }
    }

    @Override
    protected boolean query(Pad pad, Query query) {
        if (!(query instanceof Query.Position position)) return super.query(pad, query);
        Event.Segment timed = segment;
        if (timed == null || timed.format() != position.format()) return false;
        if (position.format() == Event.Segment.Format.TIME) {
            long running = pipeline().runningTimeNs(environment().nowNs()) - latencyNs;
            position.answer(timed.start() + Math.max(0, running - timed.base()));
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
    }
}

package dev.millrace.media;

import dev.millrace.caps.Structure;
import dev.millrace.future.Executor;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.Context;
import dev.millrace.timer.Timer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * When the buffers of a sink are rendered: what has come too early waits here, in order with the events behind it.
 *
 * <p>As a future it is ready when nothing waits; the stream that pushed waits for it. On the thread of the stream.
 */
final class Pacing extends Timer implements Future<@Nullable Void> {
    /** The time of a buffer is not known: it is due at once. */
    static final long NOW = Long.MIN_VALUE;

    private final Sink sink;
    private final SinkSettings settings;
    private final Punctuality punctuality;
    private final ArrayDeque<Object> items = new ArrayDeque<>();
    /** Whether there are items; asked with every buffer, so kept in this object. */
    private boolean holds;

    /** What became of a buffer that was held, for the next one to tell. */
    private FlowReturn flow = FlowReturn.OK;
    /** When the last buffer ends, in the environment's clock. */
    private long endNs = NOW;
    /** When the first item has come to be the first. */
    private long firstSinceNs;

    private @Nullable Waker waker;

    Pacing(Sink sink, SinkSettings settings) {
        this.sink = sink;
        this.settings = settings;
        this.punctuality = new Punctuality(sink, settings);
    }

    /** Takes a buffer and its reference: renders it, has it wait, or drops it. */
    FlowReturn take(Buffer buffer, int checks) {
        if (flow != FlowReturn.OK) {
            buffer.release();
            return flow;
        }
        if (holds) return hold(buffer);
        if ((checks & SinkSettings.CLIP) != 0 && isOutside(buffer)) return drop(buffer);
        if ((checks & SinkSettings.SYNC) == 0) return sink.renderKept(buffer, checks);
        long dueNs = dueNs(buffer);
        Context context = Context.current();
        long nowNs = context == null ? sink.environment().nowNs() : context.turnNs();
        if (dueNs > nowNs + earlyByNs(context)) {
            firstSinceNs = nowNs;
            return hold(buffer);
        }
        return renderDue(buffer, checks, dueNs, nowNs, nowNs);
    }

    /** Takes a list and the references in it, as one buffer with the times of its first. */
    FlowReturn take(BufferList list, int checks) {
        if (flow != FlowReturn.OK) {
            list.releaseAll();
            return flow;
        }
        if (holds) return hold(list);
        Buffer first = list.get(0);
        if ((checks & SinkSettings.CLIP) != 0 && isOutside(first)) return drop(list);
        if ((checks & SinkSettings.SYNC) == 0) return sink.renderKept(list, checks);
        long dueNs = dueNs(first);
        Context context = Context.current();
        long nowNs = context == null ? sink.environment().nowNs() : context.turnNs();
        if (dueNs > nowNs + earlyByNs(context)) {
            firstSinceNs = nowNs;
            return hold(list);
        }
        return renderDue(list, checks, dueNs, nowNs, nowNs);
    }

    /** Whether it takes an event, because something waits before it or it has to wait itself. */
    boolean takes(Event event) {
        if (!event.isSerialized() || event instanceof Event.FlushStop) return false;
        boolean waits = event instanceof Event.EndOfStream && isEarlyEnd(Context.current());
        if (!holds && !waits) return false;
        hold(event);
        return true;
    }

    private boolean isEarlyEnd(@Nullable Context context) {
        long nowNs = context == null ? sink.environment().nowNs() : context.turnNs();
        return endDueNs() > nowNs + earlyByNs(context);
    }

    private long endDueNs() {
        return (settings.checks() & SinkSettings.WHOLE_END) == 0 ? NOW : endNs;
    }

    private FlowReturn hold(Object item) {
        boolean first = !holds;
        holds = true;
        items.add(item);
        if (first) StreamTask.defer(this);
        return FlowReturn.OK;
    }

    private static FlowReturn drop(Object item) {
        Sink.release(item);
        return FlowReturn.OK;
    }

    /** What a buffer or a list goes by. */
    private static Buffer timeOf(Object item) {
        return item instanceof BufferList list ? list.get(0) : (Buffer) item;
    }

    /** What the stream had under way is gone. */
    void flush() {
        cancel();
        for (Object item = items.poll(); item != null; item = items.poll()) Sink.release(item);
        holds = false;
        restart();
    }

    /** A new stream begins, or goes on after a flush. */
    void restart() {
        flow = FlowReturn.OK;
        endNs = NOW;
        punctuality.restart();
    }

    /** The counts begin anew. */
    void reset() {
        restart();
        punctuality.reset();
    }

    boolean holds() {
        return holds;
    }

    Structure stats() {
        return punctuality.stats();
    }

    private boolean isOutside(Buffer buffer) {
        Event.Segment now = sink.segment();
        return now != null && now.format() == Event.Segment.Format.TIME && now.isOutside(buffer.ptsNs());
    }

    private long dueNs(Buffer buffer) {
        long dueNs = sink.dueNs(buffer);
        return settings.maxBitrate == 0 ? dueNs : punctuality.afterLimit(dueNs);
    }

    /** The nearest slice renders it: half a slice early counts as due. */
    private static long earlyByNs(@Nullable Context context) {
        return context == null ? 0 : context.waitNs() / 2;
    }

    private FlowReturn renderDue(Object item, int checks, long dueNs, long nowNs, long cameNs) {
        if (dueNs == NOW) return render(item, checks);
        Buffer buffer = timeOf(item);
        long durationNs = buffer.durationNs();
        endNs = durationNs == Buffer.NO_TIME ? dueNs : dueNs + sink.atRate(durationNs);
        if ((checks & SinkSettings.TOLD) == 0) return render(item, checks);
        if (!punctuality.accepts(buffer, dueNs, nowNs, cameNs)) return drop(item);
        punctuality.rendering(buffer, dueNs);
        return render(item, checks);
    }

    private FlowReturn render(Object item, int checks) {
        return item instanceof BufferList list ? sink.renderKept(list, checks) : sink.renderKept((Buffer) item, checks);
    }

    // ---- what waits

    @Override
    public boolean poll(Waker waker) {
        Executor executor = Executor.current();
        Context context = Context.current();
        for (Object first = items.peek(); first != null; first = items.peek()) {
            long nowNs = executor.nowNs();
            long dueNs = first instanceof Event event ? dueOf(event) : dueOf(timeOf(first));
            if (dueNs > nowNs + earlyByNs(context)) {
                waitUntil(executor, waker, dueNs);
                return false;
            }
            items.remove();
            if (first instanceof Event event) sink.handle(event);
            else renderHeld(first, dueNs, nowNs);
            firstSinceNs = nowNs;
        }
        holds = false;
        return true;
    }

    private long dueOf(Buffer buffer) {
        int checks = settings.checks();
        if ((checks & SinkSettings.SYNC) == 0) return NOW;
        return (checks & SinkSettings.CLIP) != 0 && isOutside(buffer) ? NOW : dueNs(buffer);
    }

    private long dueOf(Event event) {
        return event instanceof Event.EndOfStream ? endDueNs() : NOW;
    }

    private void renderHeld(Object item, long dueNs, long nowNs) {
        int checks = settings.checks();
        boolean dropped = flow != FlowReturn.OK || ((checks & SinkSettings.CLIP) != 0 && isOutside(timeOf(item)));
        if (dropped) Sink.release(item);
        else flow = renderDue(item, checks, dueNs, nowNs, firstSinceNs);
    }

    private void waitUntil(Executor executor, Waker newWaker, long dueNs) {
        waker = newWaker;
        if (isArmed()) executor.unschedule(this);
        executor.schedule(this, dueNs);
    }

    @Override
    protected void fire(long nowNs) {
        if (waker != null) waker.wake();
    }

    @Override
    public @Nullable Void result() {
        return null;
    }

    /** The stream does not wait any more; what is held stays until it is flushed. */
    @Override
    public void cancel() {
        if (isArmed()) Executor.current().unschedule(this);
        waker = null;
    }
}

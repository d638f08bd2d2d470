package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.media.Buffer;
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
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Passes each buffer on when it is time for it; GStreamer's ts-clocksync and clocksync.
 *
 * <p>On the thread of the stream, whose task waits with what is too early; on a context nothing blocks, and the nearest slice
 * counts as its time. Buffers without a time, and segments that do not count time, pass at once.
 */
public final class ClockSync extends Element {
    /** Waits for the time alone. */
    public static final ElementFactory<ClockSync> SHARED = common(ElementFactory.of("ts-clocksync", ClockSync::new));

    /** Moves the time as well. */
    public static final ElementFactory<ClockSync> CLASSIC = common(ElementFactory.of("clocksync", ClockSync::new))
            .property(
                    Property.ofLong("ts-offset", Long.MIN_VALUE, Long.MAX_VALUE, 0)
                            .blurb("added to the time that is waited for, in ns")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.tsOffsetNs = v == null ? 0 : v,
                    e -> e.tsOffsetNs)
            .property(
                    Property.ofBool("sync-to-first", false)
                            .blurb("whether the first buffer is due when it comes")
                            .mutableIn(State.READY),
                    (e, v) -> e.syncToFirst = v != null && v,
                    e -> e.syncToFirst);

    private volatile boolean sync = true;
    private volatile long tsOffsetNs;
    private boolean syncToFirst;
    private volatile long upstreamLatencyNs;

    // The streaming thread.
    private final ArrayDeque<Object> held = new ArrayDeque<>();
    private Event.@Nullable Segment segment;
    private boolean first = true;
    private FlowReturn flow = FlowReturn.OK;

    private ClockSync() {}

    private static ElementFactory<ClockSync> common(ElementFactory<ClockSync> factory) {
        return factory.klass("Generic")
                .description("passes each buffer on when it is time for it")
                .sink(Caps.any())
                .src(Caps.any())
                .property(
                        Property.ofBool("sync", true)
                                .blurb("whether buffers wait for their time")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.changeSync(v == null || v),
                        e -> e.sync);
    }

    private void changeSync(boolean to) {
        boolean changed = sync != to;
        sync = to;
        if (changed && state().compareTo(State.PAUSED) >= 0) postLatency();
    }

    // ---- the stream

    @Override
    protected FlowReturn chain(SinkPad pad, Buffer buffer) {
        if (held.isEmpty() && waitNs(buffer) <= 0) return srcPad().push(buffer);
        FlowReturn sofar = flow;
        if (sofar == FlowReturn.OK) hold(buffer);
        else buffer.release();
        return sofar;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (event instanceof Event.FlushStart) {
            flushHeld();
            flow = FlowReturn.OK;
        }
        if (event instanceof Event.StreamStart) first = true;
        if (!held.isEmpty() && event.isSerialized()) {
            hold(event);
            return true;
        }
        return pass(event);
    }

    private boolean pass(Event event) {
        if (event instanceof Event.Segment next) segment = next;
        return srcPad().pushEvent(event);
    }

    private void hold(Object item) {
        held.add(item);
        if (held.size() == 1) StreamTask.defer(new Due());
    }

    /** For how long a buffer is too early, or 0. */
    private long waitNs(Buffer buffer) {
        Event.Segment now = segment;
        if (!sync || now == null) return 0;
        long ns = buffer.ptsNs() != Buffer.NO_TIME ? buffer.ptsNs() : buffer.dtsNs();
        long runningNs = now.toRunningTimeNs(ns);
        if (runningNs == Buffer.NO_TIME) return 0;
        Context here = Context.current();
        long clockNs = here == null ? environment().nowNs() : here.turnNs();
        if (first && syncToFirst) tsOffsetNs = pipeline().runningTimeNs(clockNs) - runningNs;
        first = false;
        long dueNs = pipeline().clockTimeNs(runningNs + upstreamLatencyNs + tsOffsetNs);
        long earlyNs = here == null ? 0 : here.waitNs() / 2;
        return dueNs - earlyNs > clockNs ? dueNs - clockNs : 0;
    }

    /** A flush: how the stream began goes on all the same. */
    private void flushHeld() {
        for (Object item = held.poll(); item != null; item = held.poll()) {
            if (item instanceof Buffer buffer) buffer.release();
            else if (item instanceof Event event && event.isSticky()) pass(event);
        }
    }

    private void letGoOfHeld() {
        for (Object item = held.poll(); item != null; item = held.poll())
            if (item instanceof Buffer buffer) buffer.release();
    }

    /** Ready when nothing is held any more. */
    private final class Due implements Future<@Nullable Void> {
        private @Nullable Future<@Nullable Void> sleep;

        @Override
        public boolean poll(Waker waker) {
            while (true) {
                if (sleep != null && !sleep.poll(waker)) return false;
                sleep = null;
                Object item = held.peek();
                if (item == null) return true;
                long waitNs = item instanceof Buffer buffer ? waitNs(buffer) : 0;
                if (waitNs > 0) {
                    sleep = Futures.sleep(Duration.ofNanos(waitNs));
                    continue;
                }
                held.remove();
                if (item instanceof Buffer buffer) flow = srcPad().push(buffer);
                else pass((Event) item);
            }
        }

        @Override
        public @Nullable Void result() {
            return null;
        }

        @Override
        public void cancel() {
            if (sleep != null) sleep.cancel();
            letGoOfHeld();
        }
    }

    // ---- latency

    /** What it waits for is what upstream is late by; what comes out is late by half a slice more, or early by as much. */
    @Override
    protected void addLatency(Query.Latency latency) {
        upstreamLatencyNs = latency.isLive() ? latency.minNs() : 0;
        Context context = sinkPad().streamContext();
        long slackNs = sync && context != null ? context.waitNs() / 2 : 0;
        latency.add(slackNs, slackNs);
    }

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        return (pad instanceof SinkPad ? srcPad() : sinkPad()).peerQueryCaps(filter);
    }

    @Override
    protected void readyToPaused() {
        segment = null;
        first = true;
        flow = FlowReturn.OK;
    }

    @Override
    protected void pausedToReady() {
        letGoOfHeld();
    }
}

package dev.millrace.element.test;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.future.Futures;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.Pad;
import dev.millrace.media.Query;
import dev.millrace.media.SinkPad;
import dev.millrace.media.StreamTask;
import dev.millrace.media.Transform;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Passes buffers on, and shows, checks, delays or drops them on the way; GStreamer's identity.
 *
 * <p>On the thread of the stream, which it never blocks: what it waits for, the stream's task waits for.
 */
public final class Identity extends Transform {
    public static final ElementFactory<Identity> FACTORY =
            IdentityProperties.addTo(Transform.addQosTo(ElementFactory.of("identity", Identity::new))
                    .klass("Generic")
                    .description("passes buffers on, and shows, checks, delays or drops them")
                    .sink(Caps.any())
                    .src(Caps.any()));

    volatile int eosAfter = -1;
    volatile int errorAfter = -1;
    volatile double dropProbability;
    volatile int sleepUs;
    volatile int dataRate;
    volatile boolean sync;
    volatile long tsOffsetNs;
    volatile boolean silent = true;
    volatile boolean dump;
    volatile boolean signalHandoffs = true;
    volatile boolean checkTimestamp;
    volatile int droppedFlags;
    volatile boolean dropAllocation;
    volatile boolean singleSegment;
    volatile @Nullable String lastMessage;

    // The streaming thread; others see them a little late.
    private long buffers;
    private long bytes;
    private boolean ended;
    private Event.@Nullable Segment segment;
    private long expectedNs = Buffer.NO_TIME;

    private Identity() {}

    Structure stats() {
        return Structure.of("identity-stats").with("num-bytes", clamp(bytes)).with("num-buffers", clamp(buffers));
    }

    private static int clamp(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    @Override
    protected void readyToPaused() {
        buffers = 0;
        bytes = 0;
        ended = false;
        segment = null;
        expectedNs = Buffer.NO_TIME;
        lastMessage = null;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (!silent) tell(BufferText.of(pad, event));
        if (event instanceof Event.Segment next) {
            boolean first = segment == null;
            segment = next;
            if (singleSegment) return !first || super.sinkEvent(pad, Event.Segment.TIME);
        }
        if (event instanceof Event.FlushStop) ended = false;
        if (ended && event.isSerialized() && !(event instanceof Event.FlushStop)) return false;
        return super.sinkEvent(pad, event);
    }

    @Override
    protected boolean query(Pad pad, Query query) {
        return !(dropAllocation && query instanceof Query.Allocation) && super.query(pad, query);
    }

    @Override
    protected FlowReturn transform(Buffer buffer) {
        if (ended) return refuse(buffer);
        buffers++;
        if (checkTimestamp) check(buffer);
        if (errorAfter > 0 && buffers >= errorAfter) {
            buffer.release();
            postError("failed at buffer=" + buffers + ", as it was told", null);
            return FlowReturn.ERROR;
        }
        if (eosAfter > 0 && buffers >= eosAfter) {
            ended = true;
            srcPad().pushEvent(new Event.EndOfStream());
            return refuse(buffer);
        }
        if (droppedFlags != 0 && buffer.hasAny(droppedFlags)) return drop(buffer);
        if (dropProbability > 0 && environment().random().nextDouble() < dropProbability) return drop(buffer);
        look(buffer);
        long dueNs = time(buffer);
        bytes += buffer.length();
        FlowReturn flow = push(buffer);
        if (dueNs > 0) StreamTask.defer(Futures.sleepAtLeast(Duration.ofNanos(dueNs)));
        return flow;
    }

    private FlowReturn drop(Buffer buffer) {
        if (!silent) tell(BufferText.of("dropping", sinkPad(), buffer));
        buffer.release();
        return FlowReturn.OK;
    }

    private static FlowReturn refuse(Buffer buffer) {
        buffer.release();
        return FlowReturn.EOS;
    }

    private void look(Buffer buffer) {
        if (signalHandoffs) signal("handoff", buffer);
        if (dump) System.out.print(HexDump.of(buffer));
        if (!silent) tell(BufferText.of("chain", sinkPad(), buffer));
    }

    private void tell(String text) {
        lastMessage = text;
        post(new Message.PropertyNotify(this, null, "last-message", text));
    }

    /** Sets the times that it is to set; returns for how long the stream is to wait after this buffer. */
    private long time(Buffer buffer) {
        if (dataRate > 0) {
            long atNs = bytes * 1_000_000_000L / dataRate;
            buffer.setPtsNs(atNs);
            buffer.setDurationNs((bytes + buffer.length()) * 1_000_000_000L / dataRate - atNs);
        }
        Event.Segment now = segment;
        long runningNs = now == null ? Buffer.NO_TIME : now.toRunningTimeNs(buffer.ptsNs());
        if (singleSegment && dataRate == 0 && runningNs != Buffer.NO_TIME) buffer.setPtsNs(runningNs);
        long waitNs = sleepUs * 1_000L;
        if (sync && runningNs != Buffer.NO_TIME) {
            long dueNs = pipeline().clockTimeNs(runningNs + pipeline().latencyNs() + tsOffsetNs);
            waitNs = Math.max(waitNs, dueNs - environment().nowNs());
        }
        return waitNs;
    }

    /** Tells of a time that does not follow the one before. */
    private void check(Buffer buffer) {
        long ptsNs = buffer.ptsNs();
        if (expectedNs != Buffer.NO_TIME && ptsNs != Buffer.NO_TIME && ptsNs != expectedNs)
            post(new Message.ElementMessage(
                    this,
                    Structure.of("imperfect-timestamp")
                            .with("expected-timestamp", Long.toString(expectedNs))
                            .with("cur-timestamp", Long.toString(ptsNs))));
        boolean known = ptsNs != Buffer.NO_TIME && buffer.durationNs() != Buffer.NO_TIME;
        expectedNs = known ? ptsNs + buffer.durationNs() : Buffer.NO_TIME;
    }
}

package dev.millrace.element.test;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.Property;
import dev.millrace.media.Sink;
import dev.millrace.media.State;
import org.jspecify.annotations.Nullable;

/** Counts buffers and lets them go; GStreamer's fakesink. On the thread of the stream. */
public final class FakeSink extends Sink {
    public static final ElementFactory<FakeSink> FACTORY = ElementFactory.of("fakesink", FakeSink::new)
            .klass("Sink")
            .description("counts buffers and lets them go")
            .sink(Caps.any())
            .property(
                    Property.ofBool("sync", false)
                            .blurb("whether buffers wait for their time")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.sync = v != null && v,
                    e -> e.sync)
            .property(
                    Property.ofInt("num-buffers", -1, Integer.MAX_VALUE, -1)
                            .blurb("buffers to take before the stream ends here; -1 takes all"),
                    (e, v) -> e.numBuffers = v == null ? -1 : v,
                    e -> e.numBuffers)
            .property(
                    Property.ofBool("async", true)
                            .blurb("whether PAUSED waits for the first buffer")
                            .mutableIn(State.READY),
                    (e, v) -> e.async = v == null || v,
                    e -> e.async)
            .property(
                    Property.ofBool("silent", true)
                            .blurb("whether no message tells of each buffer")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.silent = v == null || v,
                    e -> e.silent)
            .property(
                    Property.ofBool("signal-handoffs", false)
                            .blurb("whether the signal handoff is given for each buffer")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.signalHandoffs = v != null && v,
                    e -> e.signalHandoffs)
            .property(
                    Property.ofBool("drop-out-of-segment", true)
                            .blurb("whether buffers outside of the segment are dropped")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.dropOutOfSegment = v == null || v,
                    e -> e.dropOutOfSegment)
            .property(
                    Property.ofLong("ts-offset", Long.MIN_VALUE, Long.MAX_VALUE, 0)
                            .blurb("added to the time of each buffer, in ns")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.tsOffsetNs = v == null ? 0 : v,
                    e -> e.tsOffsetNs)
            .signal("handoff", "a buffer has come: the buffer and its pad")
            .property(
                    Property.ofBool("dump", false)
                            .blurb("whether the bytes are shown on the standard output")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.dump = v != null && v,
                    e -> e.dump)
            .readOnly(Property.ofString("last-message", null).blurb("what came last"), e -> e.lastMessage)
            .readOnly(Property.ofLong("buffers", 0, Long.MAX_VALUE, 0).blurb("buffers taken"), e -> e.buffers)
            .readOnly(Property.ofLong("bytes", 0, Long.MAX_VALUE, 0).blurb("bytes taken"), e -> e.bytes);

    private volatile boolean sync;
    private volatile boolean silent = true;
    private volatile boolean dump;
    private volatile boolean signalHandoffs;
    private volatile boolean dropOutOfSegment = true;
    private volatile long tsOffsetNs;
    private boolean async = true;
    private int numBuffers = -1;

    // The streaming thread; others see them a little late.
    private long buffers;
    private long bytes;
    private boolean ended;
    private volatile @Nullable String lastMessage;

    private FakeSink() {}

    @Override
    protected boolean prerolls() {
        return async;
    }

    @Override
    protected void flushed() {
        ended = false;
    }

    @Override
    protected void readyToPaused() {
        buffers = 0;
        bytes = 0;
        ended = false;
        lastMessage = null;
    }

    @Override
    protected FlowReturn render(Buffer buffer) {
        if (ended || buffers == numBuffers) return end(buffer);
        if (isOutside(buffer)) {
            buffer.release();
            return FlowReturn.OK;
        }
        buffers++;
        bytes += buffer.length();
        if (sync) waitUntil(dueNs(buffer), tsOffsetNs);
        if (signalHandoffs) signal("handoff", buffer, sinkPad());
        if (!silent) tell(buffer);
        if (dump) System.out.print(HexDump.of(buffer));
        if (buffers == numBuffers) return end(buffer);
        buffer.release();
        return FlowReturn.OK;
    }

    private boolean isOutside(Buffer buffer) {
        Event.Segment now = segment();
        return dropOutOfSegment
                && now != null
                && now.format() == Event.Segment.Format.TIME
                && now.isOutside(buffer.ptsNs());
    }

    @Override
    protected void streamEnded() {
        if (ended) return;
        ended = true;
        super.streamEnded();
    }

    private FlowReturn end(Buffer buffer) {
        buffer.release();
        streamEnded();
        return FlowReturn.EOS;
    }

    private void tell(Buffer buffer) {
        String text = BufferText.of("chain", buffer);
        lastMessage = text;
        post(new Message.PropertyNotify(this, null, "last-message", text));
    }
}

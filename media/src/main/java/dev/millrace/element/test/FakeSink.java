package dev.millrace.element.test;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.Sink;
import dev.millrace.media.SinkPad;
import dev.millrace.media.SinkSettings;
import dev.millrace.media.State;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Counts buffers and lets them go; GStreamer's fakesink. On the thread of the stream. */
public final class FakeSink extends Sink {
    /** Where it fails, to see what a pipeline makes of it. */
    enum StateError {
        NONE,
        NULL_TO_READY,
        READY_TO_PAUSED,
        PAUSED_TO_PLAYING,
        PLAYING_TO_PAUSED,
        PAUSED_TO_READY,
        READY_TO_NULL
    }

    public static final ElementFactory<FakeSink> FACTORY = SinkSettings.addTo(
                    ElementFactory.of("fakesink", FakeSink::new), false)
            .klass("Sink")
            .description("counts buffers and lets them go")
            .sink(Caps.any())
            .property(
                    Property.ofInt("num-buffers", -1, Integer.MAX_VALUE, -1)
                            .blurb("buffers to take before the stream ends here; -1 takes all"),
                    (e, v) -> e.numBuffers = v == null ? -1 : v,
                    e -> e.numBuffers)
            .property(
                    Property.ofBool("silent", true)
                            .blurb("whether no message tells of each buffer and event")
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
                    (e, v) -> e.settings().setDropsOutOfSegment(v == null || v),
                    e -> e.settings().dropsOutOfSegment())
            .property(
                    Property.ofEnum("state-error", StateError.NONE)
                            .blurb("change of state that fails")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.stateError = v == null ? StateError.NONE : v,
                    e -> e.stateError)
            .signal("handoff", "a buffer has come: the buffer and its pad", Buffer.class, Pad.class)
            .signal(
                    "preroll-handoff",
                    "the first buffer waits in PAUSED: the buffer and its pad",
                    Buffer.class,
                    Pad.class)
            .property(
                    Property.ofBool("dump", false)
                            .blurb("whether the bytes are shown on the standard output")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.dump = v != null && v,
                    e -> e.dump)
            .readOnly(Property.ofString("last-message", null).blurb("what came last"), e -> e.lastMessage)
            .readOnly(Property.ofLong("buffers", 0, Long.MAX_VALUE, 0).blurb("buffers taken"), e -> e.buffers)
            .readOnly(Property.ofLong("bytes", 0, Long.MAX_VALUE, 0).blurb("bytes taken"), e -> e.bytes);

    private volatile boolean silent = true;
    private volatile boolean dump;
    private volatile boolean signalHandoffs;
    private volatile StateError stateError = StateError.NONE;
    private int numBuffers = -1;

    // The streaming thread; others see them a little late.
    private long buffers;
    private long bytes;
    private boolean ended;
    private volatile @Nullable String lastMessage;

    private FakeSink() {
        super(SinkSettings.all(false));
    }

    @Override
    protected void flushed() {
        ended = false;
    }

    @Override
    protected FlowReturn prerolled(Buffer buffer) {
        if (signalHandoffs) signal("preroll-handoff", buffer, sinkPad());
        return FlowReturn.OK;
    }

    private void fail(StateError where) throws IOException {
        if (stateError == where)
            throw new IOException(
                    "change of state fails as wanted: element=" + name() + " state-error=" + Property.print(where));
    }

    @Override
    protected void nullToReady() throws IOException {
        fail(StateError.NULL_TO_READY);
    }

    @Override
    protected void pausedToPlaying() throws IOException {
        fail(StateError.PAUSED_TO_PLAYING);
    }

    @Override
    protected void playingToPaused() throws IOException {
        fail(StateError.PLAYING_TO_PAUSED);
    }

    @Override
    protected void pausedToReady() throws Exception {
        super.pausedToReady();
        fail(StateError.PAUSED_TO_READY);
    }

    @Override
    protected void readyToNull() throws IOException {
        fail(StateError.READY_TO_NULL);
    }

    @Override
    protected void readyToPaused() throws IOException {
        fail(StateError.READY_TO_PAUSED);
        buffers = 0;
        bytes = 0;
        ended = false;
        lastMessage = null;
    }

    @Override
    protected FlowReturn render(Buffer buffer) {
        if (ended || buffers == numBuffers) return end(buffer);
        buffers++;
        bytes += buffer.length();
        if (signalHandoffs) signal("handoff", buffer, sinkPad());
        if (!silent) tell(BufferText.of("chain", sinkPad(), buffer));
        if (dump) System.out.print(HexDump.of(buffer));
        if (buffers == numBuffers) return end(buffer);
        buffer.release();
        return FlowReturn.OK;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (!silent) tell(BufferText.of(pad, event));
        return super.sinkEvent(pad, event);
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

    private void tell(String text) {
        lastMessage = text;
        post(new Message.PropertyNotify(this, null, "last-message", text));
    }
}

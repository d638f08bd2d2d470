package dev.millrace.element.rtp;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.media.Buffer;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Entrance;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Query;
import dev.millrace.media.SinkPad;
import dev.millrace.media.StreamLoop;
import dev.millrace.media.StreamTask;
import dev.millrace.rtp.Insertion;
import dev.millrace.rtp.JitterBuffer;
import dev.millrace.rtp.JitterBufferStats;
import dev.millrace.rtp.RtpPacket;
import dev.millrace.rtp.RtpPayload;
import dev.millrace.rtp.RtpPayloads;
import dev.millrace.rtp.Validity;
import dev.millrace.runtime.Context;
import dev.millrace.timer.Timer;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Puts RTP packets back into order and releases each {@code latency} after its smoothed arrival; GStreamer's
 * ts-jitterbuffer.
 *
 * <p>It runs on the context that it names, or, when none of {@code context}, {@code context-wait} and {@code context-threads}
 * is set, on that of the stream that pushes into it, which costs least. It has a stream task of its own for what it releases. A
 * buffer comes out with its PTS set, and with DISCONT after a loss. Packets that are invalid, late or double are counted
 * and dropped. End of stream comes out after the last packet.
 */
public final class JitterBufferElement extends Element implements StreamLoop {
    /*
     * Overview. Everything that touches the packets runs on one context. Without one of its own, the element learns it from the first
     * packet, and takes each in the push itself. With one, `entrance` brings packets and events to its task, unless
     * the stream before runs there as well.
     */
    public static final ElementFactory<JitterBufferElement> FACTORY = ContextSettings.addTo(
            JitterBufferProperties.addTo(
                    ElementFactory.of("ts-jitterbuffer", JitterBufferElement::new)
                            .klass("Filter/Network/RTP")
                            .description(
                                    "reorders RTP packets and evens out their arrival, on the thread of the stream or its own")
                            .sink(Caps.parse("application/x-rtp"))
                            .src(Caps.parse("application/x-rtp")),
                    e -> e.properties),
            e -> e.contextSettings);

    private final ContextSettings contextSettings = new ContextSettings();
    private final JitterBufferProperties properties = new JitterBufferProperties();

    private volatile @Nullable StreamTask task;
    private volatile @Nullable JitterBuffer<Buffer> packets;

    // With a context of its own, set up by state changes.
    private @Nullable Entrance entrance;
    private @Nullable Context own;

    // Any thread.
    private volatile boolean resetTime;

    // The context's thread.
    private final Timer release = new ReleaseTimer();
    private @Nullable Context context;
    private long armedForNs;
    private int clockRate;
    private boolean endOfStream;
    /** Written where it changes; read by a stream before that is on another thread, too. */
    private volatile FlowReturn flow = FlowReturn.OK;

    JitterBufferElement() {}

    /** The counters of the present or last stream, or null before the first packet; read from any thread, roughly. */
    public @Nullable JitterBufferStats stats() {
        JitterBuffer<Buffer> buffer = packets;
        return buffer == null ? null : buffer.stats();
    }

    // ---- what comes in

    /** It holds packets for so long, and may be asked to hold them as much longer; those that come a slice late are not. */
    @Override
    protected void addLatency(Query.Latency query) {
        long latencyNs = properties.latencyMs * 1_000_000L;
        Context mine = own;
        long waitNs = mine == null || mine == sinkPad().streamContext() ? 0 : mine.waitNs();
        query.add(Math.max(latencyNs, waitNs), Math.max(latencyNs, waitNs));
    }

    /** Whether what comes in has to change its thread. */
    private boolean isAcross() {
        Entrance by = entrance;
        return by != null && (Context.current() != own || !by.isEmpty());
    }

    @Override
    protected boolean setCaps(SinkPad pad, Caps caps) {
        if (isAcross()) return enter(new Event.CapsChange(caps));
        return takeCaps(caps);
    }

    private boolean takeCaps(Caps caps) {
        OptionalInt rate = caps.structure(0).intValue("clock-rate");
        clockRate = rate.orElse(0);
        return srcPad().pushEvent(new Event.CapsChange(caps));
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        return isAcross() ? enter(event) : takeEvent(event);
    }

    private boolean takeEvent(Event event) {
        if (event instanceof Event.CapsChange(Caps caps)) return takeCaps(caps);
        if (event instanceof Event.FlushStart) dropAll();
        StreamTask running = task;
        if (!(event instanceof Event.EndOfStream) || running == null) return srcPad().pushEvent(event);
        endOfStream = true;
        running.wake();
        return true;
    }

    @Override
    protected FlowReturn chain(SinkPad pad, Buffer buffer) {
        return isAcross() ? enter(buffer) : take(buffer);
    }

    private FlowReturn take(Buffer buffer) {
        if (flow != FlowReturn.OK) {
            buffer.release();
            return flow;
        }
        Validity validity = RtpPacket.validate(buffer.segment(), buffer.offset(), buffer.length());
        JitterBuffer<Buffer> into = packets;
        if (into == null) {
            into = begin(validity == Validity.VALID ? buffer : null);
        }
        if (validity == Validity.VALID) {
            insert(into, buffer);
        } else {
            into.countInvalid(validity);
            buffer.release();
        }
        return FlowReturn.OK;
    }

    // ---- on its way to another context; on the thread of the stream before

    @SuppressWarnings("NullAway") // asked after isAcross
    private FlowReturn enter(Buffer buffer) {
        FlowReturn sofar = entrance.isFlushing() ? FlowReturn.OK : flow;
        if (sofar == FlowReturn.OK) entrance.add(buffer);
        else buffer.release();
        return sofar;
    }

    @SuppressWarnings("NullAway") // asked after isAcross
    private boolean enter(Event event) {
        Context on = own;
        StreamTask running = task;
        if (on == null || running == null) return false;
        switch (event) {
            case Event.FlushStart _ -> {
                entrance.flush();
                running.trigger(StreamTask.Trigger.FLUSH_START);
            }
            case Event.FlushStop stop -> {
                resetTime = stop.resetTime();
                running.trigger(StreamTask.Trigger.FLUSH_STOP);
            }
            default -> {
                if (event.isSerialized()) entrance.add(event);
                else on.executeNow(() -> srcPad().pushEvent(event));
            }
        }
        return true;
    }

    private void insert(JitterBuffer<Buffer> into, Buffer buffer) {
        int seq = RtpPacket.sequenceNumber(buffer.segment(), buffer.offset());
        int timestamp = RtpPacket.timestamp(buffer.segment(), buffer.offset());
        makeRoom(into);
        long arrivalNs =
                buffer.dtsNs() != Buffer.NO_TIME ? buffer.dtsNs() : pipeline().runningTimeNs(nowNs());
        if (into.insert(seq, timestamp, arrivalNs, buffer) == Insertion.ACCEPTED) armRelease(into);
        else buffer.release();
    }

    /** A burst that fills it makes the oldest packets go early: better than to drop the newest. */
    private void makeRoom(JitterBuffer<Buffer> into) {
        StreamTask running = task;
        while (into.isFull() && flow == FlowReturn.OK && running != null && !running.isBlocked()) {
            Buffer oldest = into.popEarly();
            if (oldest != null) push(into, oldest);
        }
    }

    /** The first packet of a stream: from here on the context is known, and with it where to release. */
    private JitterBuffer<Buffer> begin(@Nullable Buffer first) {
        Context here = own == null ? Context.current() : own;
        if (here == null) throw new IllegalStateException("packets must come from a context: element=" + name());
        context = here;
        if (clockRate == 0 && first != null) clockRate = staticClockRate(first);
        JitterBuffer<Buffer> begun =
                new JitterBuffer<>(properties.settings(clockRate == 0 ? 8_000 : clockRate, here.waitNs()));
        packets = begun;
        if (task == null) {
            StreamTask made = new StreamTask(here, this, this);
            made.startHere();
            task = made;
        }
        return begun;
    }

    /** The clock rate that the payload type stands for, where the caps do not tell. */
    private int staticClockRate(Buffer packet) {
        int type = RtpPacket.payloadType(packet.segment(), packet.offset());
        RtpPayload payload = RtpPayloads.byType(type);
        if (payload == null)
            postWarning(
                    "clock rate is unknown, 8000 is assumed: payload type=" + type
                            + "; put clock-rate into the caps of the source",
                    null);
        return payload == null ? 8_000 : payload.clockRate();
    }

    // ---- what comes out

    @Override
    public boolean step(long nowNs) {
        StreamTask running = task;
        if (running == null) return false;
        if (entrance != null && takeIn(entrance, running)) return true;
        JitterBuffer<Buffer> from = packets;
        if (from == null) return endWithoutPackets();
        long dueNs = pipeline().runningTimeNs(nowNs + earlyByNs());
        while (flow == FlowReturn.OK && !running.isBlocked()) {
            Buffer buffer = from.pop(dueNs);
            if (buffer == null) break;
            push(from, buffer);
        }
        if (running.isBlocked()) return true;
        if (flow != FlowReturn.OK) from.flush(Buffer::release); // downstream takes no more
        if (endOfStream && from.stats().queued() == 0) {
            endOfStream = false;
            srcPads().getFirst().pushEvent(new Event.EndOfStream());
        }
        armRelease(from);
        return false;
    }

    /** Takes what has come from the other context; returns whether to wait with the rest. */
    private boolean takeIn(Entrance from, StreamTask running) {
        for (Object item = from.take(running); item != null; item = from.take(running)) {
            if (item instanceof Buffer buffer) take(buffer);
            else takeEvent((Event) item);
            if (running.isBlocked()) return true;
        }
        return false;
    }

    private boolean endWithoutPackets() {
        if (endOfStream) srcPad().pushEvent(new Event.EndOfStream());
        endOfStream = false;
        return false;
    }

    private void push(JitterBuffer<Buffer> from, Buffer buffer) {
        int lost = from.lostBefore();
        if (lost > 0 && properties.doLost) tellLost(from, lost);
        if (from.poppedDiscontinuity()) buffer.setFlags(Buffer.DISCONT);
        buffer.setPtsNs(from.poppedPtsNs());
        FlowReturn came = srcPad().push(buffer);
        if (came != FlowReturn.OK) flow = came;
    }

    private void tellLost(JitterBuffer<Buffer> from, int lost) {
        int first = from.poppedSeq() - lost;
        for (int i = 0; i < lost; i++) {
            Structure packet = Structure.of("GstRTPPacketLost")
                    .with("seqnum", (first + i) & 0xffff)
                    .with("late", true);
            srcPad().pushEvent(new Event.Custom(packet));
        }
    }

    /** Has the task run when the next packet is due. */
    private void armRelease(JitterBuffer<Buffer> from) {
        Context on = context;
        StreamTask running = task;
        long deadlineNs = from.nextDeadlineNs();
        if (on == null || running == null || deadlineNs == Long.MAX_VALUE) return;
        long clockNs = pipeline().clockTimeNs(deadlineNs);
        if (clockNs <= on.turnNs() + earlyByNs()) running.wake();
        else if (!release.isArmed() || clockNs < armedForNs) arm(on, clockNs);
    }

    private void arm(Context on, long clockNs) {
        armedForNs = clockNs;
        on.schedule(release, clockNs);
    }

    /** The slice nearest to a deadline releases: half a slice early counts as due. */
    private long earlyByNs() {
        return context == null ? 0 : context.waitNs() / 2;
    }

    private long nowNs() {
        return context == null ? environment().nowNs() : context.turnNs();
    }

    private final class ReleaseTimer extends Timer {
        @Override
        protected void fire(long nowNs) {
            StreamTask running = task;
            if (running != null) running.wake();
        }
    }

    // ---- states

    @Override
    protected @Nullable StreamTask streamTask() {
        return task;
    }

    @Override
    public void start() {
        StreamTask running = task;
        if (running != null) running.wake();
    }

    /** A flush that comes from another context. */
    @Override
    public void flushStart() {
        dropAll();
        if (entrance != null) entrance.dropFlushed(this::takeEvent);
        srcPad().pushEvent(new Event.FlushStart());
    }

    @Override
    public void flushStop() {
        srcPad().pushEvent(new Event.FlushStop(resetTime));
    }

    @Override
    public void stop() {
        if (entrance != null) entrance.dropAll();
        dropAll();
    }

    private void dropAll() {
        if (context != null) context.unschedule(release);
        JitterBuffer<Buffer> left = packets;
        if (left != null) left.flush(Buffer::release);
        endOfStream = false;
        flow = FlowReturn.OK;
    }

    @Override
    protected void nullToReady() throws IOException {
        if (!contextSettings.isSet()) return;
        Context acquired = contextSettings.acquire(pipeline());
        own = acquired;
        entrance = new Entrance(this);
        task = new StreamTask(acquired, this, this);
    }

    @Override
    protected void readyToPaused() {
        packets = null;
        flow = FlowReturn.OK;
        endOfStream = false;
        if (entrance != null) entrance.open();
    }

    @Override
    protected void pausedToReady() {
        if (entrance != null) entrance.close();
    }

    @Override
    protected void readyToNull() {
        task = null;
        context = null;
        entrance = null;
        if (own != null) own.close();
        own = null;
    }
}

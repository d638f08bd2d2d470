package dev.millrace.element.rtp;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.media.Buffer;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Property;
import dev.millrace.media.Query;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import dev.millrace.media.StreamLoop;
import dev.millrace.media.StreamTask;
import dev.millrace.rtp.Insertion;
import dev.millrace.rtp.JitterBuffer;
import dev.millrace.rtp.JitterBufferSettings;
import dev.millrace.rtp.JitterBufferStats;
import dev.millrace.rtp.RtpPacket;
import dev.millrace.rtp.RtpPayload;
import dev.millrace.rtp.RtpPayloads;
import dev.millrace.rtp.Validity;
import dev.millrace.runtime.Context;
import dev.millrace.timer.Timer;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Puts RTP packets back into order and releases each {@code latency} after its smoothed arrival; GStreamer's
 * ts-jitterbuffer.
 *
 * <p>It runs on the context of the stream that pushes into it, with a stream task of its own for what it releases. A
 * buffer comes out with its PTS set, and with DISCONT after a loss. Packets that are invalid, late or double are counted
 * and dropped. End of stream comes out after the last packet.
 */
public final class JitterBufferElement extends Element implements StreamLoop {
    public static final ElementFactory<JitterBufferElement> FACTORY = ElementFactory.of(
                    "ts-jitterbuffer", JitterBufferElement::new)
            .klass("Filter/Network/RTP")
            .description("reorders RTP packets and evens out their arrival, on the thread of the stream")
            .sink(Caps.parse("application/x-rtp"))
            .src(Caps.parse("application/x-rtp"))
            .property(
                    Property.ofInt("latency", 0, 60_000, 200)
                            .blurb("from a packet's arrival to its release, in ms")
                            .mutableIn(State.READY),
                    (e, v) -> e.latencyMs = v == null ? 200 : v,
                    e -> e.latencyMs)
            .property(
                    Property.ofBool("do-lost", false)
                            .blurb("whether an event tells of each lost packet")
                            .mutableIn(State.READY),
                    (e, v) -> e.doLost = v != null && v,
                    e -> e.doLost)
            .property(
                    Property.ofInt("max-dropout-time", 0, Integer.MAX_VALUE, 60_000)
                            .blurb("a longer gap, in ms, is a new start of the sender"),
                    (e, v) -> e.maxDropoutTimeMs = v == null ? 60_000 : v,
                    e -> e.maxDropoutTimeMs)
            .property(
                    Property.ofInt("max-misorder-time", 0, Integer.MAX_VALUE, 2_000)
                            .blurb("an older packet, in ms, is a new start of the sender"),
                    (e, v) -> e.maxMisorderTimeMs = v == null ? 2_000 : v,
                    e -> e.maxMisorderTimeMs)
            .readOnly(
                    Property.ofString("stats", null).blurb("counters of this stream"),
                    e -> e.statsStructure().toString());

    private static final int PACKETS_PER_SECOND = 100;

    private int latencyMs = 200;
    private boolean doLost;
    private int maxDropoutTimeMs = 60_000;
    private int maxMisorderTimeMs = 2_000;

    private volatile @Nullable StreamTask task;
    private volatile @Nullable JitterBuffer<Buffer> packets;

    // The context's thread.
    private final Timer release = new ReleaseTimer();
    private @Nullable Context context;
    private long armedForNs;
    private int clockRate;
    private boolean endOfStream;
    private FlowReturn flow = FlowReturn.OK;

    JitterBufferElement() {}

    /** The counters of the present or last stream, or null before the first packet; read from any thread, roughly. */
    public @Nullable JitterBufferStats stats() {
        JitterBuffer<Buffer> buffer = packets;
        return buffer == null ? null : buffer.stats();
    }

    private Structure statsStructure() {
        JitterBufferStats stats = stats();
        Structure none = Structure.of("application/x-rtp-jitterbuffer-stats");
        if (stats == null) return none;
        return none.with("num-pushed", clamp(stats.delivered()))
                .with("num-lost", clamp(stats.lost()))
                .with("num-late", clamp(stats.late()))
                .with("num-duplicates", clamp(stats.duplicate()));
    }

    private static int clamp(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    // ---- what comes in

    /** It holds packets for so long, and may be asked to hold them as much longer. */
    @Override
    protected void addLatency(Query.Latency query) {
        query.add(latencyMs * 1_000_000L, latencyMs * 1_000_000L);
    }

    @Override
    protected boolean setCaps(SinkPad pad, Caps caps) {
        OptionalInt rate = caps.structure(0).intValue("clock-rate");
        clockRate = rate.orElse(0);
        return super.setCaps(pad, caps);
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (event instanceof Event.FlushStart) dropAll();
        if (!(event instanceof Event.EndOfStream)) return super.sinkEvent(pad, event);
        StreamTask running = task;
        if (running == null) return super.sinkEvent(pad, event);
        endOfStream = true;
        running.wake();
        return true;
    }

    @Override
    protected FlowReturn chain(SinkPad pad, Buffer buffer) {
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
        Context here = Context.current();
        if (here == null) throw new IllegalStateException("packets must come from a context: element=" + name());
        context = here;
        if (clockRate == 0 && first != null) clockRate = staticClockRate(first);
        long latencyNs = latencyMs * 1_000_000L;
        JitterBuffer<Buffer> begun = new JitterBuffer<>(new JitterBufferSettings(
                latencyNs,
                clockRate == 0 ? 8_000 : clockRate,
                maxDropoutTimeMs,
                maxMisorderTimeMs,
                JitterBufferSettings.capacityFor(latencyNs + here.waitNs(), PACKETS_PER_SECOND)));
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
        JitterBuffer<Buffer> from = packets;
        StreamTask running = task;
        if (from == null || running == null) return false;
        long dueNs = pipeline().runningTimeNs(nowNs + earlyByNs());
        while (flow == FlowReturn.OK && !running.isBlocked()) {
            Buffer buffer = from.pop(dueNs);
            if (buffer == null) break;
            push(from, buffer);
        }
        if (running.isBlocked()) return true;
        if (endOfStream && from.stats().queued() == 0) {
            endOfStream = false;
            srcPads().getFirst().pushEvent(new Event.EndOfStream());
        }
        armRelease(from);
        return false;
    }

    private void push(JitterBuffer<Buffer> from, Buffer buffer) {
        int lost = from.lostBefore();
        if (lost > 0 && doLost) tellLost(from, lost);
        if (from.poppedDiscontinuity()) buffer.setFlags(Buffer.DISCONT);
        buffer.setPtsNs(from.poppedPtsNs());
        flow = srcPad().push(buffer);
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
    public void stop() {
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
    protected void readyToPaused() {
        packets = null;
        flow = FlowReturn.OK;
        endOfStream = false;
    }

    @Override
    protected void readyToNull() {
        task = null;
        context = null;
    }
}

package dev.millrace.element.rtp;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Property;
import dev.millrace.media.SinkPad;
import dev.millrace.media.Transform;
import dev.millrace.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Puts payload into RTP packets (RFC 3550); the base of GStreamer's rtp*pay elements.
 *
 * <p>The header goes into the headroom of a payload that is writable and has 12 bytes of it; any other payload is copied into
 * a buffer from the pool of the context. On the thread of the stream.
 */
public abstract class RtpPay extends Transform {
    /*
     * Timestamps. The first packet has the offset plus its running time. From there on they count ticks of payload, so that
     * times that jitter do no harm. After a DISCONT, a gap between the time expected and the time found goes into the
     * timestamp as well; when time goes back instead, the marker has to do. Without perfect-rtptime each packet has the
     * offset plus its running time, as long as times are known.
     */
    /** Room left before a packet of our own, for what wraps it. */
    static final int HEADROOM = 64;

    private static final long NS_PER_SECOND = 1_000_000_000;

    /** RFC 3711 section 3.3.1: a first sequence number in the lower half leaves no doubt about the rollover counter. */
    private static final int FIRST_SEQ_BOUND = 1 << 15;

    private final PayProperties properties;

    // The streaming thread; others see them a little late.
    private int clockRate;
    private int ssrc;
    private int timestampOffset;
    private int seqOffset;
    private int lastSeq;
    private int lastTimestamp;
    private int nextSeq;
    private int nextTimestamp;
    private long nextPtsNs = Buffer.NO_TIME;
    private long segmentStartNs;
    private boolean started;

    /** For an element with a sink pad for payload and a source pad for RTP; {@code payloadType} is the default. */
    protected RtpPay(int payloadType) {
        properties = new PayProperties(payloadType);
    }

    /** The factory with the properties that all payloaders have; {@code payloadType} is the default. */
    protected static <E extends RtpPay> ElementFactory<E> withProperties(ElementFactory<E> factory, int payloadType) {
        return PayProperties.addTo(factory, payloadType, e -> ((RtpPay) e).properties)
                .readOnly(
                        Property.ofInt("seqnum", 0, 65_535, 0).blurb("sequence number of the last packet"),
                        e -> ((RtpPay) e).lastSeq)
                .readOnly(
                        Property.ofUint("timestamp", 0, 0xffff_ffffL, 0).blurb("timestamp of the last packet"),
                        e -> Integer.toUnsignedLong(((RtpPay) e).lastTimestamp))
                .readOnly(
                        Property.ofString("stats", null).blurb("state of this stream"),
                        e -> ((RtpPay) e).stats().toString());
    }

    /** RTP caps with media, clock-rate and encoding-name for a payload, or null when this element cannot work with it. */
    protected abstract @Nullable Structure rtpCaps(Structure payload);

    /** What is set on this element. */
    final PayProperties properties() {
        return properties;
    }

    /** Ticks of RTP time per second; 0 before the caps are known. */
    final int clockRate() {
        return clockRate;
    }

    // ---- the stream

    @Override
    protected boolean setCaps(SinkPad pad, Caps caps) {
        Structure rtp = rtpCaps(caps.structure(0));
        if (rtp == null) {
            postError("cannot work with caps=" + caps, null);
            return false;
        }
        clockRate = rtp.intValue("clock-rate").orElseThrow();
        return srcPad().pushEvent(new Event.CapsChange(Caps.of(rtp.with("payload", properties.payloadType)
                .with("ssrc", Value.unsigned(ssrc))
                .with("timestamp-offset", Value.unsigned(timestampOffset))
                .with("seqnum-offset", Value.unsigned(seqOffset)))));
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (event instanceof Event.Segment segment)
            segmentStartNs = segment.format() == Event.Segment.Format.TIME ? segment.start() : 0;
        return super.sinkEvent(pad, event);
    }

    /** Pushes a payload and its reference as one packet that lasts {@code ticks}. */
    protected final FlowReturn pushPacket(Buffer payload, int ticks) {
        boolean marker = !started || payload.has(Buffer.DISCONT);
        lastTimestamp = timestampOf(payload);
        lastSeq = nextSeq & 0xffff;
        nextSeq++;
        nextTimestamp = lastTimestamp + ticks;
        long ptsNs = payload.ptsNs() == Buffer.NO_TIME ? nextPtsNs : payload.ptsNs();
        nextPtsNs = ptsNs == Buffer.NO_TIME ? Buffer.NO_TIME : ptsNs + durationNs(ticks);
        started = true;
        Buffer packet = withRoomForHeader(payload);
        packet.setDurationNs(durationNs(ticks));
        RtpPacket.writeHeader(
                packet.segment(), packet.offset(), marker, properties.payloadType, lastSeq, lastTimestamp, ssrc);
        return push(packet);
    }

    /** What is pushed without a known format: tells so and takes it. */
    final FlowReturn refuse(Buffer payload) {
        payload.release();
        postError("format is unknown: the stream says none; put caps before " + name(), null);
        return FlowReturn.NOT_NEGOTIATED;
    }

    private int timestampOf(Buffer payload) {
        long ptsNs = payload.ptsNs();
        boolean timed = ptsNs != Buffer.NO_TIME;
        if (timed && (!started || !properties.perfectRtptime))
            return timestampOffset + (int) ticks(ptsNs - segmentStartNs);
        if (timed && payload.has(Buffer.DISCONT) && nextPtsNs != Buffer.NO_TIME && ptsNs > nextPtsNs)
            return nextTimestamp + (int) ticks(ptsNs - nextPtsNs);
        return nextTimestamp;
    }

    /** To the nearest tick. */
    final long ticks(long ns) {
        long seconds = Math.floorDiv(ns, NS_PER_SECOND);
        long restNs = Math.floorMod(ns, NS_PER_SECOND);
        return seconds * clockRate + (restNs * clockRate + NS_PER_SECOND / 2) / NS_PER_SECOND;
    }

    final long durationNs(long ticks) {
        return ticks * NS_PER_SECOND / clockRate;
    }

    private static Buffer withRoomForHeader(Buffer payload) {
        if (payload.isWritable() && payload.offset() >= RtpPacket.HEADER_BYTES) {
            payload.growFront(RtpPacket.HEADER_BYTES);
            return payload;
        }
        int length = RtpPacket.HEADER_BYTES + payload.length();
        Buffer packet = BufferPool.here(HEADROOM + length).acquire();
        packet.copyMetadataFrom(payload);
        packet.setRange(HEADROOM, length);
        MemorySegment.copy(
                payload.segment(),
                payload.offset(),
                packet.segment(),
                HEADROOM + RtpPacket.HEADER_BYTES,
                payload.length());
        payload.release();
        return packet;
    }

    // ---- states

    @Override
    protected void readyToPaused() throws Exception {
        RandomGenerator random = environment().random();
        ssrc = chosen(properties.ssrc, random);
        timestampOffset = chosen(properties.timestampOffset, random);
        seqOffset = properties.seqOffset == PayProperties.RANDOM_SEQ
                ? random.nextInt(FIRST_SEQ_BOUND)
                : properties.seqOffset;
        clockRate = 0;
        nextSeq = seqOffset;
        nextTimestamp = timestampOffset;
        nextPtsNs = Buffer.NO_TIME;
        segmentStartNs = 0;
        started = false;
    }

    private static int chosen(long property, RandomGenerator random) {
        return property == PayProperties.RANDOM_32 ? random.nextInt() : (int) property;
    }

    private Structure stats() {
        return Structure.of("application/x-rtp-payload-stats")
                .with("clock-rate", Value.unsigned(clockRate))
                .with("seqnum", Value.unsigned(lastSeq))
                .with("timestamp", Value.unsigned(lastTimestamp))
                .with("ssrc", Value.unsigned(ssrc))
                .with("pt", Value.unsigned(properties.payloadType))
                .with("seqnum-offset", Value.unsigned(seqOffset))
                .with("timestamp-offset", Value.unsigned(timestampOffset));
    }
}

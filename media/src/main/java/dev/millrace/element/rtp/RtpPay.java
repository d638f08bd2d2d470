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
import dev.millrace.media.SrcPad;
import dev.millrace.media.Transform;
import dev.millrace.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Puts payload into RTP packets (RFC 3550); the base of GStreamer's rtp*pay elements.
 *
 * <p>The header goes into the headroom of a payload that is writable and has room for it; any other payload is copied into
 * a buffer from the pool of the context. What downstream's caps ask for, a payload type, an SSRC, a ptime, header extensions,
 * is followed as far as it leaves what was set. On the thread of the stream.
 */
public abstract class RtpPay extends Transform {
    /*
     * Timestamps. The first packet has the offset plus its running time. From there on they count ticks of payload, so that
     * times that jitter do no harm. After a DISCONT, a gap between the time expected and the time found goes into the
     * timestamp as well; when time goes back instead, the marker has to do. Without perfect-rtptime each packet has the
     * offset plus its running time, as long as times are known. With onvif-no-rate-control, or without scale-rtptime, the
     * position in what is played stands for the running time.
     */
    /** Room left before a packet of our own, for what wraps it. */
    static final int HEADROOM = 64;

    private static final long NS_PER_SECOND = 1_000_000_000;

    /** RFC 3711 section 3.3.1: a first sequence number in the lower half leaves no doubt about the rollover counter. */
    private static final int FIRST_SEQ_BOUND = 1 << 15;

    private final PayProperties properties;

    @SuppressWarnings("this-escape") // it is only kept
    private final HeaderExtensions extensions =
            new HeaderExtensions((id, uri) -> signal(HeaderExtensions.REQUEST, id, uri), () -> askToNegotiate());

    // The streaming thread; others see them a little late.
    private int clockRate;
    private int payloadType;
    private int ssrc;
    private int timestampOffset;
    private int seqOffset;
    private @Nullable PayAgreement agreement;
    private Event.Segment segment = Event.Segment.TIME;
    private int lastSeq;
    private int lastTimestamp;
    private long lastTimeNs;
    private int nextSeq;
    private int nextTimestamp;
    private long nextPtsNs = Buffer.NO_TIME;
    private boolean started;

    /** For an element with a sink pad for payload and a source pad for RTP; {@code payloadType} is the default. */
    protected RtpPay(int payloadType) {
        properties = new PayProperties(payloadType);
    }

    /** The factory with the properties that all payloaders have; {@code payloadType} is the default. */
    protected static <E extends RtpPay> ElementFactory<E> withProperties(ElementFactory<E> factory, int payloadType) {
        return HeaderExtensions.addTo(
                        PayProperties.addTo(factory, payloadType, e -> ((RtpPay) e).properties),
                        e -> ((RtpPay) e).extensions)
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
        Structure packets = agreeOn(rtp);
        if (packets == null) return false;
        clockRate = rtp.intValue("clock-rate").orElseThrow();
        return srcPad().pushEvent(new Event.CapsChange(Caps.of(packets)));
    }

    /** Settles with downstream what packets are like; null when that cannot be, which is told. */
    private @Nullable Structure agreeOn(Structure rtp) {
        boolean again = agreement != null;
        PayAgreement next = PayAgreement.of(
                rtp,
                srcPad().peerQueryCaps(Caps.of(rtp)),
                new PayAgreement.Wish(
                        again ? payloadType : properties.payloadType,
                        again || properties.payloadTypeIsSet,
                        ssrc,
                        timestampOffset,
                        again || properties.timestampOffset != PayProperties.RANDOM_32,
                        seqOffset,
                        again || properties.seqOffset != PayProperties.RANDOM_SEQ));
        if (next == null) {
            postError(disagreement(Caps.of(rtp)), null);
            return null;
        }
        String wrong = extensions.update(next.caps());
        if (wrong != null) {
            postError(wrong, null);
            return null;
        }
        take(next);
        return extensions.addTo(next.caps());
    }

    private void take(PayAgreement next) {
        agreement = next;
        payloadType = next.payloadType();
        ssrc = next.ssrc();
        timestampOffset = next.timestampOffset();
        if (!started) {
            seqOffset = next.seqOffset();
            nextSeq = seqOffset;
            nextTimestamp = timestampOffset;
        }
    }

    /** How long each packet is to be, in ns, or 0 for any length; after the caps are known. */
    final long ptimeNs() {
        PayAgreement now = agreement;
        return now == null ? 0 : now.ptimeNs();
    }

    /** How long a packet may be at most, in ns, or -1; after the caps are known. */
    final long maxPtimeNs() {
        PayAgreement now = agreement;
        long downstream = now == null ? -1 : now.maxPtimeNs();
        if (downstream < 0) return properties.maxPtimeNs;
        return properties.maxPtimeNs < 0 ? downstream : Math.min(downstream, properties.maxPtimeNs);
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (event instanceof Event.Segment next) segment = next;
        return super.sinkEvent(pad, event);
    }

    // ---- header extensions

    private void askToNegotiate() {
        SinkPad peer = srcPad().peer();
        if (peer != null) peer.reconfigure();
    }

    @Override
    protected boolean renegotiate(SrcPad pad) {
        Caps input = sinkPad().currentCaps();
        if (input != null && extensions.takeChanged()) return setCaps(sinkPad(), input);
        return super.renegotiate(pad);
    }

    // ---- packets

    /** Bytes that a packet with this payload has beside it, at most. */
    final int headerBytes(Buffer payload) {
        RtpSource source = sourceOf(payload);
        int csrcs = source == null ? 0 : source.contributors();
        return RtpPacket.HEADER_BYTES + 4 * csrcs + extensions.totalBytes(payload);
    }

    private @Nullable RtpSource sourceOf(Buffer payload) {
        return properties.sourceInfo ? payload.meta(RtpSource.class) : null;
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
        if (ptsNs != Buffer.NO_TIME) lastTimeNs = timeNs(ptsNs);
        started = true;
        int headerBytes = headerBytes(payload);
        Buffer packet = withRoomForHeader(payload, headerBytes);
        packet.setDurationNs(durationNs(ticks));
        RtpPacket.writeHeader(packet.segment(), packet.offset(), marker, payloadType, lastSeq, lastTimestamp, ssrc);
        if (headerBytes > RtpPacket.HEADER_BYTES) writeMore(packet, headerBytes);
        return send(packet);
    }

    /** Pushes a packet, or keeps it for a list. */
    FlowReturn send(Buffer packet) {
        return push(packet);
    }

    private void writeMore(Buffer packet, int headerBytes) {
        RtpSource source = sourceOf(packet);
        if (source != null) source.write(packet.segment(), packet.offset());
        int csrcs = RtpPacket.csrcCount(packet.segment(), packet.offset());
        int extensionBytes = headerBytes - RtpPacket.HEADER_BYTES - 4 * csrcs;
        if (extensionBytes > 0) extensions.write(packet, extensionBytes);
    }

    private int timestampOf(Buffer payload) {
        long ptsNs = payload.ptsNs();
        boolean timed = ptsNs != Buffer.NO_TIME;
        if (timed && (!started || !properties.perfectRtptime)) return timestampOffset + (int) ticks(timeNs(ptsNs));
        if (timed && payload.has(Buffer.DISCONT) && nextPtsNs != Buffer.NO_TIME && ptsNs > nextPtsNs)
            return nextTimestamp + (int) ticks(timeNs(ptsNs) - timeNs(nextPtsNs));
        return nextTimestamp;
    }

    /** What a timestamp counts: the running time, or the position. */
    private long timeNs(long ptsNs) {
        if (properties.onvifNoRateControl || !properties.scaleRtptime) return ptsNs;
        long runningNs = segment.toRunningTimeNs(ptsNs);
        return runningNs == Buffer.NO_TIME ? ptsNs : runningNs;
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

    private static Buffer withRoomForHeader(Buffer payload, int headerBytes) {
        if (payload.isWritable() && payload.offset() >= headerBytes) {
            payload.growFront(headerBytes);
            return payload;
        }
        int length = headerBytes + payload.length();
        Buffer packet = BufferPool.here(HEADROOM + length).acquire();
        packet.copyMetadataFrom(payload);
        packet.setRange(HEADROOM, length);
        MemorySegment.copy(
                payload.segment(), payload.offset(), packet.segment(), HEADROOM + headerBytes, payload.length());
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
        agreement = null;
        payloadType = properties.payloadType;
        segment = Event.Segment.TIME;
        nextSeq = seqOffset;
        nextTimestamp = timestampOffset;
        nextPtsNs = Buffer.NO_TIME;
        lastTimeNs = -1; // GStreamer's for none, where it is unsigned
        started = false;
    }

    private static int chosen(long property, RandomGenerator random) {
        return property == PayProperties.RANDOM_32 ? random.nextInt() : (int) property;
    }

    private Structure stats() {
        return Structure.of("application/x-rtp-payload-stats")
                .with("clock-rate", Value.unsigned(clockRate))
                .with("running-time", new Value.Uint64(lastTimeNs))
                .with("seqnum", Value.unsigned(lastSeq))
                .with("timestamp", Value.unsigned(lastTimestamp))
                .with("ssrc", Value.unsigned(ssrc))
                .with("pt", Value.unsigned(agreement == null ? properties.payloadType : payloadType))
                .with("seqnum-offset", Value.unsigned(seqOffset))
                .with("timestamp-offset", Value.unsigned(timestampOffset));
    }
}

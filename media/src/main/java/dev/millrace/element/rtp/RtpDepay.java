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
import dev.millrace.rtp.SequenceNumbers;
import dev.millrace.rtp.Validity;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Takes the payload out of RTP packets (RFC 3550); the base of GStreamer's rtp*depay elements.
 *
 * <p>The payload stays where it is: the header becomes headroom. Times stay; after a gap, and at the beginning, a buffer has
 * DISCONT. What is no RTP packet, of another payload type than the caps say, or older than what was taken before, is counted
 * and dropped. On the thread of the stream.
 */
public abstract class RtpDepay extends Transform {
    private static final int DEFAULT_MAX_REORDER = 100;
    private static final int NONE = -1;
    private static final long NS_PER_SECOND = 1_000_000_000;

    @SuppressWarnings("this-escape") // it is only kept
    private final HeaderExtensions extensions =
            new HeaderExtensions((id, uri) -> signal(HeaderExtensions.REQUEST, id, uri), () -> {});

    private int maxReorder = DEFAULT_MAX_REORDER;
    private boolean sourceInfo;

    // The streaming thread; others see the counters a little late.
    private int clockRate;
    private int payloadType = NONE;
    private int lastSeq = NONE;
    private int lastSsrc;
    private int lastTimestamp;
    /** The last one that was attached: most packets of a stream have the same. */
    private @Nullable RtpSource lastSource;

    private long packets;
    private long invalid;
    private long ignored;
    private long old;

    /** For an element with a sink pad for RTP and a source pad for its payload. */
    protected RtpDepay() {}

    /** The factory with the properties that all depayloaders have. */
    protected static <E extends RtpDepay> ElementFactory<E> withProperties(ElementFactory<E> factory) {
        return HeaderExtensions.addTo(factory, e -> ((RtpDepay) e).extensions)
                .property(
                        Property.ofInt("max-reorder", 0, Integer.MAX_VALUE, DEFAULT_MAX_REORDER)
                                .blurb("packets that come later than so many others are a new start of the sender"),
                        (e, v) -> e.setMaxReorder(v),
                        RtpDepay::maxReorder)
                .property(
                        Property.ofBool("source-info", false)
                                .blurb("whether payloads say who their packet comes from, in an RtpSource"),
                        (e, v) -> ((RtpDepay) e).sourceInfo = v != null && v,
                        e -> ((RtpDepay) e).sourceInfo)
                .readOnly(
                        Property.ofString("stats", null).blurb("counters of this stream"),
                        e -> e.stats().toString())
                .readOnly(counter("packets-invalid", "packets dropped because they are no RTP"), RtpDepay::invalid)
                .readOnly(counter("packets-ignored", "packets dropped for their payload type"), RtpDepay::ignored)
                .readOnly(counter("packets-old", "packets dropped because they came twice or late"), RtpDepay::old);
    }

    private static Property<Long> counter(String name, String blurb) {
        return Property.ofLong(name, 0, Long.MAX_VALUE, 0).blurb(blurb);
    }

    /** The format of the payload, or null when this element cannot work with these caps. */
    protected abstract @Nullable Caps payloadCaps(Structure rtp, int clockRate);

    /** The clock rate when the caps say none. */
    protected abstract int defaultClockRate();

    /** How many ticks of the clock a payload lasts, or -1 when that is not known. */
    protected abstract long ticks(Buffer payload);

    // ---- the stream

    @Override
    protected boolean setCaps(SinkPad pad, Caps caps) {
        Structure rtp = caps.structure(0);
        int rate = rtp.intValue("clock-rate").orElse(defaultClockRate());
        Caps payload = rate <= 0 ? null : payloadCaps(rtp, rate);
        if (payload == null) {
            postError("cannot work with caps=" + caps, null);
            return false;
        }
        String wrong = extensions.update(rtp);
        if (wrong != null) {
            postError(wrong, null);
            return false;
        }
        clockRate = rate;
        payloadType = rtp.intValue("payload").orElse(NONE);
        return srcPad().pushEvent(new Event.CapsChange(payload));
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (event instanceof Event.FlushStop) lastSeq = NONE;
        return super.sinkEvent(pad, event);
    }

    @Override
    protected FlowReturn transform(Buffer packet) {
        if (clockRate == 0) return refuse(packet);
        MemorySegment bytes = packet.segment();
        int at = packet.offset();
        if (RtpPacket.validate(bytes, at, packet.length()) != Validity.VALID) {
            invalid++;
            return drop(packet);
        }
        if (payloadType != NONE && RtpPacket.payloadType(bytes, at) != payloadType) {
            ignored++;
            return drop(packet);
        }
        int gap = gapBefore(bytes, at);
        if (gap < 0) {
            old++;
            return drop(packet);
        }
        packets++;
        Buffer payload = packet.isWritable() ? packet : copyOf(packet);
        readHeader(payload);
        if (gap > 0) payload.setFlags(Buffer.DISCONT);
        if (payload.length() == 0) return drop(payload);
        long ticks = ticks(payload);
        if (ticks >= 0) payload.setDurationNs(ticks * NS_PER_SECOND / clockRate);
        return push(payload);
    }

    /** Attaches what the header says besides the order of packets, and cuts it off, with the padding. */
    private void readHeader(Buffer packet) {
        MemorySegment bytes = packet.segment();
        int at = packet.offset();
        if (sourceInfo) packet.attach(sourceOf(bytes, at));
        if (RtpPacket.extension(bytes, at)) {
            if (extensions.takeChanged()) update();
            extensions.read(packet, bytes, at);
        }
        int payloadAt = (int) RtpPacket.payloadOffset(bytes, at);
        packet.setRange(payloadAt, RtpPacket.payloadLength(bytes, at, packet.length()));
    }

    private RtpSource sourceOf(MemorySegment bytes, int at) {
        RtpSource source = lastSource;
        if (source == null || !source.isOf(bytes, at)) {
            source = RtpSource.of(bytes, at);
            lastSource = source;
        }
        return source;
    }

    private static Buffer copyOf(Buffer packet) {
        Buffer copy = BufferPool.here(packet.offset() + packet.length()).acquire();
        copy.copyMetadataFrom(packet);
        copy.setRange(packet.offset(), packet.length());
        MemorySegment.copy(packet.segment(), packet.offset(), copy.segment(), copy.offset(), packet.length());
        packet.release();
        return copy;
    }

    // ---- header extensions

    /** The application has added some, or removed them. */
    private void update() {
        Caps caps = sinkPad().currentCaps();
        String wrong = caps == null ? null : extensions.update(caps.structure(0));
        if (wrong != null) postError(wrong, null);
    }

    // ---- order

    /** How many packets are missing before this one, roughly where the sender is new; negative when it is an old one. */
    private int gapBefore(MemorySegment bytes, int at) {
        int seq = RtpPacket.sequenceNumber(bytes, at);
        int ssrc = RtpPacket.ssrc(bytes, at);
        boolean known = lastSeq != NONE && ssrc == lastSsrc;
        int distance = known ? SequenceNumbers.distance(lastSeq, seq) : 0;
        if (known && distance <= 0 && distance > -maxReorder) return -1;
        lastSeq = seq;
        lastSsrc = ssrc;
        lastTimestamp = RtpPacket.timestamp(bytes, at);
        return known && distance > 0 ? distance - 1 : 1;
    }

    private static FlowReturn drop(Buffer packet) {
        packet.release();
        return FlowReturn.OK;
    }

    private FlowReturn refuse(Buffer packet) {
        packet.release();
        postError("format is unknown: the stream says none; set caps of its source or put them before " + name(), null);
        return FlowReturn.NOT_NEGOTIATED;
    }

    @Override
    protected void readyToPaused() {
        clockRate = 0;
        payloadType = NONE;
        lastSeq = NONE;
        packets = 0;
        invalid = 0;
        ignored = 0;
        old = 0;
    }

    // ---- properties

    void setMaxReorder(@Nullable Integer value) {
        maxReorder = value == null ? DEFAULT_MAX_REORDER : value;
    }

    int maxReorder() {
        return maxReorder;
    }

    long invalid() {
        return invalid;
    }

    long ignored() {
        return ignored;
    }

    long old() {
        return old;
    }

    Structure stats() {
        return Structure.of("application/x-rtp-depayload-stats")
                .with("clock_rate", Value.unsigned(clockRate))
                .with("seqnum", Value.unsigned(Math.max(lastSeq, 0)))
                .with("timestamp", Value.unsigned(lastTimestamp))
                .with("packets", (int) Math.min(packets, Integer.MAX_VALUE));
    }
}

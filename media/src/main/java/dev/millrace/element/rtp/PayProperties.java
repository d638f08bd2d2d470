package dev.millrace.element.rtp;

import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on a payloader: the properties of GStreamer's rtpbasepayload, with its ranges and defaults.
 *
 * <p>Written up to READY, read by the stream.
 */
final class PayProperties {
    /** An unsigned 32-bit property that has the payloader choose. */
    static final long RANDOM_32 = 0xffff_ffffL;

    /** A sequence number that has the payloader choose. */
    static final int RANDOM_SEQ = -1;

    private static final long MAX_UINT = 0xffff_ffffL;
    private static final int LEAST_MTU = 28;

    private final int defaultPayloadType;
    boolean payloadTypeIsSet;
    long mtu = 1400;
    int payloadType;
    long ssrc = RANDOM_32;
    long timestampOffset = RANDOM_32;
    int seqOffset = RANDOM_SEQ;
    long minPtimeNs;
    long maxPtimeNs = -1;
    long ptimeMultipleNs;
    boolean perfectRtptime = true;
    boolean scaleRtptime = true;
    boolean onvifNoRateControl;
    boolean sourceInfo;
    boolean bufferList;

    PayProperties(int defaultPayloadType) {
        this.defaultPayloadType = defaultPayloadType;
        payloadType = defaultPayloadType;
    }

    /** The factory with these properties; {@code of} gives an element's. */
    static <E extends RtpPay> ElementFactory<E> addTo(
            ElementFactory<E> factory, int defaultPayloadType, Function<E, PayProperties> of) {
        return factory.property(
                        Property.ofUint("mtu", LEAST_MTU, MAX_UINT, 1400).blurb("largest packet, in bytes"),
                        (e, v) -> of.apply(e).mtu = orElse(v, 1400),
                        e -> of.apply(e).mtu)
                .property(
                        Property.ofInt("pt", 0, 127, defaultPayloadType).blurb("payload type of the packets"),
                        (e, v) -> of.apply(e).setPayloadType(v),
                        e -> of.apply(e).payloadType)
                .property(
                        Property.ofUint("ssrc", 0, MAX_UINT, RANDOM_32)
                                .blurb("synchronisation source of the packets; 4294967295 has one chosen"),
                        (e, v) -> of.apply(e).ssrc = orElse(v, RANDOM_32),
                        e -> of.apply(e).ssrc)
                .property(
                        Property.ofUint("timestamp-offset", 0, MAX_UINT, RANDOM_32)
                                .blurb("added to all timestamps; 4294967295 has one chosen"),
                        (e, v) -> of.apply(e).timestampOffset = orElse(v, RANDOM_32),
                        e -> of.apply(e).timestampOffset)
                .property(
                        Property.ofInt("seqnum-offset", RANDOM_SEQ, 65_535, RANDOM_SEQ)
                                .blurb("sequence number of the first packet; -1 has one chosen"),
                        (e, v) -> of.apply(e).seqOffset = v == null ? RANDOM_SEQ : v,
                        e -> of.apply(e).seqOffset)
                .property(
                        Property.ofLong("min-ptime", 0, Long.MAX_VALUE, 0)
                                .blurb("least duration of a packet, in ns, as far as the mtu allows"),
                        (e, v) -> of.apply(e).minPtimeNs = orElse(v, 0),
                        e -> of.apply(e).minPtimeNs)
                .property(
                        Property.ofLong("max-ptime", -1, Long.MAX_VALUE, -1)
                                .blurb("greatest duration of a packet, in ns; -1 is up to the mtu"),
                        (e, v) -> of.apply(e).maxPtimeNs = orElse(v, -1),
                        e -> of.apply(e).maxPtimeNs)
                .property(
                        Property.ofBool("perfect-rtptime", true)
                                .blurb("whether timestamps count samples rather than follow the times of buffers"),
                        (e, v) -> of.apply(e).perfectRtptime = v == null || v,
                        e -> of.apply(e).perfectRtptime)
                .property(
                        Property.ofLong("ptime-multiple", 0, Long.MAX_VALUE, 0)
                                .blurb("what the duration of a packet is a multiple of, in ns; 0 for nothing"),
                        (e, v) -> of.apply(e).ptimeMultipleNs = orElse(v, 0),
                        e -> of.apply(e).ptimeMultipleNs)
                .property(
                        Property.ofBool("scale-rtptime", true)
                                .blurb("whether timestamps run at the speed at which the stream is played"),
                        (e, v) -> of.apply(e).scaleRtptime = v == null || v,
                        e -> of.apply(e).scaleRtptime)
                .property(
                        Property.ofBool("onvif-no-rate-control", false)
                                .blurb("whether timestamps follow the position in what is played, as ONVIF has it"),
                        (e, v) -> of.apply(e).onvifNoRateControl = v != null && v,
                        e -> of.apply(e).onvifNoRateControl)
                .property(
                        Property.ofBool("source-info", false)
                                .blurb("whether packets name the sources of their payload as contributing ones"),
                        (e, v) -> of.apply(e).sourceInfo = v != null && v,
                        e -> of.apply(e).sourceInfo);
    }

    /** The factory with what can be set on payloaders of samples beside these. */
    static <E extends RtpPay> ElementFactory<E> addSampleProperties(
            ElementFactory<E> factory, Function<E, PayProperties> of) {
        return factory.property(
                Property.ofBool("buffer-list", false).blurb("whether the packets of a buffer are pushed as one list"),
                (e, v) -> of.apply(e).bufferList = v != null && v,
                e -> of.apply(e).bufferList);
    }

    private void setPayloadType(@Nullable Integer value) {
        payloadTypeIsSet = value != null;
        payloadType = value == null ? defaultPayloadType : value;
    }

    private static long orElse(@Nullable Long value, long otherwise) {
        return value == null ? otherwise : value;
    }
}

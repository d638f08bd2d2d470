package dev.millrace.element.rtp;

import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on a source of telephone events, with the types, ranges and defaults of GStreamer's two elements.
 *
 * <p>Written up to READY, read by the stream.
 */
final class DtmfSettings {
    /** Has the source choose. */
    static final long RANDOM = -1;

    private static final long MAX_UINT = 0xffff_ffffL;

    long timestampOffset = RANDOM;
    int seqnumOffset = (int) RANDOM;
    long ssrc = RANDOM;
    long clockRate = 8_000;
    int payloadType = 96;
    int redundancy = 1;

    /** The factory with what both have. */
    static <E extends RtpDtmfSrc> ElementFactory<E> addTo(ElementFactory<E> factory, Function<E, DtmfSettings> of) {
        return factory.property(
                        Property.ofUint("clock-rate", 0, MAX_UINT, 8_000)
                                .blurb("ticks of the timestamps per second, if downstream has no wish"),
                        (e, v) -> of.apply(e).clockRate = v == null ? 8_000 : v,
                        e -> of.apply(e).clockRate)
                .property(
                        Property.ofInt("pt", 0, 128, 96)
                                .blurb("payload type of the packets, if downstream has no wish"),
                        (e, v) -> of.apply(e).payloadType = v == null ? 96 : v,
                        e -> of.apply(e).payloadType)
                .property(
                        Property.ofInt("packet-redundancy", 1, 5, 1)
                                .blurb("how often the first and the last packet of an event are sent"),
                        (e, v) -> of.apply(e).redundancy = v == null ? 1 : v,
                        e -> of.apply(e).redundancy);
    }

    /** The numbers that count from somewhere, as {@code ts-rtpdtmfsrc} has them. */
    static <E extends RtpDtmfSrc> ElementFactory<E> addShared(ElementFactory<E> factory, Function<E, DtmfSettings> of) {
        return factory.property(
                        offset(Property.ofLong("timestamp-offset", RANDOM, MAX_UINT, RANDOM), "timestamps"),
                        (e, v) -> of.apply(e).timestampOffset = orRandom(v),
                        e -> of.apply(e).timestampOffset)
                .property(
                        offset(Property.ofInt("seqnum-offset", -1, 65_535, -1), "sequence numbers"),
                        (e, v) -> of.apply(e).seqnumOffset = v == null ? -1 : v,
                        e -> of.apply(e).seqnumOffset)
                .property(
                        Property.ofLong("ssrc", RANDOM, MAX_UINT, RANDOM)
                                .blurb("synchronisation source of the packets; -1 has one chosen"),
                        (e, v) -> of.apply(e).ssrc = orRandom(v),
                        e -> of.apply(e).ssrc);
    }

    /** The same as {@code rtpdtmfsrc} has them. */
    static <E extends RtpDtmfSrc> ElementFactory<E> addClassic(
            ElementFactory<E> factory, Function<E, DtmfSettings> of) {
        return factory.property(
                        offset(Property.ofInt("timestamp-offset", -1, Integer.MAX_VALUE, -1), "timestamps"),
                        (e, v) -> of.apply(e).timestampOffset = v == null ? RANDOM : v,
                        e -> (int) of.apply(e).timestampOffset)
                .property(
                        offset(Property.ofInt("seqnum-offset", -1, Integer.MAX_VALUE, -1), "sequence numbers"),
                        (e, v) -> of.apply(e).seqnumOffset = v == null ? -1 : v,
                        e -> of.apply(e).seqnumOffset)
                .property(
                        Property.ofUint("ssrc", 0, MAX_UINT, MAX_UINT)
                                .blurb("synchronisation source of the packets; 4294967295 has one chosen"),
                        (e, v) -> of.apply(e).ssrc = v == null || v == MAX_UINT ? RANDOM : v,
                        e -> of.apply(e).ssrc == RANDOM ? MAX_UINT : of.apply(e).ssrc);
    }

    private static <T> Property<T> offset(Property<T> property, String of) {
        return property.blurb("where the " + of + " begin; -1 has it chosen");
    }

    private static long orRandom(@Nullable Long value) {
        return value == null ? RANDOM : value;
    }
}

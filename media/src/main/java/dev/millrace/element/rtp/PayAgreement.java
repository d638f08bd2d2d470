package dev.millrace.element.rtp;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the packets of a payloader are like, between what it has been told and what downstream takes; as GStreamer's
 * rtpbasepayload settles it.
 *
 * <p>The payload type, the timestamp and the sequence number that were set, or are in use already, win where downstream takes
 * them; else downstream's count. Downstream's SSRC always wins.
 *
 * @param caps of the packets, with all of this in them
 * @param ptimeNs how long each packet is to be, or 0 for any length
 * @param maxPtimeNs how long it may be, or -1 for any length
 */
record PayAgreement(
        Structure caps, int payloadType, int ssrc, int timestampOffset, int seqOffset, long ptimeNs, long maxPtimeNs) {
    private static final long NS_PER_MS = 1_000_000;
    private static final Set<String> OF_THE_STREAM = Set.of("payload", "ssrc", "timestamp-offset", "seqnum-offset");

    /** What the payloader would take by itself, and what of it somebody wants. */
    record Wish(
            int payloadType,
            boolean keepPayloadType,
            int ssrc,
            int timestampOffset,
            boolean keepTimestampOffset,
            int seqOffset,
            boolean keepSeqOffset) {}

    /** With what downstream takes of {@code own}; null when that is nothing. */
    static @Nullable PayAgreement of(Structure own, Caps downstream, Wish wish) {
        Caps possible = Caps.of(own).intersect(downstream);
        if (wish.keepPayloadType()) possible = preferred(possible, "payload", Value.of(wish.payloadType()));
        if (wish.keepTimestampOffset())
            possible = preferred(possible, "timestamp-offset", unsigned(wish.timestampOffset()));
        if (wish.keepSeqOffset()) possible = preferred(possible, "seqnum-offset", unsigned(wish.seqOffset()));
        if (possible.isEmpty()) return null;
        Structure chosen = possible.structure(0);
        if (chosen.field("payload") == null) chosen = chosen.with("payload", wish.payloadType());
        chosen = chosen.nearest("payload", wish.payloadType());
        int ssrc = (int) fixed(chosen, "ssrc").orElse(wish.ssrc());
        int timestampOffset = (int) fixed(chosen, "timestamp-offset").orElse(wish.timestampOffset());
        int seqOffset = (int) fixed(chosen, "seqnum-offset").orElse(wish.seqOffset());
        int payloadType = chosen.intValue("payload").orElse(wish.payloadType());
        Structure caps = othersThatAreFixed(chosen)
                .with("payload", payloadType)
                .with("ssrc", unsigned(ssrc))
                .with("timestamp-offset", unsigned(timestampOffset))
                .with("seqnum-offset", unsigned(seqOffset));
        return new PayAgreement(
                caps,
                payloadType,
                ssrc,
                timestampOffset,
                seqOffset,
                fixed(chosen, "ptime").orElse(0) * NS_PER_MS,
                fixed(chosen, "maxptime").stream()
                        .map(ms -> ms * NS_PER_MS)
                        .findFirst()
                        .orElse(-1));
    }

    /** Those with this value in this field; all, if there are none. */
    private static Caps preferred(Caps possible, String field, Value value) {
        Caps some = possible.intersect(possible.map(structure -> structure.with(field, value)));
        return some.isEmpty() ? possible : some;
    }

    /** An unsigned number that a field is; empty when it is open, or anything else. */
    private static OptionalLong fixed(Structure structure, String field) {
        return structure.field(field) instanceof Value.Uint(long value) ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private static Value unsigned(int value) {
        return Value.unsigned(value);
    }

    /** What downstream leaves open is not said; what is said of each stream comes last, as people are used to it. */
    private static Structure othersThatAreFixed(Structure chosen) {
        Structure others = chosen;
        for (var field : chosen.fields().entrySet())
            if (!field.getValue().isFixed() || OF_THE_STREAM.contains(field.getKey()))
                others = others.without(field.getKey());
        return others;
    }
}

package dev.millrace.element.rtp;

import dev.millrace.media.Meta;
import dev.millrace.rtp.RtpPacket;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whom a payload comes from: the source of its packet, and those that it was mixed of; GStreamer's GstRTPSourceMeta.
 *
 * <p>A depayloader with {@code source-info} attaches it; a payloader with {@code source-info} names them all as contributing
 * sources of its own packets.
 *
 * @param ssrc the synchronisation source, 32 bits without sign; null when it is not known
 * @param csrcs the contributing sources, 15 at most
 */
public record RtpSource(@Nullable Integer ssrc, List<Integer> csrcs) implements Meta {
    /**
     * Checks the number of sources.
     *
     * @throws IllegalArgumentException when there are more than 15
     */
    public RtpSource {
        csrcs = List.copyOf(csrcs);
        if (csrcs.size() > RtpPacket.MAX_CSRCS)
            throw new IllegalArgumentException("contributing sources are too many: count=" + csrcs.size()
                    + "; use at most " + RtpPacket.MAX_CSRCS);
    }

    static RtpSource of(MemorySegment segment, long packet) {
        return new RtpSource(
                RtpPacket.ssrc(segment, packet),
                IntStream.range(0, RtpPacket.csrcCount(segment, packet))
                        .mapToObj(i -> RtpPacket.csrc(segment, packet, i))
                        .toList());
    }

    /** Whether a packet has exactly these sources; allocates nothing. */
    boolean isOf(MemorySegment segment, long packet) {
        if (ssrc == null || ssrc != RtpPacket.ssrc(segment, packet)) return false;
        if (csrcs.size() != RtpPacket.csrcCount(segment, packet)) return false;
        for (int i = 0; i < csrcs.size(); i++) if (csrcs.get(i) != RtpPacket.csrc(segment, packet, i)) return false;
        return true;
    }

    /** How many contributing sources a packet made of this payload has. */
    int contributors() {
        return Math.min(csrcs.size() + (ssrc == null ? 0 : 1), RtpPacket.MAX_CSRCS);
    }

    /** Writes them, the synchronisation source last. */
    void write(MemorySegment segment, long packet) {
        int count = contributors();
        RtpPacket.setCsrcCount(segment, packet, count);
        for (int i = 0; i < count; i++) {
            Integer own = ssrc;
            int csrc = i < csrcs.size() || own == null ? csrcs.get(i) : own;
            RtpPacket.setCsrc(segment, packet, i, csrc);
        }
    }
}

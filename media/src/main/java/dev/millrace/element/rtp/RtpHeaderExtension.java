package dev.millrace.element.rtp;

import dev.millrace.media.Buffer;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What goes into every packet beside the payload, and comes out again: one element of the header extension (RFC 8285); as
 * GStreamer's GstRTPHeaderExtension.
 *
 * <p>A payloader writes and a depayloader reads it, each with an object of its own, on the thread of its stream, for every
 * packet: neither allocates. Caps name it in a field {@code extmap-ID}, either as its URI or as an array of direction, URI
 * and attributes.
 */
public interface RtpHeaderExtension {
    /** The ID that stands for it in packets: 1 to 255, and 1 to 14 for a header of one byte. */
    int id();

    /** Its name, such as {@code urn:ietf:params:rtp-hdrext:ssrc-audio-level}. */
    String uri();

    /** How many bytes it writes for this payload, 0 to 255; 0 leaves it out of the packet. */
    int bytes(Buffer payload);

    /** Writes {@link #bytes} of what the payload's times, flags and metas say. */
    void write(Buffer payload, MemorySegment segment, long at);

    /** Reads what came with a payload, and attaches it; what makes no sense is passed over. */
    void read(Buffer payload, MemorySegment segment, long at, int length);

    /** Sets what caps say of it, empty for nothing; gives whether it understands that. The default understands nothing. */
    default boolean setAttributes(String attributes) {
        return attributes.isEmpty();
    }

    /** What caps have to say of it; empty for nothing. */
    default String attributes() {
        return "";
    }

    /** The one of this name, where Millrace has it: {@link ClientAudioLevel}; else null. */
    static @Nullable RtpHeaderExtension of(int id, String uri) {
        return uri.equals(ClientAudioLevel.URI) ? new ClientAudioLevel(id) : null;
    }
}

package dev.millrace.rtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The fields of an RTP packet (RFC 3550 section 5.1), read and written where the packet lies: no object stands for a
 * packet.
 *
 * <pre>{@code
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---+-+-+-------+-+-------------+-------------------------------+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +---+-+-+-------+-+-------------+-------------------------------+
 * |                           timestamp                           |
 * +---------------------------------------------------------------+
 * |                             SSRC                              |
 * +---------------------------------------------------------------+
 * | CC contributing sources, X: profile and length of extension   |
 * +---------------------------------------------------------------+
 * | payload, P: padding whose last byte counts it                 |
 * +---------------------------------------------------------------+
 * }</pre>
 *
 * <p>A packet is {@code length} bytes from {@code offset} of a segment on, at any alignment. Accessors trust it: call
 * {@link #validate} once on what came from the network, then read. On a packet that is not {@link Validity#VALID} they
 * return nonsense or throw {@link IndexOutOfBoundsException}.
 *
 * <p>Static and stateless: any thread may call. Nothing is allocated.
 */
public final class RtpPacket {
    /** Bytes of the fixed header. */
    public static final int HEADER_BYTES = 12;

    /** How many contributing sources a packet has room for. */
    public static final int MAX_CSRCS = 15;

    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int VERSION_2 = 0x80;
    private static final int PADDING = 0x20;
    private static final int EXTENSION = 0x10;
    private static final int MARKER = 0x80;

    private RtpPacket() {}

    /**
     * Judges any bytes by RFC 3550 appendix A.1, as far as one packet alone allows; never throws for the bytes in the
     * range.
     *
     * @param length bytes of the datagram, 0 or more; {@code offset + length} lies within the segment
     */
    public static Validity validate(MemorySegment segment, long offset, int length) {
        if (length < HEADER_BYTES) {
            return Validity.TOO_SHORT;
        }
        int flags = segment.get(JAVA_BYTE, offset);
        if ((flags & 0xc0) != VERSION_2) {
            return Validity.BAD_VERSION;
        }
        // RTP and RTCP may share a port; the marker bit and 64 to 95 as a payload type cannot be told from RTCP.
        int second = segment.get(JAVA_BYTE, offset + 1) & 0xff;
        if (second >= 192 && second <= 223) {
            return Validity.RTCP_PAYLOAD_TYPE;
        }
        int headers = HEADER_BYTES + 4 * (flags & 15);
        if (length < headers) {
            return Validity.TOO_SHORT;
        }
        return (flags & (EXTENSION | PADDING)) == 0
                ? Validity.VALID
                : validateVariableParts(segment, offset, length, flags, headers);
    }

    private static Validity validateVariableParts(
            MemorySegment segment, long offset, int length, int flags, int headersBefore) {
        int headers = headersBefore;
        if ((flags & EXTENSION) != 0) {
            if (length - headers < 4) {
                return Validity.BAD_EXTENSION;
            }
            headers += 4 + 4 * extensionWords(segment, offset + headers);
            if (length < headers) {
                return Validity.BAD_EXTENSION;
            }
        }
        if ((flags & PADDING) != 0) {
            int padding = paddingBytes(segment, offset, length);
            if (padding == 0 || padding > length - headers) {
                return Validity.BAD_PADDING;
            }
        }
        return Validity.VALID;
    }

    /** The version of the protocol: 2 for every valid packet. */
    public static int version(MemorySegment segment, long offset) {
        return (segment.get(JAVA_BYTE, offset) & 0xc0) >> 6;
    }

    /** Whether padding follows the payload. */
    public static boolean padding(MemorySegment segment, long offset) {
        return (segment.get(JAVA_BYTE, offset) & PADDING) != 0;
    }

    /** Whether a header extension follows the contributing sources. */
    public static boolean extension(MemorySegment segment, long offset) {
        return (segment.get(JAVA_BYTE, offset) & EXTENSION) != 0;
    }

    /** How many contributing sources follow the fixed header: 0 to 15. */
    public static int csrcCount(MemorySegment segment, long offset) {
        return segment.get(JAVA_BYTE, offset) & 15;
    }

    /** The marker bit: the first packet of a talkspurt, the last packet of a video frame (RFC 3551 section 4.1). */
    public static boolean marker(MemorySegment segment, long offset) {
        return (segment.get(JAVA_BYTE, offset + 1) & MARKER) != 0;
    }

    /** The payload type: 0 to 127. */
    public static int payloadType(MemorySegment segment, long offset) {
        return segment.get(JAVA_BYTE, offset + 1) & 0x7f;
    }

    /** The sequence number: 0 to 65535. */
    public static int sequenceNumber(MemorySegment segment, long offset) {
        return segment.get(U16, offset + 2) & 0xffff;
    }

    /** The RTP timestamp in ticks of the payload's clock rate: 32 bits without sign, in an {@code int}. */
    public static int timestamp(MemorySegment segment, long offset) {
        return segment.get(U32, offset + 4);
    }

    /** The synchronisation source: 32 bits without sign, in an {@code int}. */
    public static int ssrc(MemorySegment segment, long offset) {
        return segment.get(U32, offset + 8);
    }

    /** The contributing source number {@code index}, from 0 to {@link #csrcCount} - 1. */
    public static int csrc(MemorySegment segment, long offset, int index) {
        return segment.get(U32, offset + HEADER_BYTES + 4L * index);
    }

    /** Where in the segment the payload starts: {@code offset} plus the length of all headers. */
    public static long payloadOffset(MemorySegment segment, long offset) {
        int flags = segment.get(JAVA_BYTE, offset);
        long payload = offset + HEADER_BYTES + 4L * (flags & 15);
        return (flags & EXTENSION) == 0 ? payload : payload + 4 + 4L * extensionWords(segment, payload);
    }

    /** Bytes of payload of a packet of {@code length} bytes, without headers and padding: 0 or more. */
    public static int payloadLength(MemorySegment segment, long offset, int length) {
        int remaining = length - (int) (payloadOffset(segment, offset) - offset);
        return padding(segment, offset) ? remaining - paddingBytes(segment, offset, length) : remaining;
    }

    /**
     * Writes a fixed header of {@link #HEADER_BYTES} without padding, extension and contributing sources.
     *
     * @param payloadType its low 7 bits are used
     * @param sequenceNumber its low 16 bits are used, so that a counter may simply count on
     * @throws IndexOutOfBoundsException if the header does not fit; bytes before may have been written
     */
    public static void writeHeader(
            MemorySegment segment,
            long offset,
            boolean marker,
            int payloadType,
            int sequenceNumber,
            int timestamp,
            int ssrc) {
        int second = (marker ? MARKER : 0) | (payloadType & 0x7f);
        segment.set(U16, offset, (short) (VERSION_2 << 8 | second));
        segment.set(U16, offset + 2, (short) sequenceNumber);
        segment.set(U32, offset + 4, timestamp);
        segment.set(U32, offset + 8, ssrc);
    }

    /** Says how many contributing sources follow the fixed header, from 0 to {@link #MAX_CSRCS}; after {@link #writeHeader}. */
    public static void setCsrcCount(MemorySegment segment, long offset, int count) {
        int flags = segment.get(JAVA_BYTE, offset);
        segment.set(JAVA_BYTE, offset, (byte) ((flags & ~MAX_CSRCS) | (count & MAX_CSRCS)));
    }

    /** Writes the contributing source number {@code index}, from 0 to {@link #csrcCount} - 1. */
    public static void setCsrc(MemorySegment segment, long offset, int index, int csrc) {
        segment.set(U32, offset + HEADER_BYTES + 4L * index, csrc);
    }

    /** Says that a header extension follows the contributing sources; after {@link #writeHeader}. */
    public static void setExtension(MemorySegment segment, long offset) {
        segment.set(JAVA_BYTE, offset, (byte) (segment.get(JAVA_BYTE, offset) | EXTENSION));
    }

    private static int extensionWords(MemorySegment segment, long extensionOffset) {
        return segment.get(U16, extensionOffset + 2) & 0xffff;
    }

    private static int paddingBytes(MemorySegment segment, long offset, int length) {
        return segment.get(JAVA_BYTE, offset + length - 1) & 0xff;
    }
}

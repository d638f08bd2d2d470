package dev.millrace.rtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The elements of an RTP header extension (RFC 8285), read and written where they lie.
 *
 * <pre>{@code
 *  one byte each:  | 0xBEDE | words |  ID:4 length-1:4 | data ...   IDs 1 to 14, 1 to 16 bytes
 *  two bytes each: | 0x100a | words |  ID:8  length:8  | data ...   IDs 1 to 255, 0 to 255 bytes
 * }</pre>
 *
 * <p>The elements are followed by zeros up to a whole word. Who reads trusts the packet no further than {@link
 * RtpPacket#validate} does: an element that runs out of the extension is not there.
 *
 * <p>Static and stateless: any thread may call. Nothing is allocated.
 */
public final class HeaderExtension {
    /** Nothing was found. */
    public static final long NONE = -1;

    /** The highest ID of an element. */
    public static final int MAX_ID = 255;

    /** The most bytes that an element has. */
    public static final int MAX_LENGTH = 255;

    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int ONE_BYTE = 0xbede;
    private static final int TWO_BYTES = 0x1000;
    /** The low bits of that profile are the application's. */
    private static final int APPLICATION_BITS = 15;

    private static final int PREFIX = 4;
    /** With one byte each, where reading stops. */
    private static final int STOP = 15;

    private static final int MAX_SHORT_LENGTH = 16;

    private HeaderExtension() {}

    /** Whether an element can have a header of one byte; all of a packet have the same. */
    public static boolean fitsOneByte(int id, int length) {
        return id < STOP && length > 0 && length <= MAX_SHORT_LENGTH;
    }

    /** Bytes of an element with its header. */
    public static int elementBytes(boolean oneByte, int length) {
        return (oneByte ? 1 : 2) + length;
    }

    /** Bytes of an extension whose elements have {@code elements} bytes in all. */
    public static int totalBytes(int elements) {
        return PREFIX + (elements + 3) / 4 * 4;
    }

    /**
     * Begins an extension at {@code at}, filled with zeros.
     *
     * @param totalBytes of {@link #totalBytes}
     * @return where the first element goes
     */
    public static long begin(MemorySegment segment, long at, boolean oneByte, int totalBytes) {
        segment.set(U16, at, (short) (oneByte ? ONE_BYTE : TWO_BYTES));
        segment.set(U16, at + 2, (short) ((totalBytes - PREFIX) / 4));
        for (long rest = at + PREFIX; rest < at + totalBytes; rest++) segment.set(JAVA_BYTE, rest, (byte) 0);
        return at + PREFIX;
    }

    /**
     * Writes the header of an element.
     *
     * @return where its data goes
     */
    public static long beginElement(MemorySegment segment, long at, boolean oneByte, int id, int length) {
        if (oneByte) {
            segment.set(JAVA_BYTE, at, (byte) (id << 4 | (length - 1)));
            return at + 1;
        }
        segment.set(JAVA_BYTE, at, (byte) id);
        segment.set(JAVA_BYTE, at + 1, (byte) length);
        return at + 2;
    }

    /**
     * The element with this ID of a packet that is valid and has an extension: where its data is, for {@link #offset} and
     * {@link #length}; {@link #NONE} when there is none.
     */
    public static long find(MemorySegment segment, long packet, int id) {
        long extension = packet + RtpPacket.HEADER_BYTES + 4L * RtpPacket.csrcCount(segment, packet);
        int profile = segment.get(U16, extension) & 0xffff;
        long at = extension + PREFIX;
        long end = at + 4L * (segment.get(U16, extension + 2) & 0xffff);
        if (profile == ONE_BYTE) return findShort(segment, at, end, id);
        return (profile & ~APPLICATION_BITS) == TWO_BYTES ? findLong(segment, at, end, id) : NONE;
    }

    private static long findShort(MemorySegment segment, long from, long end, int wanted) {
        long at = from;
        while (at < end) {
            int header = segment.get(JAVA_BYTE, at++) & 0xff;
            if (header == 0) continue;
            int id = header >> 4;
            int length = (header & 15) + 1;
            if (id == STOP || length > end - at) return NONE;
            if (id == wanted && id != 0) return found(at, length);
            at += length;
        }
        return NONE;
    }

    private static long findLong(MemorySegment segment, long from, long end, int wanted) {
        long at = from;
        while (at < end) {
            int id = segment.get(JAVA_BYTE, at++) & 0xff;
            if (id == 0) continue;
            if (at == end) return NONE;
            int length = segment.get(JAVA_BYTE, at++) & 0xff;
            if (length > end - at) return NONE;
            if (id == wanted) return found(at, length);
            at += length;
        }
        return NONE;
    }

    private static long found(long at, int length) {
        return at << 8 | length;
    }

    /** Where the data of a found element begins in the segment. */
    public static long offset(long found) {
        return found >> 8;
    }

    /** How many bytes of data a found element has: 0 to {@link #MAX_LENGTH}. */
    public static int length(long found) {
        return (int) found & 0xff;
    }
}

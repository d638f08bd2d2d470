package dev.millrace.codec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * ITU-T G.711: the two logarithmic companding laws of telephony, one byte a sample, to and from linear 16-bit samples.
 *
 * <p>Each method converts {@code samples} samples: {@code samples} bytes of G.711 on one side, {@code 2 * samples}
 * bytes of signed little-endian PCM (GStreamer's S16LE), at any alignment, on the other.
 *
 * <p><b>In place.</b> Source and destination are either disjoint, or the same memory from the same address on: then a
 * frame expands or shrinks where it lies. Any other overlap gives unspecified samples, though never a byte outside the
 * destination.
 *
 * <p><b>Exactness.</b> Decoding is what the tables of the recommendation say. Encoding picks the interval between two
 * decision values; the recommendation leaves open where a sample falls that lies exactly on one. Here it belongs to the
 * interval of the greater magnitude, for both signs, so that {@code encode(-x)} is always {@code encode(x)} with the
 * sign bit flipped. This is bit-exact with GStreamer's {@code mulawenc} and {@code alawenc} for all 65536 samples.
 * FFmpeg's encoders round to 14 bits first and differ from it by one step for 851 (&micro;-law) and 849 (A-law) samples
 * next to a decision value; the ITU-T G.191 tool library differs for the 127 negative samples that lie on one.
 *
 * <p>Static and stateless: any thread may call. Nothing is allocated. The ranges are checked before the first byte is
 * written, and {@link IndexOutOfBoundsException} names the one that does not fit.
 */
public final class G711 {
    private static final ValueLayout.OfShort S16LE = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Added to a magnitude before its logarithm is taken, so that the first segment of the &micro;-law is linear. */
    private static final int MULAW_BIAS = 132;

    private static final int MULAW_CLIP = 32_635;
    private static final int SIGN = 0x80;

    /** A-law inverts the even bits, so that silence has many transitions on the line. */
    private static final int ALAW_TOGGLE = 0x55;

    private static final short[] FROM_MULAW = new short[256];
    private static final short[] FROM_ALAW = new short[256];

    // One entry for each of the 65536 samples. Looking a magnitude up in 8 KiB and putting the sign back takes more
    // than
    // twice as long, and the low bits cannot simply be shifted out: the decision values are those of magnitudes.
    private static final byte[] TO_MULAW = new byte[1 << 16];
    private static final byte[] TO_ALAW = new byte[1 << 16];

    static {
        for (int code = 0; code < 256; code++) {
            FROM_MULAW[code] = (short) expandMulaw(code);
            FROM_ALAW[code] = (short) expandAlaw(code);
        }
        for (int magnitude = 0; magnitude <= 32_768; magnitude++) {
            int mulaw = compressMulaw(magnitude);
            int alaw = compressAlaw(magnitude);
            TO_MULAW[-magnitude & 0xffff] = (byte) (mulaw ^ SIGN);
            TO_ALAW[-magnitude & 0xffff] = (byte) (alaw ^ SIGN);
            if (magnitude < 32_768) { // after the negative sample: zero is positive
                TO_MULAW[magnitude] = (byte) mulaw;
                TO_ALAW[magnitude] = (byte) alaw;
            }
        }
    }

    private G711() {}

    /**
     * Decodes &micro;-law (RTP's PCMU): {@code samples} bytes into {@code 2 * samples} bytes.
     *
     * @throws IndexOutOfBoundsException if either range does not lie within its segment; nothing was written
     */
    public static void mulawToLinear(
            MemorySegment src, long srcOffset, MemorySegment dst, long dstOffset, int samples) {
        expand(FROM_MULAW, src, srcOffset, dst, dstOffset, samples);
    }

    /**
     * Decodes A-law (RTP's PCMA): {@code samples} bytes into {@code 2 * samples} bytes.
     *
     * @throws IndexOutOfBoundsException if either range does not lie within its segment; nothing was written
     */
    public static void alawToLinear(MemorySegment src, long srcOffset, MemorySegment dst, long dstOffset, int samples) {
        expand(FROM_ALAW, src, srcOffset, dst, dstOffset, samples);
    }

    /**
     * Encodes &micro;-law (RTP's PCMU): {@code 2 * samples} bytes into {@code samples} bytes.
     *
     * @throws IndexOutOfBoundsException if either range does not lie within its segment; nothing was written
     */
    public static void linearToMulaw(
            MemorySegment src, long srcOffset, MemorySegment dst, long dstOffset, int samples) {
        compress(TO_MULAW, src, srcOffset, dst, dstOffset, samples);
    }

    /**
     * Encodes A-law (RTP's PCMA): {@code 2 * samples} bytes into {@code samples} bytes.
     *
     * @throws IndexOutOfBoundsException if either range does not lie within its segment; nothing was written
     */
    public static void linearToAlaw(MemorySegment src, long srcOffset, MemorySegment dst, long dstOffset, int samples) {
        compress(TO_ALAW, src, srcOffset, dst, dstOffset, samples);
    }

    private static void expand(
            short[] table, MemorySegment src, long srcOffset, MemorySegment dst, long dstOffset, int samples) {
        checkRange("src", src, srcOffset, samples);
        checkRange("dst", dst, dstOffset, 2L * samples);
        if (src.address() + srcOffset != dst.address() + dstOffset) {
            expandForwards(table, src, srcOffset, dst, dstOffset, samples);
        } else {
            // In place. The codes first move to the second half, where the growing samples never overtake the code to
            // be read next. Writing backwards would do without the copy, but C2 leaves all checks in such a loop.
            MemorySegment.copy(src, srcOffset, dst, dstOffset + samples, samples);
            expandForwards(table, dst, dstOffset + samples, dst, dstOffset, samples);
        }
    }

    private static void expandForwards(
            short[] table, MemorySegment src, long srcOffset, MemorySegment dst, long dstOffset, int samples) {
        for (int i = 0; i < samples; i++) {
            dst.set(S16LE, dstOffset + 2L * i, table[src.get(JAVA_BYTE, srcOffset + i) & 0xff]);
        }
    }

    private static void compress(
            byte[] table, MemorySegment src, long srcOffset, MemorySegment dst, long dstOffset, int samples) {
        checkRange("src", src, srcOffset, 2L * samples);
        checkRange("dst", dst, dstOffset, samples);
        for (int i = 0; i < samples; i++) {
            dst.set(JAVA_BYTE, dstOffset + i, table[src.get(S16LE, srcOffset + 2L * i) & 0xffff]);
        }
    }

    private static void checkRange(String what, MemorySegment segment, long offset, long bytes) {
        if (bytes < 0 || offset < 0 || offset > segment.byteSize() - bytes) {
            throw new IndexOutOfBoundsException(what + " range does not lie within its segment: offset=" + offset
                    + " bytes=" + bytes + " segmentBytes=" + segment.byteSize());
        }
    }

    // G.711 table 2: all bits inverted; 3 bits of segment, 4 bits of interval; the value is the middle of the interval.
    private static int expandMulaw(int code) {
        int bits = ~code;
        int segment = (bits >> 4) & 7;
        int magnitude = ((((bits & 15) << 3) + MULAW_BIAS) << segment) - MULAW_BIAS;
        return (bits & SIGN) == 0 ? magnitude : -magnitude;
    }

    // G.711 table 1: segments 0 and 1 have intervals of the same width, each further segment has twice that.
    private static int expandAlaw(int code) {
        int bits = code ^ ALAW_TOGGLE;
        int segment = (bits >> 4) & 7;
        int interval = ((bits & 15) << 4) + 8;
        int magnitude = segment == 0 ? interval : (interval + 256) << (segment - 1);
        return (bits & SIGN) != 0 ? magnitude : -magnitude;
    }

    private static int compressMulaw(int magnitude) {
        int biased = Math.min(magnitude, MULAW_CLIP) + MULAW_BIAS;
        int segment = 24 - Integer.numberOfLeadingZeros(biased); // the lowest biased magnitude, 132, has 24
        int interval = (biased >> (segment + 3)) & 15;
        return ~(segment << 4 | interval);
    }

    private static int compressAlaw(int magnitude) {
        int clipped = Math.min(magnitude, 32_767);
        int segment = Math.max(0, 24 - Integer.numberOfLeadingZeros(clipped));
        int interval = (clipped >> Math.max(4, segment + 3)) & 15;
        return (SIGN | segment << 4 | interval) ^ ALAW_TOGGLE;
    }
}

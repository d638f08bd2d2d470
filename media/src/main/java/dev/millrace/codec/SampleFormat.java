package dev.millrace.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * How a sample of linear audio lies in memory, in GStreamer's names; full scale is -1 to 1.
 *
 * <p>Pure; safe on any thread.
 */
public enum SampleFormat {
    S8(1, false),
    U8(1, false),
    S16LE(2, false),
    S16BE(2, true),
    S24LE(3, false),
    S24BE(3, true),
    S32LE(4, false),
    S32BE(4, true),
    F32LE(4, false),
    F32BE(4, true),
    F64LE(8, false),
    F64BE(8, true);

    private static final ValueLayout.OfShort SHORT_LE =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT_LE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG_LE =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int bytes;
    private final boolean bigEndian;

    SampleFormat(int bytes, boolean bigEndian) {
        this.bytes = bytes;
        this.bigEndian = bigEndian;
    }

    /** The format of this name, or null. */
    public static @Nullable SampleFormat named(@Nullable String name) {
        for (SampleFormat format : values()) if (format.name().equals(name)) return format;
        return null;
    }

    /** Bytes per sample. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloat() {
        return this == F32LE || this == F32BE || this == F64LE || this == F64BE;
    }

    /** Bits of resolution of an integer format; of a float one those of its mantissa. */
    public int bits() {
        if (!isFloat()) return 8 * bytes;
        return bytes == 4 ? 24 : 53;
    }

    /** The sample at a byte offset. */
    public double read(MemorySegment from, long at) {
        return switch (this) {
            case S8 -> from.get(ValueLayout.JAVA_BYTE, at) / 128.0;
            case U8 -> ((from.get(ValueLayout.JAVA_BYTE, at) & 0xff) - 128) / 128.0;
            case S16LE, S16BE -> readShort(from, at) / 32_768.0;
            case S24LE, S24BE -> read24(from, at) / 8_388_608.0;
            case S32LE, S32BE -> readInt(from, at) / 2_147_483_648.0;
            case F32LE, F32BE -> Float.intBitsToFloat(readInt(from, at));
            case F64LE, F64BE -> Double.longBitsToDouble(readLong(from, at));
        };
    }

    /** Writes a sample at a byte offset, rounded to the nearest and clipped to what the format can hold. */
    public void write(MemorySegment to, long at, double sample) {
        switch (this) {
            case S8 -> to.set(ValueLayout.JAVA_BYTE, at, (byte) clip(sample, 128));
            case U8 -> to.set(ValueLayout.JAVA_BYTE, at, (byte) (clip(sample, 128) + 128));
            case S16LE, S16BE -> writeShort(to, at, (short) clip(sample, 32_768));
            case S24LE, S24BE -> write24(to, at, (int) clip(sample, 8_388_608));
            case S32LE, S32BE -> writeInt(to, at, (int) clip(sample, 2_147_483_648L));
            case F32LE, F32BE -> writeInt(to, at, Float.floatToRawIntBits((float) sample));
            case F64LE, F64BE -> writeLong(to, at, Double.doubleToRawLongBits(sample));
        }
    }

    private static long clip(double sample, long scale) {
        return Math.clamp(Math.round(sample * scale), -scale, scale - 1);
    }

    private short readShort(MemorySegment from, long at) {
        short value = from.get(SHORT_LE, at);
        return bigEndian ? Short.reverseBytes(value) : value;
    }

    private void writeShort(MemorySegment to, long at, short value) {
        to.set(SHORT_LE, at, bigEndian ? Short.reverseBytes(value) : value);
    }

    private int readInt(MemorySegment from, long at) {
        int value = from.get(INT_LE, at);
        return bigEndian ? Integer.reverseBytes(value) : value;
    }

    private void writeInt(MemorySegment to, long at, int value) {
        to.set(INT_LE, at, bigEndian ? Integer.reverseBytes(value) : value);
    }

    private long readLong(MemorySegment from, long at) {
        long value = from.get(LONG_LE, at);
        return bigEndian ? Long.reverseBytes(value) : value;
    }

    private void writeLong(MemorySegment to, long at, long value) {
        to.set(LONG_LE, at, bigEndian ? Long.reverseBytes(value) : value);
    }

    private int read24(MemorySegment from, long at) {
        int first = from.get(ValueLayout.JAVA_BYTE, at) & 0xff;
        int middle = from.get(ValueLayout.JAVA_BYTE, at + 1) & 0xff;
        int last = from.get(ValueLayout.JAVA_BYTE, at + 2) & 0xff;
        int value = bigEndian ? first << 16 | middle << 8 | last : last << 16 | middle << 8 | first;
        return value << 8 >> 8;
    }

    private void write24(MemorySegment to, long at, int value) {
        to.set(ValueLayout.JAVA_BYTE, at, (byte) (bigEndian ? value >> 16 : value));
        to.set(ValueLayout.JAVA_BYTE, at + 1, (byte) (value >> 8));
        to.set(ValueLayout.JAVA_BYTE, at + 2, (byte) (bigEndian ? value : value >> 16));
    }
}

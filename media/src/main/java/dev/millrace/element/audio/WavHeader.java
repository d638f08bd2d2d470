package dev.millrace.element.audio;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.millrace.caps.Structure;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The 44 bytes before the samples of a WAV file: the chunks {@code RIFF}, {@code fmt } and the beginning of {@code data}.
 *
 * @param formatTag what the samples are, as WAVEFORMATEX numbers it
 * @param channels interleaved channels
 * @param rate samples per second and channel
 * @param bits of one sample
 */
record WavHeader(int formatTag, int channels, int rate, int bits) {
    /** The length of a file that is still being written; players read on to its end. */
    static final long LENGTH_UNKNOWN = 0x7fff_0000L;

    private static final int BYTES = 44;
    private static final long LONGEST = 0xffff_ffffL - BYTES;

    private static final int PCM = 1;
    private static final int IEEE_FLOAT = 3;
    private static final int A_LAW = 6;
    private static final int MU_LAW = 7;

    private static final ValueLayout.OfInt U32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt TEXT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The header for a format, or null when the format is not known or leaves something open. */
    static @Nullable WavHeader of(Structure format) {
        OptionalInt rate = format.intValue("rate");
        OptionalInt channels = format.intValue("channels");
        if (rate.isEmpty() || channels.isEmpty()) return null;
        return switch (format.name()) {
            case AudioFormats.ALAW -> new WavHeader(A_LAW, channels.getAsInt(), rate.getAsInt(), 8);
            case AudioFormats.MULAW -> new WavHeader(MU_LAW, channels.getAsInt(), rate.getAsInt(), 8);
            default -> ofRaw(format.string("format"), channels.getAsInt(), rate.getAsInt());
        };
    }

    private static @Nullable WavHeader ofRaw(@Nullable String sampleFormat, int channels, int rate) {
        return switch (sampleFormat) {
            case "U8" -> new WavHeader(PCM, channels, rate, 8);
            case "S16LE" -> new WavHeader(PCM, channels, rate, 16);
            case "S24LE" -> new WavHeader(PCM, channels, rate, 24);
            case "S32LE" -> new WavHeader(PCM, channels, rate, 32);
            case "F32LE" -> new WavHeader(IEEE_FLOAT, channels, rate, 32);
            case "F64LE" -> new WavHeader(IEEE_FLOAT, channels, rate, 64);
            case null, default -> null;
        };
    }

    /** The header in a buffer from the pool of the context, for {@code dataBytes} of samples; the caller holds it. */
    Buffer toBuffer(long dataBytes) {
        Buffer buffer = BufferPool.here(BYTES).acquire();
        buffer.setRange(0, BYTES);
        MemorySegment bytes = buffer.segment();
        int frameBytes = channels * bits / 8;
        int length = (int) Math.min(dataBytes, LONGEST);
        bytes.set(TEXT, 0, 0x52494646); // RIFF
        bytes.set(U32, 4, length + BYTES - 8);
        bytes.set(TEXT, 8, 0x57415645); // WAVE
        bytes.set(TEXT, 12, 0x666d7420); // fmt
        bytes.set(U32, 16, 16);
        bytes.set(U16, 20, (short) formatTag);
        bytes.set(U16, 22, (short) channels);
        bytes.set(U32, 24, rate);
        bytes.set(U32, 28, rate * frameBytes);
        bytes.set(U16, 32, (short) frameBytes);
        bytes.set(U16, 34, (short) bits);
        bytes.set(TEXT, 36, 0x64617461); // data
        bytes.set(U32, 40, length);
        return buffer;
    }
}

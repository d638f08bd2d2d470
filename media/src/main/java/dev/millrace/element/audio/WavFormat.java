package dev.millrace.element.audio;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.codec.SampleFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code fmt} chunk of a WAV file says.
 *
 * @param caps the format
 * @param frameBytes bytes of one sample of each channel
 * @param rate frames per second
 */
record WavFormat(Caps caps, int frameBytes, int rate) {
    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int ALAW = 6;
    private static final int MULAW = 7;
    private static final int EXTENSIBLE = 0xfffe;

    /** Reads a chunk; null when it is too short or of a format that is not known. */
    static @Nullable WavFormat parse(byte[] chunk) {
        if (chunk.length < 16) return null;
        ByteBuffer in = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
        int tag = in.getShort(0) & 0xffff;
        int channels = in.getShort(2) & 0xffff;
        int rate = in.getInt(4);
        int frameBytes = in.getShort(12) & 0xffff;
        int bits = in.getShort(14) & 0xffff;
        if (tag == EXTENSIBLE && chunk.length >= 26) tag = in.getShort(24) & 0xffff;
        if (channels == 0 || rate <= 0 || frameBytes == 0 || frameBytes % channels != 0) return null;
        Structure structure = structure(tag, bits, frameBytes / channels);
        if (structure == null) return null;
        return new WavFormat(Caps.of(structure.with("rate", rate).with("channels", channels)), frameBytes, rate);
    }

    private static @Nullable Structure structure(int tag, int bits, int sampleBytes) {
        if (tag == ALAW) return sampleBytes == 1 ? Structure.of("audio/x-alaw") : null;
        if (tag == MULAW) return sampleBytes == 1 ? Structure.of("audio/x-mulaw") : null;
        SampleFormat format = switch (tag) {
            case PCM -> linear(bits);
            case FLOAT -> bits == 32 ? SampleFormat.F32LE : bits == 64 ? SampleFormat.F64LE : null;
            default -> null;
        };
        if (format == null || format.bytes() != sampleBytes) return null;
        return Structure.of("audio/x-raw").with("format", format.name()).with("layout", "interleaved");
    }

    private static @Nullable SampleFormat linear(int bits) {
        return switch (bits) {
            case 8 -> SampleFormat.U8;
            case 16 -> SampleFormat.S16LE;
            case 24 -> SampleFormat.S24LE;
            case 32 -> SampleFormat.S32LE;
            default -> null;
        };
    }

    /** The bytes of the whole frames in a time. */
    long bytes(long durationNs) {
        long seconds = durationNs / 1_000_000_000L;
        return (seconds * rate + durationNs % 1_000_000_000L * rate / 1_000_000_000L) * frameBytes;
    }

    long durationNs(long bytes) {
        long frames = bytes / frameBytes;
        return (long) (frames * 1e9 / rate);
    }
}

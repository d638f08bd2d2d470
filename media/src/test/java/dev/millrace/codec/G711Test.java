package dev.millrace.codec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class G711Test {
    @FunctionalInterface
    interface Conversion {
        void convert(MemorySegment src, long srcOffset, MemorySegment dst, long dstOffset, int samples);
    }

    record Law(
            String name,
            Conversion decoder,
            Conversion encoder,
            G711Reference reference,
            int fullScale,
            double overloadDbm0,
            String milliwatt,
            long gstreamerCrc32) {
        @Override
        public String toString() {
            return name;
        }
    }

    // The checksums are of what GStreamer 1.22's mulawenc and alawenc make of the samples -32768 to 32767. The
    // milliwatts
    // are tables 5 and 6 of the recommendation, the levels of overload its section 2.
    static final Law[] LAWS = {
        new Law(
                "mulaw",
                G711::mulawToLinear,
                G711::linearToMulaw,
                G711Reference.mulaw(),
                32_636,
                3.17,
                "1e0b0b1e9e8b8b9e",
                0xeb8edaa8L),
        new Law(
                "alaw",
                G711::alawToLinear,
                G711::linearToAlaw,
                G711Reference.alaw(),
                32_768,
                3.14,
                "34212134b4a1a1b4",
                0xa3d9d758L),
    };

    @ParameterizedTest
    @FieldSource("LAWS")
    void shouldDecodeEveryCodeAsTheRecommendationDoes(Law law) {
        short[] decoded = decode(law, allCodes());
        for (int code = 0; code < 256; code++) {
            assertThat(decoded[code]).as("code %#x", code).isEqualTo((short) law.reference.decode(code));
        }
    }

    @ParameterizedTest
    @FieldSource("LAWS")
    void shouldEncodeEverySampleAsTheRecommendationDoes(Law law) {
        byte[] encoded = encode(law, allSamples());
        for (int i = 0; i < encoded.length; i++) {
            int sample = i - 32_768;
            if (encoded[i] != (byte) law.reference.encode(sample)) {
                assertThat(encoded[i]).as("sample %d", sample).isEqualTo((byte) law.reference.encode(sample));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("LAWS")
    void shouldEncodeEverySampleAsGStreamerDoes(Law law) {
        var crc = new CRC32();
        crc.update(encode(law, allSamples()));
        assertThat(crc.getValue()).isEqualTo(law.gstreamerCrc32);
    }

    @ParameterizedTest
    @FieldSource("LAWS")
    void shouldGiveEveryCodeBackAfterARoundTrip(Law law) {
        byte[] once = encode(law, decode(law, allCodes()));
        for (int code = 0; code < 256; code++) {
            // The mu-law has two zeros; linear samples have one.
            int expected = law.name.equals("mulaw") && code == 0x7f ? 0xff : code;
            assertThat(once[code] & 0xff).isEqualTo(expected);
        }
        assertThat(encode(law, decode(law, once))).isEqualTo(once);
    }

    @ParameterizedTest
    @FieldSource("LAWS")
    void shouldTreatBothSignsAlike(Law law) {
        byte[] encoded = encode(law, allSamples());
        for (int sample = 1; sample <= 32_767; sample++) {
            assertThat(encoded[32_768 - sample] ^ encoded[32_768 + sample]).isEqualTo((byte) 0x80);
        }
        assertThat(encoded[0]).as("-32768 clips like -32767").isEqualTo(encoded[1]);
    }

    @ParameterizedTest
    @FieldSource("LAWS")
    void shouldDecodeTheDigitalMilliwattAsOneKilohertzAtZeroDbm0(Law law) {
        short[] samples = decode(law, HexFormat.of().parseHex(law.milliwatt));
        double power = 0;
        for (int i = 0; i < 8; i++) {
            power += (double) samples[i] * samples[i] / 8;
            assertThat(samples[i]).isEqualTo((short) -samples[(i + 4) % 8]);
        }
        double sineAtOverload = Math.pow(law.fullScale, 2) / 2;
        double dbm0 = 10 * Math.log10(power / sineAtOverload) + law.overloadDbm0;
        assertThat(dbm0).isBetween(-0.05, 0.05);
    }

    @ParameterizedTest
    @FieldSource("LAWS")
    void shouldConvertInPlace(Law law) {
        try (var arena = Arena.ofConfined()) {
            byte[] codes = allCodes();
            var memory = arena.allocate(12 + 512);
            MemorySegment.copy(codes, 0, memory, JAVA_BYTE, 12, 256);
            law.decoder.convert(memory, 12, memory, 12, 256);
            short[] expanded = new short[256];
            memory.asSlice(12)
                    .asByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer()
                    .get(expanded);
            assertThat(expanded).isEqualTo(decode(law, codes));

            law.encoder.convert(memory, 12, memory, 12, 256);
            byte[] shrunk = memory.asSlice(12, 256).toArray(JAVA_BYTE);
            assertThat(shrunk).isEqualTo(encode(law, expanded));
        }
    }

    @ParameterizedTest
    @FieldSource("LAWS")
    void shouldWriteNothingOutsideTheDestination(Law law) {
        byte[] dst = new byte[11];
        law.decoder.convert(MemorySegment.ofArray(new byte[] {1, 2, 3, 4}), 1, MemorySegment.ofArray(dst), 3, 2);
        assertThat(dst).containsSequence(0, 0, 0).endsWith(0, 0, 0, 0);
        assertThat(dst[4]).isNotZero();

        byte[] codes = new byte[4];
        law.encoder.convert(MemorySegment.ofArray(new byte[9]), 1, MemorySegment.ofArray(codes), 1, 2);
        assertThat(codes[0]).isZero();
        assertThat(codes[1]).isNotZero();
        assertThat(codes[2]).isNotZero();
        assertThat(codes[3]).isZero();
    }

    @ParameterizedTest
    @FieldSource("LAWS")
    void shouldAcceptNoSamplesAtTheEnd(Law law) {
        var empty = MemorySegment.ofArray(new byte[0]);
        law.decoder.convert(empty, 0, empty, 0, 0);
        law.encoder.convert(empty, 0, empty, 0, 0);
    }

    @ParameterizedTest
    @FieldSource("LAWS")
    void shouldRefuseRangesThatDoNotFitBeforeWriting(Law law) {
        byte[] target = new byte[10];
        var small = MemorySegment.ofArray(target);
        var large = MemorySegment.ofArray(new byte[100]);
        Stream.<Runnable>of(
                        () -> law.decoder.convert(large, 0, small, 0, 6),
                        () -> law.decoder.convert(large, 95, small, 0, 6),
                        () -> law.decoder.convert(large, -1, small, 0, 1),
                        () -> law.decoder.convert(large, 0, small, Long.MAX_VALUE, 1),
                        () -> law.decoder.convert(large, 0, small, 0, -1),
                        () -> law.encoder.convert(large, 0, small, 0, 11),
                        () -> law.encoder.convert(large, 99, small, 0, 1),
                        () -> law.encoder.convert(large, 0, small, 10, 1))
                .forEach(call -> assertThatThrownBy(call::run)
                        .isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessageMatching(
                                "(src|dst) range does not lie within its segment: offset=.* bytes=.* segmentBytes=.*"));
        assertThat(target).containsOnly(0);
    }

    @Test
    void shouldMeetTheEndsOfTheTables() {
        assertThat(decode(LAWS[0], new byte[] {(byte) 0xff, 0x7f, (byte) 0x80, 0x00, (byte) 0xfe}))
                .containsExactly(new short[] {0, 0, 32_124, -32_124, 8});
        assertThat(decode(LAWS[1], new byte[] {(byte) 0xd5, 0x55, (byte) 0xaa, 0x2a, (byte) 0xd4}))
                .containsExactly(new short[] {8, -8, 32_256, -32_256, 24});
    }

    private static byte[] allCodes() {
        byte[] codes = new byte[256];
        for (int i = 0; i < 256; i++) {
            codes[i] = (byte) i;
        }
        return codes;
    }

    private static short[] allSamples() {
        short[] samples = new short[65_536];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (i - 32_768);
        }
        return samples;
    }

    private static short[] decode(Law law, byte[] codes) {
        var pcm = ByteBuffer.allocate(2 * codes.length).order(ByteOrder.LITTLE_ENDIAN);
        law.decoder.convert(MemorySegment.ofArray(codes), 0, MemorySegment.ofBuffer(pcm), 0, codes.length);
        short[] samples = new short[codes.length];
        pcm.asShortBuffer().get(samples);
        return samples;
    }

    private static byte[] encode(Law law, short[] samples) {
        var pcm = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        pcm.asShortBuffer().put(samples);
        byte[] codes = new byte[samples.length];
        law.encoder.convert(MemorySegment.ofBuffer(pcm), 0, MemorySegment.ofArray(codes), 0, samples.length);
        return codes;
    }
}

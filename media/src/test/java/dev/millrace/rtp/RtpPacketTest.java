package dev.millrace.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtpPacketTest {
    private static final String HEADER = "80 00 1234 89abcdef fedcba98";

    @Test
    void shouldReadTheFieldsOfAPlainPacket() {
        var packet = packet("80 88 fffe 80000001 ffffffff 0102");
        assertThat(RtpPacket.validate(packet, 0, 14)).isEqualTo(Validity.VALID);
        assertThat(RtpPacket.version(packet, 0)).isEqualTo(2);
        assertThat(RtpPacket.padding(packet, 0)).isFalse();
        assertThat(RtpPacket.extension(packet, 0)).isFalse();
        assertThat(RtpPacket.csrcCount(packet, 0)).isZero();
        assertThat(RtpPacket.marker(packet, 0)).isTrue();
        assertThat(RtpPacket.payloadType(packet, 0)).isEqualTo(8);
        assertThat(RtpPacket.sequenceNumber(packet, 0)).isEqualTo(65_534);
        assertThat(RtpPacket.timestamp(packet, 0)).isEqualTo(0x80000001);
        assertThat(RtpPacket.ssrc(packet, 0)).isEqualTo(-1);
        assertThat(RtpPacket.payloadOffset(packet, 0)).isEqualTo(12);
        assertThat(RtpPacket.payloadLength(packet, 0, 14)).isEqualTo(2);
    }

    @Test
    void shouldFindThePayloadBetweenAllOptionalParts() {
        // Two contributing sources, an extension of two words, three bytes of payload, four of padding; at offset 5.
        var packet = packet("ffffffffff b2 00 1234 89abcdef fedcba98 11111111 22222222 bede0002 0000000000000000"
                + "aabbcc 00000004 ffff");
        int length = 12 + 8 + 12 + 3 + 4;
        assertThat(RtpPacket.validate(packet, 5, length)).isEqualTo(Validity.VALID);
        assertThat(RtpPacket.padding(packet, 5)).isTrue();
        assertThat(RtpPacket.extension(packet, 5)).isTrue();
        assertThat(RtpPacket.csrcCount(packet, 5)).isEqualTo(2);
        assertThat(RtpPacket.csrc(packet, 5, 1)).isEqualTo(0x22222222);
        assertThat(RtpPacket.payloadOffset(packet, 5)).isEqualTo(5 + 32);
        assertThat(RtpPacket.payloadLength(packet, 5, length)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "TOO_SHORT, ''",
        "TOO_SHORT, 80 00 1234 89abcdef fedcba",
        "TOO_SHORT, 82 00 1234 89abcdef fedcba98 11111111 222222",
        "VALID, 82 00 1234 89abcdef fedcba98 11111111 22222222",
        "BAD_VERSION, 00 00 1234 89abcdef fedcba98",
        "BAD_VERSION, 40 00 1234 89abcdef fedcba98",
        "BAD_VERSION, c0 00 1234 89abcdef fedcba98",
        "RTCP_PAYLOAD_TYPE, 80 c8 0006 89abcdef fedcba98",
        "RTCP_PAYLOAD_TYPE, 80 c0 0006 89abcdef fedcba98",
        "RTCP_PAYLOAD_TYPE, 80 df 0006 89abcdef fedcba98",
        "VALID, 80 bf 1234 89abcdef fedcba98",
        "VALID, 80 e0 1234 89abcdef fedcba98",
        "BAD_EXTENSION, 90 00 1234 89abcdef fedcba98",
        "BAD_EXTENSION, 90 00 1234 89abcdef fedcba98 bede00",
        "BAD_EXTENSION, 90 00 1234 89abcdef fedcba98 bede0001",
        "BAD_EXTENSION, 90 00 1234 89abcdef fedcba98 bedeffff 00",
        "VALID, 90 00 1234 89abcdef fedcba98 bede0000",
        "BAD_PADDING, a0 00 1234 89abcdef fedcba98",
        "BAD_PADDING, a0 00 1234 89abcdef fedcba98 00",
        "BAD_PADDING, a0 00 1234 89abcdef fedcba98 03",
        "BAD_PADDING, b0 00 1234 89abcdef fedcba98 bede0001 00000001",
        "VALID, a0 00 1234 89abcdef fedcba98 01",
        "VALID, a0 00 1234 89abcdef fedcba98 0002",
    })
    void shouldJudgeByAppendixA1(Validity expected, String hex) {
        var packet = packet(hex);
        assertThat(RtpPacket.validate(packet, 0, (int) packet.byteSize())).isEqualTo(expected);
    }

    @Test
    void shouldNeverThrowForAnyBytes() {
        var random = new Random(3550);
        int valid = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 3 && random.nextInt(4) > 0) { // mostly plausible, or all would fail at the version
                bytes[0] = (byte) (0x80 | (bytes[0] & 0x3f));
                bytes[1] &= 0x7f;
            }
            if (bytes.length > 15 && random.nextBoolean()) {
                bytes[14] = 0;
                bytes[15] &= 7;
            }
            // A heap segment of exactly these bytes: reading beyond would throw.
            var packet = MemorySegment.ofArray(bytes);
            if (RtpPacket.validate(packet, 0, bytes.length) == Validity.VALID) {
                valid++;
                long payloadOffset = RtpPacket.payloadOffset(packet, 0);
                int payloadLength = RtpPacket.payloadLength(packet, 0, bytes.length);
                assertThat(payloadLength).isNotNegative();
                assertThat(payloadOffset).isGreaterThanOrEqualTo(12);
                assertThat(payloadOffset + payloadLength).isLessThanOrEqualTo(bytes.length);
            }
        }
        assertThat(valid).isGreaterThan(10_000);
    }

    @Test
    void shouldReadBackTheHeaderItWrote() {
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(20);
            memory.fill((byte) 0xff);
            RtpPacket.writeHeader(memory, 3, true, 96, 65_536 + 7, 0xdeadbeef, -2);
            assertThat(memory.asSlice(3, 12).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(bytes("80 e0 0007 deadbeef fffffffe"));
            assertThat(memory.get(ValueLayout.JAVA_BYTE, 2)).isEqualTo((byte) 0xff);
            assertThat(memory.get(ValueLayout.JAVA_BYTE, 15)).isEqualTo((byte) 0xff);
            assertThat(RtpPacket.validate(memory, 3, 12)).isEqualTo(Validity.VALID);
            assertThat(RtpPacket.marker(memory, 3)).isTrue();

            RtpPacket.writeHeader(memory, 3, false, 0, 0, 0, 0);
            assertThat(memory.asSlice(3, 12).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(bytes("80 00 0000 00000000 00000000"));
        }
    }

    @Test
    void shouldRefuseAHeaderThatDoesNotFit() {
        var memory = MemorySegment.ofArray(new byte[20]);
        assertThatThrownBy(() -> RtpPacket.writeHeader(memory, 9, false, 0, 0, 0, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldLookOnlyAtTheGivenLength() {
        var packet = packet(HEADER + "0102030405");
        assertThat(RtpPacket.validate(packet, 0, 11)).isEqualTo(Validity.TOO_SHORT);
        assertThat(RtpPacket.payloadLength(packet, 0, 15)).isEqualTo(3);
    }

    private static MemorySegment packet(String hex) {
        return MemorySegment.ofArray(bytes(hex));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}

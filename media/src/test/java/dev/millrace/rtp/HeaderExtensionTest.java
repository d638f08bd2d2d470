package dev.millrace.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeaderExtensionTest {
    private static final int AT = 3;

    private static MemorySegment packet(int... extension) {
        byte[] bytes = new byte[AT + RtpPacket.HEADER_BYTES + extension.length];
        MemorySegment segment = MemorySegment.ofArray(bytes);
        RtpPacket.writeHeader(segment, AT, false, 0, 1, 2, 3);
        RtpPacket.setExtension(segment, AT);
        for (int i = 0; i < extension.length; i++) bytes[AT + RtpPacket.HEADER_BYTES + i] = (byte) extension[i];
        assertThat(RtpPacket.validate(segment, AT, bytes.length - AT)).isEqualTo(Validity.VALID);
        return segment;
    }

    private static String found(MemorySegment packet, int id) {
        long found = HeaderExtension.find(packet, AT, id);
        if (found == HeaderExtension.NONE) return "none";
        byte[] data = packet.asSlice(HeaderExtension.offset(found), HeaderExtension.length(found))
                .toArray(ValueLayout.JAVA_BYTE);
        return Arrays.toString(data);
    }

    /** The examples of RFC 8285, sections 4.2 and 4.3, in numbers of our own. */
    @Test
    void elementsAreFound() {
        MemorySegment one = packet(0xbe, 0xde, 0, 3, 0x10, 11, 0x21, 22, 23, 0, 0, 0x33, 31, 32, 33, 34);
        assertThat(found(one, 1)).isEqualTo("[11]");
        assertThat(found(one, 2)).isEqualTo("[22, 23]");
        assertThat(found(one, 3)).isEqualTo("[31, 32, 33, 34]");
        assertThat(found(one, 4)).isEqualTo("none");
        assertThat(found(one, 0)).isEqualTo("none");
        MemorySegment two = packet(0x10, 0x07, 0, 3, 1, 0, 2, 1, 22, 0, 200, 4, 31, 32, 33, 34);
        assertThat(found(two, 1)).isEqualTo("[]");
        assertThat(found(two, 2)).isEqualTo("[22]");
        assertThat(found(two, 200)).isEqualTo("[31, 32, 33, 34]");
    }

    @Test
    void readingStopsAtFifteenAndAtTheEnd() {
        assertThat(found(packet(0xbe, 0xde, 0, 1, 0xf0, 0, 0x10, 7), 1)).isEqualTo("none");
        assertThat(found(packet(0xbe, 0xde, 0, 1, 0x12, 1, 2, 3), 1)).isEqualTo("[1, 2, 3]");
        assertThat(found(packet(0xbe, 0xde, 0, 1, 0x13, 1, 2, 3), 1)).isEqualTo("none");
        assertThat(found(packet(0x10, 0, 0, 1, 9, 2, 1, 2), 9)).isEqualTo("[1, 2]");
        assertThat(found(packet(0x10, 0, 0, 1, 9, 3, 1, 2), 9)).isEqualTo("none");
        assertThat(found(packet(0x10, 0, 0, 1, 0, 0, 0, 9), 9)).isEqualTo("none");
        assertThat(found(packet(0x20, 0, 0, 1, 9, 2, 1, 2), 9)).isEqualTo("none");
        assertThat(found(packet(0xbe, 0xde, 0, 0), 1)).isEqualTo("none");
    }

    @Test
    void whatIsWrittenIsReadWhateverItIs() {
        var random = new SplittableRandom(7);
        for (int run = 0; run < 2_000; run++) {
            boolean oneByte = random.nextBoolean();
            int[] lengths = new int[random.nextInt(1, 6)];
            int elements = 0;
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = oneByte ? random.nextInt(1, 17) : random.nextInt(0, 256);
                assertThat(HeaderExtension.fitsOneByte(i + 1, lengths[i])).isEqualTo(lengths[i] > 0 && lengths[i] < 17);
                elements += HeaderExtension.elementBytes(oneByte, lengths[i]);
            }
            int total = HeaderExtension.totalBytes(elements);
            MemorySegment packet = packet(zeros(total));
            packet.asSlice(AT + RtpPacket.HEADER_BYTES).fill((byte) 0x55);
            long next = HeaderExtension.begin(packet, AT + RtpPacket.HEADER_BYTES, oneByte, total);
            for (int i = 0; i < lengths.length; i++) {
                next = HeaderExtension.beginElement(packet, next, oneByte, i + 1, lengths[i]);
                packet.asSlice(next, lengths[i]).fill((byte) (i + 1));
                next += lengths[i];
            }
            assertThat(RtpPacket.payloadOffset(packet, AT)).isEqualTo(packet.byteSize());
            for (int i = 0; i < lengths.length; i++) {
                long found = HeaderExtension.find(packet, AT, i + 1);
                assertThat(HeaderExtension.length(found)).isEqualTo(lengths[i]);
                for (int k = 0; k < lengths[i]; k++)
                    assertThat(packet.get(ValueLayout.JAVA_BYTE, HeaderExtension.offset(found) + k))
                            .isEqualTo((byte) (i + 1));
            }
        }
    }

    private static int[] zeros(int count) {
        int[] zeros = new int[count];
        zeros[0] = 0xbe;
        zeros[1] = 0xde;
        zeros[2] = ((count - 4) / 4) >> 8;
        zeros[3] = ((count - 4) / 4) & 0xff;
        return zeros;
    }

    /** No bytes that may be a packet make it read beyond it. */
    @Test
    void anythingCanBeRead() {
        var random = new SplittableRandom(8);
        for (int run = 0; run < 20_000; run++) {
            byte[] bytes = new byte[random.nextInt(12, 60)];
            random.nextBytes(bytes);
            bytes[0] = (byte) (0x90 | random.nextInt(3));
            int extension = 12 + 4 * (bytes[0] & 15);
            if (extension + 4 > bytes.length) continue;
            boolean oneByte = random.nextBoolean();
            bytes[extension] = (byte) (oneByte ? 0xbe : 0x10);
            bytes[extension + 1] = (byte) (oneByte ? 0xde : random.nextInt(16));
            bytes[extension + 2] = 0;
            bytes[extension + 3] = (byte) random.nextInt(12);
            MemorySegment packet = MemorySegment.ofArray(bytes);
            if (RtpPacket.validate(packet, 0, bytes.length) != Validity.VALID) continue;
            for (int id = 0; id <= 255; id += 5) {
                long found = HeaderExtension.find(packet, 0, id);
                if (found != HeaderExtension.NONE)
                    assertThat(HeaderExtension.offset(found) + HeaderExtension.length(found))
                            .isLessThanOrEqualTo(RtpPacket.payloadOffset(packet, 0));
            }
        }
    }
}

package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.rtp.RtpPacket;
import dev.millrace.rtp.Validity;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RtpPacketsTest {
    @Test
    void packetsFollowOneAnother() {
        RtpPackets packets = RtpPackets.pcmu().ssrc(7).from(65_535, -160);
        MemorySegment first = MemorySegment.ofArray(packets.next());
        byte[] bytes = packets.skip(2).next();
        MemorySegment later = MemorySegment.ofArray(bytes);

        assertThat(RtpPacket.validate(first, 0, 172)).isEqualTo(Validity.VALID);
        assertThat(RtpPacket.marker(first, 0)).isTrue();
        assertThat(RtpPacket.payloadType(first, 0)).isZero();
        assertThat(RtpPacket.ssrc(first, 0)).isEqualTo(7);
        assertThat(RtpPacket.sequenceNumber(first, 0)).isEqualTo(65_535);
        assertThat(RtpPacket.timestamp(first, 0)).isEqualTo(-160);
        assertThat(RtpPacket.marker(later, 0)).isFalse();
        assertThat(RtpPacket.sequenceNumber(later, 0)).isEqualTo(2);
        assertThat(RtpPacket.timestamp(later, 0)).isEqualTo(320);
        assertThat(Arrays.copyOfRange(bytes, 12, 172)).isEqualTo(packets.payload(2));
    }
}

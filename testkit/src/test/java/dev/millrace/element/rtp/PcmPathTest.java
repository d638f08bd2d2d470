package dev.millrace.element.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Buffer;
import dev.millrace.media.FlowReturn;
import dev.millrace.rtp.RtpPacket;
import dev.millrace.testkit.PadHarness;
import dev.millrace.testkit.RtpPackets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Packets through depayloader, decoder, encoder and payloader: the path of a gateway. */
class PcmPathTest {
    private static final String CAPS = "application/x-rtp, media=audio, clock-rate=8000, encoding-name=PCMU";

    @Test
    void aPacketIsTranscodedWithoutACopy() {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = PadHarness.of(
                        "rtppcmudepay ! mulawdec ! alawenc ! rtppcmapay ssrc=9 seqnum-offset=3 timestamp-offset=0")
                .caps(CAPS)) {
            for (int i = 0; i < 100; i++) {
                Buffer in = h.buffer(packets.next());
                int at = in.offset();
                assertThat(h.push(in)).isEqualTo(FlowReturn.OK);
                Buffer out = h.pullBuffer();
                assertThat(out).isSameAs(in);
                assertThat(out.offset()).isEqualTo(at);
                assertThat(out.length()).isEqualTo(172);
                assertThat(RtpPacket.payloadType(out.segment(), at)).isEqualTo(8);
                assertThat(RtpPacket.sequenceNumber(out.segment(), at)).isEqualTo(3 + i);
                assertThat(RtpPacket.timestamp(out.segment(), at)).isEqualTo(160 * i);
                out.release();
            }
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void mulawThereAndBackIsTheSame() {
        RtpPackets packets = RtpPackets.pcmu().from(0, 0);
        try (var h =
                PadHarness.of("rtppcmudepay ! mulawdec ! mulawenc ! rtppcmupay").caps(CAPS)) {
            for (int seq = 0; seq < 256; seq++) {
                h.push(packets.next());
                byte[] expected = packets.payload(seq);
                for (int i = 0; i < expected.length; i++)
                    if (expected[i] == 0x7f) expected[i] = (byte) 0xff; // the two zeros
                byte[] packet = h.pull();
                assertThat(Arrays.copyOfRange(packet, 12, packet.length)).isEqualTo(expected);
            }
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aLossStaysVisibleToTheReceiver() {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = PadHarness.of("rtppcmudepay ! mulawdec ! alawenc ! rtppcmapay timestamp-offset=0")
                .caps(CAPS)) {
            for (int i = 0; i < 3; i++) {
                Buffer in = h.buffer(packets.next());
                in.setPtsNs(40_000_000L * i);
                h.push(in);
                packets.skip(1);
                Buffer out = h.pullBuffer();
                assertThat(RtpPacket.timestamp(out.segment(), out.offset())).isEqualTo(320 * i);
                assertThat(RtpPacket.marker(out.segment(), out.offset())).isTrue();
                out.release();
            }
            h.assertAllBuffersReturned();
        }
    }
}

package dev.millrace.element.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.testkit.PadHarness;
import dev.millrace.testkit.RtpPackets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** rtppcmudepay and rtppcmadepay: payload in place, gaps, and what is counted and dropped. */
class RtpDepayTest {
    private static final String PCMU = "application/x-rtp, media=audio, clock-rate=8000, encoding-name=PCMU";

    private static PadHarness pcmu() {
        return PadHarness.of("rtppcmudepay").caps(PCMU);
    }

    @Test
    void theHeaderBecomesHeadroom() {
        RtpPackets packets = RtpPackets.pcmu().from(7, 0);
        try (var h = pcmu()) {
            Buffer in = h.buffer(packets.next());
            in.setPtsNs(5);
            in.setDtsNs(3);
            int at = in.offset();
            assertThat(h.push(in)).isEqualTo(FlowReturn.OK);
            Buffer out = h.pullBuffer();
            assertThat(out).isSameAs(in);
            assertThat(out.offset()).isEqualTo(at + 12);
            assertThat(out.toArray()).isEqualTo(packets.payload(7));
            assertThat(out.ptsNs()).isEqualTo(5);
            assertThat(out.dtsNs()).isEqualTo(3);
            assertThat(out.durationNs()).isEqualTo(20_000_000);
            out.release();
            assertThat(h.outputCaps()).hasToString("audio/x-mulaw, channels=(int)1, rate=(int)8000");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aSharedPacketIsCopied() {
        RtpPackets packets = RtpPackets.pcmu();
        byte[] packet = packets.next();
        try (var h = pcmu()) {
            Buffer in = h.buffer(packet).retain();
            h.push(in);
            assertThat(h.pull()).isEqualTo(packets.payload(0));
            assertThat(in.toArray()).isEqualTo(packet);
            assertThat(in.has(Buffer.DISCONT)).isFalse();
            in.release();
            h.assertAllBuffersReturned();
        }
    }

    /** CSRCs, an extension and padding, with three bytes of payload among them. */
    @Test
    void everyPartOfTheHeaderIsTakenOff() {
        try (var h = pcmu()) {
            h.push(
                    0xb2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, // version 2, padding, extension, 2 CSRCs
                    1, 1, 1, 1, 2, 2, 2, 2, // the CSRCs
                    0xbe, 0xde, 0, 1, 3, 3, 3, 3, // the extension
                    10, 11, 12, // the payload
                    0, 2); // the padding
            assertThat(h.pull()).containsExactly(10, 11, 12);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aGapIsMarked() {
        RtpPackets packets = RtpPackets.pcmu().from(65_534, 0);
        try (var h = pcmu()) {
            assertThat(discont(h, packets.next())).isTrue(); // the beginning
            assertThat(discont(h, packets.next())).isFalse();
            assertThat(discont(h, packets.next())).isFalse(); // over the end of the numbers
            assertThat(discont(h, packets.skip(1).next())).isTrue();
            assertThat(discont(h, packets.next())).isFalse();
            assertThat(discont(h, packets.ssrc(99).next())).isTrue(); // another sender
            assertThat(discont(h, packets.from(5_000, 0).next())).isTrue(); // and he begins anew
            h.assertAllBuffersReturned();
        }
    }

    private static boolean discont(PadHarness h, byte[] packet) {
        h.push(packet);
        Buffer out = h.pullBuffer();
        out.release();
        return out.has(Buffer.DISCONT);
    }

    @Test
    void whatCameBeforeIsDroppedAndCounted() {
        RtpPackets packets = RtpPackets.pcmu().from(200, 0);
        try (var h = pcmu()) {
            byte[] first = packets.next();
            h.push(first);
            h.push(packets.next());
            assertThat(h.push(first)).isEqualTo(FlowReturn.OK);
            h.push(packets.from(102, 0).next()); // 99 before the last one
            assertThat(h.get("packets-old")).isEqualTo(2L);
            assertThat(h.available()).isEqualTo(2);
            h.push(packets.from(101, 0).next()); // 100 before: the sender has begun anew
            assertThat(h.available()).isEqualTo(3);
        }
    }

    @Test
    void maxReorderDecidesWhatIsOld() {
        RtpPackets packets = RtpPackets.pcmu().from(200, 0);
        try (var h = PadHarness.of("rtppcmudepay max-reorder=0").caps(PCMU)) {
            byte[] first = packets.next();
            h.push(first);
            h.push(first);
            assertThat(h.available()).isEqualTo(2);
        }
    }

    @Test
    void whatIsNoRtpIsDroppedAndCounted() {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = pcmu()) {
            h.push();
            h.push(1, 2, 3);
            byte[] version1 = packets.next();
            version1[0] = 0x40;
            h.push(version1);
            byte[] report = packets.next();
            report[1] = (byte) 200;
            h.push(report);
            byte[] padded = packets.next();
            padded[0] = (byte) 0xa0;
            padded[171] = (byte) 255;
            h.push(padded);
            assertThat(h.get("packets-invalid")).isEqualTo(5L);
            assertThat(h.available()).isZero();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void anEmptyPayloadIsNothing() {
        try (var h = pcmu()) {
            h.push(Arrays.copyOf(RtpPackets.pcmu().next(), 12));
            assertThat(h.available()).isZero();
            assertThat(h.get("packets-invalid")).isEqualTo(0L);
            h.assertAllBuffersReturned();
        }
    }

    /** Comfort noise and DTMF come within the same stream. */
    @Test
    void otherPayloadTypesAreDroppedWhenTheCapsSayWhich() {
        try (var h = PadHarness.of("rtppcmadepay").caps("application/x-rtp, media=audio, payload=8, clock-rate=8000")) {
            h.push(RtpPackets.of(13, 1).next());
            h.push(RtpPackets.pcma().next());
            assertThat(h.available()).isEqualTo(1);
            assertThat(h.get("packets-ignored")).isEqualTo(1L);
            assertThat(h.get("stats"))
                    .isEqualTo("application/x-rtp-depayload-stats, clock_rate=(uint)8000, seqnum=(uint)0,"
                            + " timestamp=(uint)0, packets=(int)1");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        rtppcmudepay | application/x-rtp, encoding-name=PCMU                    | audio/x-mulaw, channels=(int)1, rate=(int)8000
        rtppcmadepay | application/x-rtp, encoding-name=PCMA, clock-rate=16000  | audio/x-alaw, channels=(int)1, rate=(int)16000
        rtppcmudepay | application/x-rtp, payload=0                             | audio/x-mulaw, channels=(int)1, rate=(int)8000
        """)
    void capsThatSayLittleAreEnough(String element, String caps, String output) {
        try (var h = PadHarness.of(element).caps(caps)) {
            h.push(RtpPackets.pcmu().next());
            assertThat(h.outputCaps()).hasToString(output);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        rtppcmudepay | application/x-rtp, media=audio, encoding-name=PCMA, clock-rate=8000, payload=8
        rtppcmadepay | application/x-rtp, media=video, encoding-name=PCMA
        rtppcmadepay | audio/x-alaw
        """)
    void otherFormatsAreRefused(String element, String caps) {
        try (var h = PadHarness.of(element).caps(caps)) {
            assertThat(h.push(RtpPackets.pcmu().next())).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error()).contains("caps are not accepted");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void withoutCapsItSaysWhatIsMissing() {
        try (var h = PadHarness.of("rtppcmudepay")) {
            assertThat(h.push(RtpPackets.pcmu().next())).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error())
                    .isEqualTo("format is unknown: the stream says none;"
                            + " set caps of its source or put them before rtppcmudepay0");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void theEndAndAFlushPass() {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = pcmu()) {
            discont(h, packets.next());
            h.event(new Event.FlushStop());
            assertThat(discont(h, packets.next())).isTrue();
            h.endOfStream();
            assertThat(h.hasEnded()).isTrue();
        }
    }
}

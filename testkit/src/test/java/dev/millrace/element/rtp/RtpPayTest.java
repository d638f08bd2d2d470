package dev.millrace.element.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.rtp.RtpPacket;
import dev.millrace.rtp.Validity;
import dev.millrace.testkit.PadHarness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** rtppcmupay and rtppcmapay: header in place, numbers, cutting and gathering. */
class RtpPayTest {
    private static final String FIXED = "rtppcmupay ssrc=7 seqnum-offset=65534 timestamp-offset=100 ";
    private static final long MS = 1_000_000;

    /** What matters of a packet that came out. */
    private record Packet(
            boolean marker, int seq, long timestamp, int payloadBytes, long ptsMs, long durationUs, boolean discont) {}

    private static PadHarness pcmu(String element) {
        return PadHarness.of(element).caps("audio/x-mulaw, rate=8000, channels=1");
    }

    private static Packet pull(PadHarness h) {
        Buffer out = h.pullBuffer();
        assertThat(RtpPacket.validate(out.segment(), out.offset(), out.length()))
                .isEqualTo(Validity.VALID);
        Packet packet = new Packet(
                RtpPacket.marker(out.segment(), out.offset()),
                RtpPacket.sequenceNumber(out.segment(), out.offset()),
                Integer.toUnsignedLong(RtpPacket.timestamp(out.segment(), out.offset())),
                out.length() - 12,
                out.ptsNs() == Buffer.NO_TIME ? -1 : out.ptsNs() / MS,
                out.durationNs() / 1000,
                out.has(Buffer.DISCONT));
        out.release();
        return packet;
    }

    private static List<Integer> sizes(PadHarness h) {
        List<Integer> sizes = new ArrayList<>();
        while (h.available() > 0) sizes.add(pull(h).payloadBytes());
        return sizes;
    }

    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte) i;
        return bytes;
    }

    private static void pushDiscont(PadHarness h, long ptsNs, int length) {
        Buffer buffer = h.buffer(counting(length));
        buffer.setPtsNs(ptsNs);
        buffer.setFlags(Buffer.DISCONT);
        h.push(buffer);
    }

    @Test
    void theHeaderGoesIntoTheHeadroom() {
        try (var h = pcmu(FIXED)) {
            Buffer in = h.buffer(12, counting(160));
            h.push(in);
            Buffer out = h.pullBuffer();
            assertThat(out).isSameAs(in);
            assertThat(out.offset()).isZero();
            assertThat(out.toArray())
                    .hasSize(172)
                    .startsWith(0x80, 0x80, 0xff, 0xfe, 0, 0, 0, 100, 0, 0, 0, 7, 0, 1, 2, 3);
            out.release();
            assertThat(h.outputCaps())
                    .hasToString("application/x-rtp, media=(string)audio, clock-rate=(int)8000,"
                            + " encoding-name=(string)PCMU, payload=(int)0, ssrc=(uint)7,"
                            + " timestamp-offset=(uint)100, seqnum-offset=(uint)65534");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void withoutHeadroomThePayloadIsCopied() {
        try (var h = pcmu(FIXED)) {
            Buffer in = h.buffer(11, counting(160));
            h.push(in);
            Buffer out = h.pullBuffer();
            assertThat(out).isNotSameAs(in);
            assertThat(out.toArray()).hasSize(172).startsWith(0x80, 0x80).endsWith(157, 158, 159);
            out.release();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aSharedPayloadIsCopied() {
        try (var h = pcmu(FIXED)) {
            Buffer in = h.buffer(counting(160)).retain();
            h.push(in);
            assertThat(h.pull()).hasSize(172).startsWith(0x80, 0x80).endsWith(157, 158, 159);
            assertThat(in.toArray()).isEqualTo(counting(160));
            assertThat(in.durationNs()).isEqualTo(Buffer.NO_TIME);
            in.release();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void timestampsCountSamplesFromTheFirstTime() {
        try (var h = pcmu(FIXED)) {
            h.pushAt(1_000 * MS, counting(160));
            h.pushAt(1_023 * MS, counting(160)); // 3 ms late: no matter
            h.push(counting(80));
            h.push(counting(160));
            assertThat(pull(h)).isEqualTo(new Packet(true, 65_534, 8_100, 160, 1_000, 20_000, false));
            assertThat(pull(h)).isEqualTo(new Packet(false, 65_535, 8_260, 160, 1_023, 20_000, false));
            assertThat(pull(h)).isEqualTo(new Packet(false, 0, 8_420, 80, -1, 10_000, false));
            assertThat(pull(h)).isEqualTo(new Packet(false, 1, 8_500, 160, -1, 20_000, false));
            assertThat(h.get("seqnum")).isEqualTo(1);
            assertThat(h.get("timestamp")).isEqualTo(8_500L);
            assertThat(h.get("stats")).asString().contains("ssrc=(uint)7", "timestamp=(uint)8500", "pt=(uint)0");
        }
    }

    @Test
    void timeCountsFromTheStartOfTheSegment() {
        try (var h = pcmu(FIXED)) {
            h.event(new Event.Segment(Event.Segment.Format.TIME, 1_000 * MS));
            h.pushAt(1_010 * MS, counting(160));
            assertThat(pull(h).timestamp()).isEqualTo(180);
        }
    }

    @Test
    void aGapInTimeIsAGapInTimestamps() {
        try (var h = pcmu(FIXED)) {
            h.pushAt(0, counting(160));
            pushDiscont(h, 60 * MS + 3, 160); // two lost, and the clock is not exact
            h.pushAt(80 * MS, counting(160));
            pushDiscont(h, 50 * MS, 160); // time goes back
            assertThat(pull(h).timestamp()).isEqualTo(100);
            assertThat(pull(h)).isEqualTo(new Packet(true, 65_535, 580, 160, 60, 20_000, true));
            assertThat(pull(h)).isEqualTo(new Packet(false, 0, 740, 160, 80, 20_000, false));
            assertThat(pull(h)).isEqualTo(new Packet(true, 1, 900, 160, 50, 20_000, true));
        }
    }

    @Test
    void withoutPerfectRtptimeTimestampsFollowTheTimes() {
        try (var h = pcmu(FIXED + "perfect-rtptime=false")) {
            h.pushAt(0, counting(160));
            h.pushAt(23 * MS, counting(160));
            h.push(counting(160));
            assertThat(pull(h).timestamp()).isEqualTo(100);
            assertThat(pull(h).timestamp()).isEqualTo(284);
            assertThat(pull(h).timestamp()).isEqualTo(444);
        }
    }

    @Test
    void timestampsAreRightAfterAYear() {
        try (var h = pcmu(FIXED)) {
            long yearSeconds = 365L * 86_400;
            h.pushAt(yearSeconds * 1_000 * MS, counting(1));
            assertThat(pull(h).timestamp()).isEqualTo((yearSeconds * 8_000 + 100) & 0xffff_ffffL);
        }
    }

    /** As GStreamer 1.22's rtppcmupay for 160, 160 and 80 bytes, but for the last line, which has it send nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        mtu=1400                      | 160 160 80
        mtu=60                        | 48 48 48 16 48 48 48 16 48 32
        max-ptime=5000000             | 40 40 40 40 40 40 40 40 40 40
        mtu=60 min-ptime=10000000     | 48 48 48 48 48 48 48 48 16
        min-ptime=30000000            | 320 80
        min-ptime=60000000            | 400
        max-ptime=0                   | 400 x 1
        """)
    void longBuffersAreCutAndShortOnesGathered(String properties, String expected) {
        try (var h = pcmu("rtppcmupay " + properties)) {
            h.push(counting(160));
            h.push(counting(160));
            h.push(counting(80));
            h.endOfStream();
            List<Integer> sizes = sizes(h);
            if (expected.endsWith("x 1")) assertThat(sizes).hasSize(400).containsOnly(1);
            else assertThat(sizes).hasToString("[" + expected.replace(" ", ", ") + "]");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void everyPieceHasItsOwnTime() {
        try (var h = pcmu(FIXED + "mtu=100")) {
            pushDiscont(h, 1_000 * MS, 160);
            h.pushAt(1_020 * MS, counting(160));
            assertThat(pull(h)).isEqualTo(new Packet(true, 65_534, 8_100, 88, 1_000, 11_000, true));
            assertThat(pull(h)).isEqualTo(new Packet(false, 65_535, 8_188, 72, 1_011, 9_000, false));
            assertThat(pull(h)).isEqualTo(new Packet(false, 0, 8_260, 88, 1_020, 11_000, false));
            assertThat(pull(h)).isEqualTo(new Packet(false, 1, 8_348, 72, 1_031, 9_000, false));
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void gatheredSamplesStayInOrder() {
        try (var h = pcmu("rtppcmupay max-ptime=30000000 min-ptime=30000000")) {
            h.push(counting(100));
            h.push(counting(200));
            h.push(counting(77));
            h.endOfStream();
            byte[] all = new byte[377];
            int at = 0;
            while (h.available() > 0) {
                byte[] packet = h.pull();
                System.arraycopy(packet, 12, all, at, packet.length - 12);
                at += packet.length - 12;
            }
            byte[] expected = new byte[377];
            System.arraycopy(counting(100), 0, expected, 0, 100);
            System.arraycopy(counting(200), 0, expected, 100, 200);
            System.arraycopy(counting(77), 0, expected, 300, 77);
            assertThat(at).isEqualTo(377);
            assertThat(all).isEqualTo(expected);
        }
    }

    @Test
    void whatIsGatheredGoesOutBeforeAGapAndIsDroppedByAFlush() {
        try (var h = pcmu(FIXED + "min-ptime=30000000")) {
            h.pushAt(0, counting(160));
            assertThat(h.available()).isZero();
            pushDiscont(h, 100 * MS, 160);
            assertThat(pull(h)).isEqualTo(new Packet(true, 65_534, 100, 160, 0, 20_000, false));
            assertThat(h.available()).isZero();
            h.event(new Event.FlushStop());
            h.assertAllBuffersReturned();
            h.push(counting(160)); // held when the harness closes
        }
    }

    @Test
    void numbersAreRandomUnlessTheyAreSet() {
        try (var h = pcmu("rtppcmupay")) {
            h.push(1);
            Packet first = pull(h);
            assertThat(first.seq()).isBetween(0, 32_767);
            assertThat(h.get("ssrc")).isEqualTo(4_294_967_295L);
            assertThat(h.outputCaps()).asString().contains("ssrc=(uint)").doesNotContain("4294967295");
        }
    }

    @Test
    void pcmaHasItsOwnTypeUnlessOneIsSet() {
        for (String pt : List.of("", " pt=96")) {
            try (var h = PadHarness.of("rtppcmapay" + pt).caps("audio/x-alaw, rate=8000, channels=1")) {
                h.push(1);
                Buffer out = h.pullBuffer();
                assertThat(RtpPacket.payloadType(out.segment(), out.offset())).isEqualTo(pt.isEmpty() ? 8 : 96);
                out.release();
            }
        }
    }

    @Test
    void refusedSamplesAreReturned() {
        try (var h = pcmu("rtppcmupay mtu=60")) {
            h.answer(FlowReturn.FLUSHING);
            assertThat(h.push(counting(160))).isEqualTo(FlowReturn.FLUSHING);
            assertThat(h.push(counting(10))).isEqualTo(FlowReturn.FLUSHING);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void emptyBuffersAreNoPackets() {
        try (var h = pcmu("rtppcmupay")) {
            assertThat(h.push()).isEqualTo(FlowReturn.OK);
            assertThat(h.available()).isZero();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void otherFormatsAndNoneAreRefused() {
        try (var h = PadHarness.of("rtppcmupay").caps("audio/x-mulaw, rate=16000, channels=1")) {
            assertThat(h.push(1)).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            h.assertAllBuffersReturned();
        }
        try (var h = PadHarness.of("rtppcmupay")) {
            assertThat(h.push(1)).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error()).startsWith("format is unknown: the stream says none; put caps before rtppcmupay0");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void propertiesHaveTheRangesOfGStreamer() {
        assertThatThrownBy(() -> PadHarness.of("rtppcmupay pt=128")).hasMessageContaining("0 - 127");
        assertThatThrownBy(() -> PadHarness.of("rtppcmupay mtu=27")).hasMessageContaining("28 - 4294967295");
        assertThatThrownBy(() -> PadHarness.of("rtppcmupay seqnum-offset=65536"))
                .hasMessageContaining("-1 - 65535");
    }
}

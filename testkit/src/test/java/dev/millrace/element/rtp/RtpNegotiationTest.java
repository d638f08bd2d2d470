package dev.millrace.element.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.rtp.RtpPacket;
import dev.millrace.testkit.PadHarness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What downstream asks of a payloader, and how long and when its packets are. */
class RtpNegotiationTest {
    private static final String MULAW = "audio/x-mulaw, rate=8000, channels=1";
    private static final long MS = 1_000_000;

    private static PadHarness pay(String text) {
        return PadHarness.of("rtppcmupay " + text + (text.contains("!") ? " ! identity" : ""))
                .caps(MULAW);
    }

    private static List<Integer> sizes(PadHarness h) {
        List<Integer> sizes = new ArrayList<>();
        while (h.available() > 0) sizes.add(h.pull().length);
        return sizes;
    }

    private static List<Long> timestamps(PadHarness h) {
        List<Long> all = new ArrayList<>();
        while (h.available() > 0) {
            Buffer out = h.pullBuffer();
            all.add(Integer.toUnsignedLong(RtpPacket.timestamp(out.segment(), out.offset())));
            out.release();
        }
        return all;
    }

    /** As GStreamer 1.22's rtppcmupay for three buffers of 160 bytes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ptime-multiple=15000000                         | 132 132 252
        ptime-multiple=15000000 min-ptime=20000000      | 132 132 252
        ptime-multiple=7000000 max-ptime=20000000       | 124 124 68 124 68 44
        ptime-multiple=30000000 mtu=372                 | 252 252
        ! application/x-rtp,ptime=(uint)10              | 92 92 92 92 92 92
        ! application/x-rtp,ptime=(uint)30              | 252 252
        ! application/x-rtp,ptime=(uint)100             | 492
        ! application/x-rtp,maxptime=(uint)10           | 92 92 92 92 92 92
        ! application/x-rtp,ptime=(uint)10,maxptime=(uint)5 | 52 52 52 52 52 52 52 52 52 52 52 52
        max-ptime=5000000 ! application/x-rtp,maxptime=(uint)10 | 52 52 52 52 52 52 52 52 52 52 52 52
        """)
    void packetsAreAsLongAsTheyAreToBe(String text, String expected) {
        try (var h = pay(text)) {
            for (int i = 0; i < 3; i++) h.push(new byte[160]);
            h.endOfStream();
            assertThat(sizes(h)).hasToString("[" + expected.replace(" ", ", ") + "]");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aMultipleThatNoPacketHoldsIsNone() {
        try (var h = pay("ptime-multiple=30000000 mtu=60")) {
            h.push(new byte[160]);
            assertThat(sizes(h)).containsExactly(60, 60, 60, 28);
        }
    }

    @Test
    void whatIsLeftOfAMultipleKeepsItsBytesAndItsTime() {
        try (var h = pay("timestamp-offset=0 ptime-multiple=15000000 min-ptime=20000000")) {
            byte[] counting = new byte[170];
            for (int i = 0; i < counting.length; i++) counting[i] = (byte) i;
            h.pushAt(0, Arrays.copyOfRange(counting, 0, 150));
            h.pushAt(18_750_000, Arrays.copyOfRange(counting, 150, 170));
            h.endOfStream();
            Buffer first = h.pullBuffer();
            Buffer rest = h.pullBuffer();
            assertThat(first.toArray()).hasSize(132).endsWith(118, 119);
            assertThat(rest.toArray()).hasSize(62).endsWith(167, 168, 169);
            assertThat(rest.ptsNs()).isEqualTo(15 * MS);
            assertThat(RtpPacket.timestamp(rest.segment(), rest.offset())).isEqualTo(120);
            first.release();
            rest.release();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void downstreamsNumbersCountWhereNoneAreSet() {
        String caps = "! application/x-rtp,payload=100,ssrc=(uint)77,timestamp-offset=(uint)6,seqnum-offset=(uint)33";
        try (var h = pay(caps)) {
            h.push(1);
            assertThat(h.pull()).startsWith(0x80, 0x80 | 100, 0, 33, 0, 0, 0, 6, 0, 0, 0, 77);
            assertThat(h.outputCaps()).asString().contains("payload=(int)100", "ssrc=(uint)77");
        }
    }

    @Test
    void whatIsSetIsKeptWhereDownstreamTakesIt() {
        String choice =
                "! application/x-rtp,payload={100,101},timestamp-offset=(uint){6,7},seqnum-offset=(uint){33,34}";
        try (var h = pay("pt=101 timestamp-offset=7 seqnum-offset=34 ssrc=5 " + choice)) {
            h.push(1);
            assertThat(h.pull()).startsWith(0x80, 0x80 | 101, 0, 34, 0, 0, 0, 7, 0, 0, 0, 5);
        }
        try (var h = pay("pt=99 ! application/x-rtp,payload=100")) { // as in GStreamer, which warns
            h.push(1);
            assertThat(h.pull()).startsWith(0x80, 0x80 | 100);
        }
        try (var h = pay("! application/x-rtp,payload=[96,127]")) {
            h.push(1);
            assertThat(h.pull()).startsWith(0x80, 0x80 | 96);
        }
    }

    @Test
    void bothSidesAreShownWhenTheyCannotAgree() {
        try (var h = PadHarness.of("rtppcmupay ! application/x-rtp,encoding-name=OPUS ! identity")) {
            h.caps(MULAW);
            assertThat(h.error())
                    .startsWith("no format in common: rtppcmupay0.src gives application/x-rtp, media=(string)audio")
                    .contains("encoding-name=(string)PCMU")
                    .endsWith("; capsfilter0.sink takes application/x-rtp, encoding-name=(string)OPUS");
        }
    }

    @Test
    void aListHoldsThePacketsOfABuffer() {
        try (var h = pay("buffer-list=true mtu=60 min-ptime=5000000")) {
            h.push(new byte[160]);
            h.push(new byte[40]);
            assertThat(sizes(h)).containsExactly(60, 60, 60, 60);
            h.push(new byte[8]);
            assertThat(h.available()).isZero();
            h.endOfStream();
            assertThat(sizes(h)).containsExactly(28);
            h.assertAllBuffersReturned();
        }
    }

    /** The stream begins at 10 s of what is played, at double speed: the first buffer is half a second further. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                                        | 2000, 2160
        perfect-rtptime=false                           | 2000, 2080
        scale-rtptime=false                             | 84000, 84160
        scale-rtptime=false perfect-rtptime=false       | 84000, 84160
        onvif-no-rate-control=true                      | 84000, 84160
        """)
    void timestampsFollowTheRunningTimeOrThePosition(String properties, String expected) {
        try (var h = pay("timestamp-offset=0 " + (properties == null ? "" : properties))) {
            h.event(new Event.Segment(Event.Segment.Format.TIME, 2.0, 10_000 * MS, Buffer.NO_TIME, 0));
            h.pushAt(10_500 * MS, new byte[160]);
            h.pushAt(10_520 * MS, new byte[160]);
            assertThat(timestamps(h)).hasToString("[" + expected + "]");
        }
    }
}

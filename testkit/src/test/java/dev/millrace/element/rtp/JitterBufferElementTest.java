package dev.millrace.element.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.State;
import dev.millrace.rtp.RtpPacket;
import dev.millrace.testkit.PadHarness;
import dev.millrace.testkit.RtpPackets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ts-jitterbuffer alone: order, time of release, loss, end, and what it holds when it is stopped. */
class JitterBufferElementTest {
    private static final String CAPS = "application/x-rtp, media=audio, clock-rate=8000, encoding-name=PCMU";

    private static PadHarness jitterBuffer(String properties) {
        return PadHarness.of("ts-jitterbuffer latency=40 " + properties).caps(CAPS);
    }

    private static List<Integer> pullSequenceNumbers(PadHarness h) {
        List<Integer> numbers = new ArrayList<>();
        while (h.available() > 0) {
            Buffer out = h.pullBuffer();
            numbers.add(RtpPacket.sequenceNumber(out.segment(), out.offset()));
            out.release();
        }
        return numbers;
    }

    @Test
    void packetsComeOutInOrderAfterTheLatency() {
        RtpPackets packets = RtpPackets.pcmu().from(65_534, 0);
        byte[][] sent = {packets.next(), packets.next(), packets.next(), packets.next()};
        try (var h = jitterBuffer("")) {
            h.push(sent[0]);
            h.advance(Duration.ofMillis(39));
            assertThat(h.available()).as("before 40 ms").isZero();
            h.advance(Duration.ofMillis(1));
            assertThat(pullSequenceNumbers(h)).containsExactly(65_534);
            h.push(sent[2]);
            h.push(sent[1]); // 20 ms late
            h.advance(Duration.ofMillis(20));
            assertThat(pullSequenceNumbers(h)).containsExactly(65_535);
            h.push(sent[3]);
            h.advance(Duration.ofMillis(20));
            assertThat(pullSequenceNumbers(h)).containsExactly(0);
            h.advance(Duration.ofMillis(20));
            assertThat(pullSequenceNumbers(h)).containsExactly(1);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void theEndComesAfterTheLastPacket() {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = jitterBuffer("")) {
            h.push(packets.next());
            h.push(packets.next());
            h.endOfStream();
            assertThat(h.hasEnded()).isFalse();
            h.advance(Duration.ofMillis(100));
            assertThat(pullSequenceNumbers(h)).containsExactly(0, 1);
            assertThat(h.hasEnded()).isTrue();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void anEndWithoutPacketsComesAtOnce() {
        try (var h = jitterBuffer("")) {
            h.endOfStream();
            assertThat(h.hasEnded()).isTrue();
        }
    }

    @Test
    void aLossIsMarkedAndToldOfWhenAskedFor() {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = jitterBuffer("do-lost=true")) {
            h.push(packets.next());
            h.push(packets.skip(1).next());
            h.advance(Duration.ofMillis(200));
            h.pull();
            Buffer afterLoss = h.pullBuffer();
            assertThat(afterLoss.has(Buffer.DISCONT)).isTrue();
            afterLoss.release();
            assertThat(h.events())
                    .filteredOn(Event.Custom.class::isInstance)
                    .singleElement()
                    .asString()
                    .contains("GstRTPPacketLost", "seqnum=(int)1");
            assertThat(h.get("stats")).asString().contains("num-lost=(int)1", "num-pushed=(int)2");
        }
    }

    @Test
    void whatIsHeldIsReturnedWhenItStops() {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = jitterBuffer("")) {
            h.push(packets.next());
            h.advance(Duration.ofMillis(20));
            h.push(packets.next());
            assertThat(h.available()).isZero();
        } // closing fails when a buffer has leaked
    }

    @Test
    void doubleLateAndInvalidPacketsAreDropped() {
        RtpPackets packets = RtpPackets.pcmu();
        byte[] first = packets.next();
        try (var h = jitterBuffer("")) {
            h.push(first);
            h.push(first);
            h.push(1, 2, 3);
            h.push(packets.skip(1).next());
            h.advance(Duration.ofMillis(200));
            h.push(packets.from(1, 160).next());
            h.advance(Duration.ofMillis(200));
            assertThat(pullSequenceNumbers(h)).containsExactly(0, 2);
            assertThat(h.get("stats")).asString().contains("num-late=(int)1", "num-duplicates=(int)1");
            h.assertAllBuffersReturned();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PAUSED", "READY", "NULL"})
    void streamsAgainAfterItWasDown(State down) {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = jitterBuffer("")) {
            h.push(packets.next());
            h.advance(Duration.ofMillis(20));
            h.setState(down);
            h.setState(State.PLAYING);
            if (down != State.PAUSED) h.caps(CAPS);
            h.push(packets.next());
            h.advance(Duration.ofMillis(100));
            assertThat(pullSequenceNumbers(h)).endsWith(1);
            h.assertAllBuffersReturned();
        }
    }
}

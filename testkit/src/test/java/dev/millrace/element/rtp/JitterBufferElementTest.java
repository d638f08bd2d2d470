package dev.millrace.element.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Query;
import dev.millrace.media.State;
import dev.millrace.rtp.RtpPacket;
import dev.millrace.testkit.PadHarness;
import dev.millrace.testkit.RtpPackets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ts-jitterbuffer alone: order, time of release, loss, end, and what it holds when it is stopped. */
class JitterBufferElementTest {
    private static final String CAPS = "application/x-rtp, media=audio, clock-rate=8000, encoding-name=PCMU";

    /** Where it runs: with the stream, on a context of its own, or on one that it shares with the stream by name. */
    static List<String> places() {
        return List.of(
                "ts-jitterbuffer",
                "ts-jitterbuffer context=own",
                "ts-jitterbuffer context=lanes context-threads=2",
                "ts-queue context=own ! ts-jitterbuffer context=own");
    }

    private static PadHarness jitterBuffer(String place) {
        return PadHarness.of(place + " latency=40 name=jb").caps(CAPS);
    }

    private static String stats(PadHarness h) {
        return String.valueOf(h.pipeline().get("jb").get("stats"));
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

    @ParameterizedTest
    @MethodSource("places")
    void packetsComeOutInOrderAfterTheLatency(String place) {
        RtpPackets packets = RtpPackets.pcmu().from(65_534, 0);
        byte[][] sent = {packets.next(), packets.next(), packets.next(), packets.next()};
        try (var h = jitterBuffer(place)) {
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

    /** What is left is let go of; it was due for ever, and the context had no rest. */
    @ParameterizedTest
    @MethodSource("places")
    @Timeout(10)
    void itRestsWhenDownstreamTakesNoMore(String place) {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = jitterBuffer(place)) {
            h.answer(FlowReturn.EOS);
            for (int i = 0; i < 4; i++) h.push(packets.next());
            h.advance(Duration.ofMillis(200));
            boolean direct = !place.startsWith("ts-queue"); // which hears of it with the packet after this one
            assertThat(h.push(packets.next())).isIn(FlowReturn.EOS, direct ? FlowReturn.EOS : FlowReturn.OK);
            h.endOfStream();
            if (direct) assertThat(h.events()).endsWith(new Event.EndOfStream());
            while (h.available() > 0) h.pull();
            h.assertAllBuffersReturned();
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void theEndComesAfterTheLastPacket(String place) {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = jitterBuffer(place)) {
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

    @ParameterizedTest
    @MethodSource("places")
    void anEndWithoutPacketsComesAtOnce(String place) {
        try (var h = jitterBuffer(place)) {
            h.endOfStream();
            assertThat(h.hasEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void aLossIsMarkedAndToldOfWhenAskedFor(String place) {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = jitterBuffer(place + " do-lost=true")) {
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
            assertThat(stats(h)).contains("num-lost=(int)1", "num-pushed=(int)2");
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void whatIsHeldIsReturnedWhenItStops(String place) {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = jitterBuffer(place)) {
            h.push(packets.next());
            h.advance(Duration.ofMillis(20));
            h.push(packets.next());
            assertThat(h.available()).isZero();
        } // closing fails when a buffer has leaked
    }

    @ParameterizedTest
    @MethodSource("places")
    void doubleLateAndInvalidPacketsAreDropped(String place) {
        RtpPackets packets = RtpPackets.pcmu();
        byte[] first = packets.next();
        try (var h = jitterBuffer(place)) {
            h.push(first);
            h.push(first);
            h.push(1, 2, 3);
            h.push(packets.skip(1).next());
            h.advance(Duration.ofMillis(200));
            h.push(packets.from(1, 160).next());
            h.advance(Duration.ofMillis(200));
            assertThat(pullSequenceNumbers(h)).containsExactly(0, 2);
            assertThat(stats(h)).contains("num-late=(int)1", "num-duplicates=(int)1");
            h.assertAllBuffersReturned();
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void streamsAgainAfterItWasDown(String place) {
        for (State down : List.of(State.PAUSED, State.READY, State.NULL)) streamsAgainAfterItWas(down, place);
    }

    private static void streamsAgainAfterItWas(State down, String place) {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = jitterBuffer(place)) {
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

    /** An end that comes before the first packet of a second stream is no end of the first. */
    @ParameterizedTest
    @MethodSource("places")
    void aSecondStreamWithoutPacketsEndsAsWell(String place) {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = jitterBuffer(place)) {
            h.push(packets.next());
            h.advance(Duration.ofMillis(100));
            assertThat(pullSequenceNumbers(h)).containsExactly(0);
            h.setState(State.READY);
            h.setState(State.PLAYING);
            h.caps(CAPS);
            h.endOfStream();
            assertThat(h.hasEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void aFlushDropsWhatIsHeldAndTheStreamGoesOn(String place) {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = jitterBuffer(place)) {
            h.push(packets.next());
            h.push(packets.next());
            h.flush();
            h.event(Event.Segment.TIME);
            h.advance(Duration.ofMillis(100));
            assertThat(h.available()).isZero();
            h.assertAllBuffersReturned();
            h.push(packets.next());
            h.advance(Duration.ofMillis(100));
            assertThat(pullSequenceNumbers(h)).containsExactly(2);
            assertThat(h.events()).filteredOn(Event.FlushStop.class::isInstance).hasSize(1);
        }
    }

    /** Its context takes nothing for a while: the stream before waits when the way into it is full, and nothing is lost. */
    @Test
    void theStreamBeforeWaitsForAContextThatTakesNothing() {
        RtpPackets packets = RtpPackets.pcmu();
        try (var h = PadHarness.of("ts-jitterbuffer latency=0 context=own").caps(CAPS)) {
            h.push(packets.next());
            h.advance(Duration.ofMillis(1));
            h.block();
            for (int i = 1; i < 200; i++) h.pushLater(h.buffer(packets.next()));
            assertThat(h.pending()).as("pushes that wait").isGreaterThan(100);
            h.unblock();
            h.advance(Duration.ofMillis(10));
            assertThat(h.pending()).isZero();
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 200; i++) expected.add(i);
            assertThat(pullSequenceNumbers(h)).isEqualTo(expected);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void whatWaitsForItIsReturnedWhenItIsFlushedOrStopped() {
        for (boolean flushed : new boolean[] {true, false}) {
            RtpPackets packets = RtpPackets.pcmu();
            try (var h = PadHarness.of("ts-jitterbuffer latency=0 context=own").caps(CAPS)) {
                h.block();
                for (int i = 0; i < 200; i++) h.pushLater(h.buffer(packets.next()));
                assertThat(h.pending()).isPositive();
                if (flushed) {
                    h.flush();
                    h.event(Event.Segment.TIME);
                    h.unblock();
                    while (h.available() > 0) h.pull();
                    h.assertAllBuffersReturned();
                    h.push(packets.next());
                    h.advance(Duration.ofMillis(5));
                    assertThat(h.available()).isEqualTo(1);
                }
            } // closing fails when a buffer has leaked
        }
    }

    @Test
    void aWaitLongerThanItsLatencyIsReported() {
        assertThat(latencyMs("ts-jitterbuffer latency=40")).isEqualTo(40);
        String own = " context=own context-wait=20";
        assertThat(latencyMs("ts-jitterbuffer latency=40" + own)).isEqualTo(40);
        assertThat(latencyMs("ts-jitterbuffer latency=10" + own)).isEqualTo(20);
        assertThat(latencyMs("ts-queue" + own + " ! ts-jitterbuffer latency=10" + own))
                .as("on the context of the stream")
                .isEqualTo(10);
    }

    private static long latencyMs(String text) {
        try (var h = PadHarness.of(text + " name=jb")) {
            Query.Latency query = new Query.Latency();
            assertThat(h.pipeline().get("jb").srcPads().getFirst().query(query)).isTrue();
            return query.minNs() / 1_000_000;
        }
    }
}

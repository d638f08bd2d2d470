package dev.millrace.element.test;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.caps.Caps;
import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Query;
import dev.millrace.media.Registry;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import dev.millrace.sim.SteppedEnvironment;
import dev.millrace.testkit.PadHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeSrcAndIdentityTest {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final long MS = 1_000_000;

    // ---- fakesrc

    private static Pipeline play(SteppedEnvironment environment, String text) {
        Pipeline pipeline = Launch.into(new Pipeline("fake", environment), Registry.installed(), text);
        environment.run(pipeline.play(), SLICE, Duration.ofSeconds(1));
        return pipeline;
    }

    private static Object out(Pipeline pipeline, String property) {
        return String.valueOf(pipeline.get("out").get(property));
    }

    @Test
    void pushesSoManyBuffersOfASizeAndEnds() {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        Pipeline p = play(
                environment, "fakesrc num-buffers=50 sizetype=fixed sizemax=10 filltype=pattern ! fakesink name=out");
        environment.step();
        assertThat(out(p, "buffers")).isEqualTo("50");
        assertThat(out(p, "bytes")).isEqualTo("500");
        boolean ended = false;
        for (Message m = p.bus().poll(); m != null; m = p.bus().poll()) ended |= m instanceof Message.EndOfStream;
        assertThat(ended).isTrue();
        environment.run(p.stop(), SLICE, Duration.ofSeconds(1));
    }

    @Test
    void prerollsWithOneBufferInPaused() {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        Pipeline p = Launch.into(
                new Pipeline("fake", environment), Registry.installed(), "fakesrc num-buffers=5 ! fakesink name=out");
        environment.run(p.pause(), SLICE, Duration.ofSeconds(1));
        assertThat(out(p, "buffers")).isEqualTo("0");
        environment.run(p.play(), SLICE, Duration.ofSeconds(1));
        environment.step();
        assertThat(out(p, "buffers")).isEqualTo("5");
        environment.run(p.stop(), SLICE, Duration.ofSeconds(1));
    }

    @Test
    void patternsAndSizes() {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        List<byte[]> seen = new ArrayList<>();
        Pipeline p = Launch.into(
                new Pipeline("fake", environment),
                Registry.installed(),
                "fakesrc num-buffers=3 sizetype=random sizemin=2 sizemax=9 filltype=pattern-span ! identity name=i ! fakesink");
        p.get("i").connect("handoff", (_, arguments) -> seen.add(((Buffer) arguments.getFirst()).toArray()));
        environment.run(p.play(), SLICE, Duration.ofSeconds(1));
        environment.step();
        assertThat(seen).hasSize(3).allMatch(bytes -> bytes.length >= 2 && bytes.length <= 9);
        int next = 0;
        for (byte[] bytes : seen) for (byte b : bytes) assertThat(b).isEqualTo((byte) next++);
        environment.run(p.stop(), SLICE, Duration.ofSeconds(1));
    }

    @Test
    void withADataRateBuffersHaveTimesAndSyncWaitsForThem() {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        Pipeline p = play(
                environment,
                "fakesrc sizetype=fixed sizemax=100 datarate=10000 sync=true is-live=true ! fakesink name=out");
        environment.advance(Duration.ofMillis(55), SLICE);
        assertThat(out(p, "buffers")).isEqualTo("7");
        environment.run(p.stop(), SLICE, Duration.ofSeconds(1));
    }

    // ---- identity

    @Test
    void passesEverythingOnAndCounts() {
        try (var h = PadHarness.of("identity")) {
            List<Object> handed = new ArrayList<>();
            h.element().connect("handoff", (_, arguments) -> handed.addAll(arguments));
            h.push(1, 2, 3);
            assertThat(h.pull()).containsExactly(1, 2, 3);
            assertThat(handed).hasSize(1);
            assertThat(h.get("stats")).isEqualTo("identity-stats, num-bytes=(int)3, num-buffers=(int)1");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void endsOrFailsAtABuffer() {
        try (var h = PadHarness.of("identity eos-after=3")) {
            assertThat(List.of(h.push(1), h.push(2), h.push(3), h.push(4)))
                    .containsExactly(FlowReturn.OK, FlowReturn.OK, FlowReturn.EOS, FlowReturn.EOS);
            assertThat(h.events()).endsWith(new Event.EndOfStream());
            h.pull();
            h.pull();
            h.assertAllBuffersReturned();
        }
        try (var h = PadHarness.of("identity error-after=2")) {
            assertThat(List.of(h.push(1), h.push(2))).containsExactly(FlowReturn.OK, FlowReturn.ERROR);
            assertThat(h.error()).contains("buffer=2");
            h.pull();
        }
        try (var h = PadHarness.of("identity error-after=0 eos-after=0")) {
            assertThat(List.of(h.push(1), h.push(2))).containsOnly(FlowReturn.OK);
            h.pull();
            h.pull();
        }
    }

    @Test
    void whatIsDroppedIsToldAndHandedToNobody() {
        try (var h = PadHarness.of("identity drop-probability=1 silent=false")) {
            List<Object> handed = new ArrayList<>();
            h.element().connect("handoff", (_, arguments) -> handed.addAll(arguments));
            h.push(1);
            assertThat(h.available()).isZero();
            assertThat(handed).isEmpty();
            assertThat(String.valueOf(h.get("last-message")))
                    .startsWith("dropping   ******* (identity0.sink) (1 bytes");
            h.endOfStream();
            assertThat(String.valueOf(h.get("last-message")))
                    .startsWith("event   ******* (identity0.sink) EndOfStream");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void dropsAsOftenAsItIsTold() {
        try (var h = PadHarness.of("identity drop-probability=0.25")) {
            for (int i = 0; i < 1_000; i++) h.push(i);
            assertThat(h.available()).isBetween(690, 810);
            while (h.available() > 0) h.pull();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void hasTheStreamWaitWithoutBlocking() {
        try (var h = PadHarness.of("identity sleep-time=5000")) {
            for (int i = 0; i < 3; i++) h.pushLater(h.buffer(new byte[1]));
            assertThat(h.available()).isEqualTo(1);
            h.advance(Duration.ofMillis(5));
            assertThat(h.available()).isEqualTo(2);
            h.advance(Duration.ofMillis(5));
            assertThat(h.available()).isEqualTo(3);
            while (h.available() > 0) h.pull();
        }
    }

    @Test
    void oneSegmentAndTimesOfADataRate() {
        try (var h = PadHarness.of("identity single-segment=true datarate=1000")) {
            h.event(new Event.Segment(Event.Segment.Format.TIME, 500 * MS));
            h.push(new byte[10]);
            h.push(new byte[10]);
            assertThat(h.events().stream().filter(Event.Segment.class::isInstance))
                    .containsExactly(Event.Segment.TIME);
            h.pull();
            Buffer second = h.pullBuffer();
            assertThat(second.ptsNs()).isEqualTo(10 * MS);
            assertThat(second.durationNs()).isEqualTo(10 * MS);
            second.release();
        }
    }

    @Test
    void tellsOfTimesThatDoNotFollow() {
        try (var h = PadHarness.of("identity check-imperfect-timestamp=true")) {
            for (long ms : new long[] {0, 10, 25}) {
                Buffer buffer = h.buffer(new byte[1]);
                buffer.setPtsNs(ms * MS);
                buffer.setDurationNs(10 * MS);
                h.push(buffer);
                h.pull();
            }
            assertThat(h.messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.toString())
                            .contains("imperfect-timestamp")
                            .contains("20000000")
                            .contains("25000000"));
        }
    }

    @Test
    void aFakesinkDropsWhatIsOutsideOfTheSegment() {
        try (var h = PadHarness.ofMany("fakesink")) {
            h.event(new Event.Segment(Event.Segment.Format.TIME, 1.0, 10 * MS, 20 * MS, 0));
            for (long ms : new long[] {5, 10, 19, 20}) h.pushAt(ms * MS, new byte[1]);
            assertThat(h.get("buffers")).isEqualTo(2L);
            h.element().set("drop-out-of-segment", false);
            h.pushAt(25 * MS, new byte[1]);
            assertThat(h.get("buffers")).isEqualTo(3L);
            h.setState(State.READY);
        }
    }

    @Test
    void dropsBuffersWithFlags() {
        try (var h = PadHarness.of("identity drop-buffer-flags=gap+droppable")) {
            Buffer gap = h.buffer(new byte[] {1});
            gap.setFlags(Buffer.GAP);
            assertThat(h.push(gap)).isEqualTo(FlowReturn.OK);
            Buffer jump = h.buffer(new byte[] {2});
            jump.setFlags(Buffer.DISCONT);
            assertThat(h.push(jump)).isEqualTo(FlowReturn.OK);
            assertThat(h.pull()).containsExactly(2);
            assertThat(h.available()).isZero();
            assertThatThrownBy(() -> h.element().setText("drop-buffer-flags", "loud"))
                    .hasMessage("there is no such flag: flag=loud; use delta-unit+discont+droppable+gap");
        }
    }

    @Test
    void hidesWhatBuffersDownstreamWants() {
        try (var h = PadHarness.of("identity drop-allocation=true")) {
            assertThat(h.element().sinkPads().getFirst().query(new Query.Allocation(Caps.any())))
                    .isFalse();
        }
    }

    @Test
    void withQosWhatWouldComeTooLateIsDropped() {
        try (var h = PadHarness.of("identity qos=true")) {
            h.pushAt(10 * MS, new byte[] {1});
            SinkPad end = h.element().srcPads().getFirst().peer();
            requireNonNull(end).pushUpstream(new Event.Qos(Event.Qos.Type.UNDERFLOW, 2, 15 * MS, 10 * MS));
            h.pushAt(25 * MS, new byte[] {2});
            h.pushAt(26 * MS, new byte[] {3});
            assertThat(h.pull()).containsExactly(1);
            assertThat(h.pull()).containsExactly(3);
            assertThat(h.messages())
                    .anyMatch(m -> m instanceof Message.Qos(var _, var late, var running, var done, var gone)
                            && late == 0
                            && running == 25 * MS
                            && done == 1
                            && gone == 1);
        }
    }
}

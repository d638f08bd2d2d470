package dev.millrace.element.test;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.Sample;
import dev.millrace.media.SinkPad;
import dev.millrace.media.SrcPad;
import dev.millrace.media.State;
import dev.millrace.testkit.PadHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every sink of GStreamer's kind can be told, seen at a fakesink. */
class SinkSettingsTest {
    private static final long MS = 1_000_000;

    /** Keeps the events that come from the sink. */
    private static final class Tap extends Element {
        static final ElementFactory<Tap> FACTORY =
                ElementFactory.of("tap", Tap::new).sink(Caps.any()).src(Caps.any());

        final List<Event.Qos> told = new ArrayList<>();

        @Override
        protected FlowReturn chain(SinkPad pad, Buffer buffer) {
            return srcPad().push(buffer);
        }

        @Override
        protected boolean srcEvent(SrcPad pad, Event event) {
            if (event instanceof Event.Qos qos) told.add(qos);
            return true;
        }
    }

    private static PadHarness sink(String properties) {
        return PadHarness.ofMany("tap ! fakesink name=out " + properties, Tap.FACTORY);
    }

    private static Element out(PadHarness h) {
        return requireNonNull(h.pipeline().get("out"));
    }

    private static List<Event.Qos> told(PadHarness h) {
        return ((Tap) h.pipeline().elements().getFirst()).told;
    }

    private static void push(PadHarness h, long ptsMs, long durationMs, int bytes) {
        Buffer buffer = h.buffer(new byte[bytes]);
        buffer.setPtsNs(ptsMs * MS);
        buffer.setDurationNs(durationMs * MS);
        h.pushLater(buffer);
    }

    private static void advance(PadHarness h, int ms) {
        h.advance(Duration.ofMillis(ms));
    }

    @Test
    void aBufferIsRenderedWhenItIsDueAndNotBefore() {
        try (var h = sink("sync=true")) {
            push(h, 30, 10, 1);
            push(h, 40, 10, 1);
            assertThat(out(h).get("buffers")).isEqualTo(0L);
            advance(h, 31);
            assertThat(out(h).get("buffers")).isEqualTo(1L);
            advance(h, 10);
            assertThat(out(h).get("buffers")).isEqualTo(2L);
        }
    }

    @Test
    void anOffsetMakesBuffersLater() {
        try (var h = sink("sync=true ts-offset=20000000")) {
            push(h, 30, 10, 1);
            advance(h, 45);
            assertThat(out(h).get("buffers")).isEqualTo(0L);
            advance(h, 6);
            assertThat(out(h).get("buffers")).isEqualTo(1L);
        }
    }

    @Test
    void theEndComesWhenTheLastBufferIsOver() {
        try (var h = sink("sync=true")) {
            push(h, 10, 40, 1);
            advance(h, 11);
            h.onStream(pad -> pad.pushEvent(new Event.EndOfStream()));
            advance(h, 30);
            assertThat(h.hasEnded()).isFalse();
            advance(h, 10);
            assertThat(h.hasEnded()).isTrue();
        }
    }

    @Test
    void anEventStaysBehindTheBufferThatWaits() {
        try (var h = sink("sync=true")) {
            h.onStream(pad -> {
                Buffer buffer = h.buffer(new byte[] {1});
                buffer.setPtsNs(30 * MS);
                pad.push(buffer);
                pad.pushEvent(new Event.Segment(Event.Segment.Format.TIME, 1_000 * MS));
            });
            advance(h, 31);
            assertThat(out(h).get("buffers")).isEqualTo(1L);
        }
    }

    @Test
    void whatIsTooLateIsDroppedAndTold() {
        try (var h = sink("sync=true max-lateness=5000000")) {
            advance(h, 100);
            push(h, 100, 10, 1);
            push(h, 87, 10, 1); // 13 ms late, 10 of which it lasts
            push(h, 80, 10, 1);
            advance(h, 1);
            assertThat(out(h).get("buffers")).isEqualTo(2L);
            assertThat(String.valueOf(out(h).get("stats"))).contains("dropped=(uint64)1", "rendered=(uint64)2");
            Message.Qos told = (Message.Qos) h.messages().stream()
                    .filter(Message.Qos.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            assertThat(told.runningTimeNs()).isEqualTo(80 * MS);
            assertThat(told.lateByNs()).isEqualTo(20 * MS);
            assertThat(told.processed()).isEqualTo(2);
            assertThat(told.dropped()).isEqualTo(1);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void afterASecondWithoutAnythingALateBufferIsShown() {
        try (var h = sink("sync=true max-lateness=0")) {
            push(h, 0, 10, 1);
            advance(h, 2_000);
            push(h, 500, 10, 1);
            assertThat(out(h).get("buffers")).isEqualTo(1L);
            push(h, 1_500, 10, 1);
            assertThat(out(h).get("buffers")).isEqualTo(2L);
        }
    }

    @Test
    void upstreamIsToldHowPunctualItIs() {
        try (var h = sink("sync=true qos=true")) {
            push(h, 0, 10, 1);
            advance(h, 5);
            push(h, 10, 10, 1);
            advance(h, 40);
            push(h, 20, 10, 1);
            List<Event.Qos> told = told(h);
            assertThat(told).hasSize(2);
            assertThat(told.get(0).type()).isEqualTo(Event.Qos.Type.OVERFLOW);
            assertThat(told.get(0).runningTimeNs()).isEqualTo(10 * MS);
            assertThat(told.get(0).lateByNs()).isNegative();
            assertThat(told.get(1).type()).isEqualTo(Event.Qos.Type.UNDERFLOW);
            assertThat(told.get(1).lateByNs()).isEqualTo(25 * MS);
            assertThat(told.get(1).proportion()).isGreaterThan(0.5);
        }
    }

    @Test
    void upstreamIsAskedToKeepATimeBetweenBuffers() {
        try (var h = sink("sync=true qos=true throttle-time=200000000")) {
            push(h, 0, 10, 1);
            advance(h, 5);
            push(h, 5, 10, 1);
            assertThat(told(h).getLast().type()).isEqualTo(Event.Qos.Type.THROTTLE);
            assertThat(told(h).getLast().lateByNs()).isEqualTo(200 * MS);
        }
    }

    @Test
    void withoutQosNothingIsTold() {
        try (var h = sink("sync=true throttle-time=200000000")) {
            push(h, 0, 10, 1);
            push(h, 0, 10, 1);
            assertThat(told(h)).isEmpty();
        }
    }

    @Test
    void noMoreBitsThanAllowedAreRendered() {
        try (var h = sink("sync=true max-bitrate=8000")) { // a byte in a millisecond
            for (int i = 0; i < 3; i++) push(h, 0, 1, 50);
            assertThat(out(h).get("buffers")).isEqualTo(1L);
            advance(h, 45);
            assertThat(out(h).get("buffers")).isEqualTo(1L);
            advance(h, 6);
            assertThat(out(h).get("buffers")).isEqualTo(2L);
            advance(h, 50);
            assertThat(out(h).get("buffers")).isEqualTo(3L);
        }
    }

    @Test
    void theLastSampleIsACopyWithItsFormat() {
        try (var h = sink("")) {
            assertThat(out(h).get("last-sample")).isNull();
            out(h).set("enable-last-sample", true);
            h.caps("audio/x-raw, rate=8000");
            h.pushAt(3 * MS, new byte[] {1, 2});
            Sample sample = (Sample) h.context().enter(() -> out(h).get("last-sample"));
            assertThat(requireNonNull(sample).buffer().toArray()).containsExactly(1, 2);
            assertThat(sample.buffer().ptsNs()).isEqualTo(3 * MS);
            assertThat(String.valueOf(sample.caps())).contains("rate=(int)8000");
            assertThat(sample.segment()).isNotNull();
            h.pushAt(4 * MS, new byte[] {3});
            assertThat(sample.buffer().toArray()).containsExactly(1, 2);
            h.setState(State.READY);
            assertThat(out(h).get("last-sample")).isNull();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void whatLiesOutsideOfTheSegmentIsDropped() {
        try (var h = sink("")) {
            h.event(new Event.Segment(Event.Segment.Format.TIME, 1.0, 10 * MS, 20 * MS, 0));
            for (long pts : new long[] {5, 10, 19, 20}) h.pushAt(pts * MS, new byte[] {1});
            assertThat(out(h).get("buffers")).isEqualTo(2L);
            out(h).set("drop-out-of-segment", false);
            h.pushAt(5 * MS, new byte[] {1});
            assertThat(out(h).get("buffers")).isEqualTo(3L);
        }
    }

    @Test
    void aStateChangeFailsWhereItIsTold() {
        try (var h = sink("")) {
            out(h).set("state-error", FakeSink.StateError.PAUSED_TO_READY);
            h.setState(State.READY);
            assertThat(h.error()).contains("state-error=paused-to-ready");
            out(h).set("state-error", FakeSink.StateError.NONE);
        }
    }
}

package dev.millrace.element.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.launch.Launch;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.State;
import dev.millrace.testkit.PadHarness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProxyTest {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private static Pipeline second(PadHarness h, String text) {
        return PadHarness.keepNoSamples(
                Launch.into(new Pipeline("second", h.environment()), Registry.installed(), text));
    }

    private static void set(PadHarness h, Pipeline pipeline, State state) {
        h.environment().run(pipeline.setState(state), SLICE, LIMIT);
    }

    private static long buffers(Pipeline pipeline) {
        return Long.parseLong(String.valueOf(pipeline.get("out").get("buffers")));
    }

    @Test
    void threeBuffersAndTheEndCrossToTheOtherPipeline() {
        try (var h = PadHarness.ofMany("ts-proxysink proxy-context=p")) {
            Pipeline other = second(h, "ts-proxysrc proxy-context=p context=o context-wait=20 ! fakesink name=out");
            set(h, other, State.PLAYING);
            h.caps("audio/x-raw, rate=8000");
            for (int i = 0; i < 3; i++) assertThat(h.push(i)).isEqualTo(FlowReturn.OK);
            h.endOfStream();
            h.advance(Duration.ofMillis(40));
            assertThat(buffers(other)).isEqualTo(3);
            assertThat(String.valueOf(other.get("out").sinkPads().getFirst().currentCaps()))
                    .contains("rate=(int)8000");
            assertThat(h.hasEnded()).isTrue();
            boolean ended = false;
            for (Message m = other.bus().poll(); m != null; m = other.bus().poll())
                ended |= m instanceof Message.EndOfStream;
            assertThat(ended).isTrue();
            h.assertAllBuffersReturned();
            set(h, other, State.NULL);
        }
    }

    @Test
    void withoutASourceTheStreamWaitsAndASourceThatComesGoesOn() {
        try (var h = PadHarness.ofMany("ts-proxysink proxy-context=p")) {
            Pipeline other = second(h, "ts-proxysrc proxy-context=p max-size-buffers=2 ! fakesink name=out");
            set(h, other, State.READY);
            for (int i = 0; i < 5; i++) h.pushLater(h.buffer(new byte[10]));
            assertThat(h.pending()).isEqualTo(2);
            set(h, other, State.PLAYING);
            h.advance(Duration.ofMillis(5));
            assertThat(h.pending()).isZero();
            assertThat(buffers(other)).isEqualTo(5);
            set(h, other, State.PAUSED);
            for (int i = 0; i < 5; i++) h.pushLater(h.buffer(new byte[10]));
            assertThat(h.pending()).isPositive();
            set(h, other, State.NULL);
            set(h, other, State.PLAYING);
            h.advance(Duration.ofMillis(5));
            assertThat(h.pending()).isZero();
            h.push(9);
            h.advance(Duration.ofMillis(5));
            assertThat(buffers(other)).as("the new stream knows how it began").isPositive();
            h.assertAllBuffersReturned();
            set(h, other, State.NULL);
        }
    }

    @Test
    void aSecondOneOfAKindIsRefused() {
        try (var h = PadHarness.ofMany("ts-proxysink proxy-context=p")) {
            Pipeline one = second(h, "ts-proxysrc proxy-context=p ! fakesink name=out");
            Pipeline two = second(h, "ts-proxysrc proxy-context=p name=late ! fakesink name=out");
            set(h, one, State.READY);
            assertThatThrownBy(() -> set(h, two, State.READY)).hasMessageContaining("proxy-context=p");
            set(h, two, State.NULL);
            set(h, one, State.NULL);
            set(h, two, State.READY);
            set(h, two, State.NULL);
        }
    }

    @Test
    void upstreamEventsReachTheOtherSideWhileItStreams() {
        try (var h = PadHarness.ofMany("capsfilter name=f ! ts-proxysink proxy-context=p")) {
            Pipeline other = second(h, "ts-proxysrc proxy-context=p ! fakesink name=out");
            set(h, other, State.PLAYING);
            h.push(1);
            java.util.List<Event> seen = new java.util.ArrayList<>();
            h.element().srcPads().getFirst().addEventProbe((_, event) -> {
                seen.add(event);
                return dev.millrace.media.ProbeReturn.PASS;
            });
            other.get("out").sinkPads().getFirst().reconfigure();
            assertThat(seen).containsExactly(new Event.Reconfigure());
            set(h, other, State.NULL);
        }
    }

    @Test
    void theLatencyOfOnePipelineIsThatOfTheOtherAndASlice() {
        try (var h = PadHarness.ofMany("ts-proxysink proxy-context=p")) {
            Pipeline other = second(h, "ts-proxysrc proxy-context=p context=o context-wait=20 ! fakesink name=out");
            set(h, other, State.PLAYING);
            h.pipeline().setLatencyNs(60_000_000);
            other.recalculateLatency();
            assertThat(other.latencyNs()).isEqualTo(80_000_000);
            set(h, other, State.NULL);
        }
    }

    @Test
    void aFlushCrosses() {
        try (var h = PadHarness.ofMany("ts-proxysink proxy-context=p")) {
            Pipeline other = second(h, "ts-proxysrc proxy-context=p context=o context-wait=20 ! fakesink name=out");
            set(h, other, State.PLAYING);
            for (int i = 0; i < 3; i++) h.push(i);
            h.event(new Event.FlushStart());
            h.event(new Event.FlushStop());
            h.event(Event.Segment.TIME);
            h.advance(Duration.ofMillis(40));
            long before = buffers(other);
            h.push(7);
            h.advance(Duration.ofMillis(40));
            assertThat(buffers(other)).isEqualTo(before + 1);
            h.assertAllBuffersReturned();
            set(h, other, State.NULL);
        }
    }

    @Test
    void theClassicOnesFindEachOtherByTheElement() {
        try (var h = PadHarness.ofMany("proxysink")) {
            Pipeline other = second(h, "proxysrc name=in ! fakesink name=out");
            assertThatThrownBy(() -> set(h, other, State.READY)).hasMessageContaining("set proxysink");
            set(h, other, State.NULL);
            other.get("in").set("proxysink", h.element());
            set(h, other, State.PLAYING);
            h.push(1);
            assertThat(buffers(other)).isEqualTo(1);
            set(h, other, State.NULL);
        }
    }

    @Test
    void aSinkThatStopsLetsItsStreamGo() {
        var h = PadHarness.ofMany("ts-proxysink proxy-context=alone");
        for (int i = 0; i < 300; i++) h.pushLater(h.buffer(new byte[10]));
        assertThat(h.pending()).isPositive();
        h.setState(State.READY);
        h.setState(State.NULL);
    }
}

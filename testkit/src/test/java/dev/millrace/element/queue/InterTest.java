package dev.millrace.element.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.launch.Launch;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.State;
import dev.millrace.testkit.PadHarness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InterTest {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private static Pipeline second(PadHarness h, String text) {
        Pipeline made = PadHarness.keepNoSamples(
                Launch.into(new Pipeline("second", h.environment()), Registry.installed(), text));
        set(h, made, State.PLAYING);
        return made;
    }

    private static void set(PadHarness h, Pipeline pipeline, State state) {
        h.environment().run(pipeline.setState(state), SLICE, LIMIT);
    }

    private static long buffers(Pipeline pipeline) {
        return Long.parseLong(String.valueOf(pipeline.get("out").get("buffers")));
    }

    @Test
    void everySourceGetsTheStreamAndALateOneHowItBegan() {
        try (var h = PadHarness.ofMany("ts-intersink inter-context=i").caps("audio/x-raw, rate=8000")) {
            Pipeline one = second(h, "ts-intersrc inter-context=i context=a ! fakesink name=out");
            h.push(1);
            Pipeline two = second(h, "ts-intersrc inter-context=i context=b context-wait=20 ! fakesink name=out");
            h.push(2);
            h.push(3);
            h.advance(Duration.ofMillis(40));
            assertThat(buffers(one)).isEqualTo(3);
            assertThat(buffers(two)).isEqualTo(2);
            assertThat(String.valueOf(two.get("out").sinkPads().getFirst().currentCaps()))
                    .contains("8000");
            set(h, one, State.NULL);
            h.push(4);
            h.advance(Duration.ofMillis(40));
            assertThat(buffers(two)).isEqualTo(3);
            h.assertAllBuffersReturned();
            set(h, two, State.NULL);
            h.push(5);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void oneWithoutRoomLosesBuffersAndTheOthersDoNot() {
        try (var h = PadHarness.ofMany("ts-intersink inter-context=i")) {
            Pipeline small = second(
                    h, "ts-intersrc inter-context=i max-size-buffers=2 context=a context-wait=20 ! fakesink name=out");
            Pipeline large = second(h, "ts-intersrc inter-context=i context=b context-wait=20 ! fakesink name=out");
            h.onStream(pad -> {
                for (int i = 0; i < 10; i++) pad.push(h.buffer(new byte[5]));
            });
            h.advance(Duration.ofMillis(40));
            assertThat(buffers(small)).isEqualTo(2);
            assertThat(buffers(large)).isEqualTo(10);
            h.assertAllBuffersReturned();
            set(h, small, State.NULL);
            set(h, large, State.NULL);
        }
    }

    @Test
    void aSourceGoesOverToAnotherSinkWhileItPlays() {
        try (var first = PadHarness.ofMany("tee name=t  t. ! audio/x-raw,channels=1 ! ts-intersink inter-context=1"
                + "  t. ! audio/x-alaw ! ts-intersink inter-context=2")) {
            Pipeline other = second(first, "ts-intersrc name=in inter-context=1 ! fakesink name=out");
            first.push(1);
            assertThat(String.valueOf(other.get("out").sinkPads().getFirst().currentCaps()))
                    .contains("channels");
            other.get("in").set("inter-context", "2");
            first.environment().step();
            first.push(2);
            first.environment().step();
            assertThat(String.valueOf(other.get("out").sinkPads().getFirst().currentCaps()))
                    .contains("audio/x-alaw");
            assertThat(other.get("in").get("inter-context")).isEqualTo("2");
            assertThat(buffers(other)).isEqualTo(2);
            first.assertAllBuffersReturned();
            set(first, other, State.NULL);
        }
    }

    @Test
    void aSecondSinkIsRefused() {
        try (var h = PadHarness.ofMany("ts-intersink inter-context=i")) {
            Pipeline other = PadHarness.keepNoSamples(Launch.into(
                    new Pipeline("second", h.environment()),
                    Registry.installed(),
                    "ts-udpsrc ! ts-intersink inter-context=i"));
            assertThatThrownBy(() -> set(h, other, State.READY)).hasMessageContaining("inter-context=i");
            set(h, other, State.NULL);
        }
    }
}

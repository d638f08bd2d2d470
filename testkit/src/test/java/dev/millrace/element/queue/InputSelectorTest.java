package dev.millrace.element.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Event;
import dev.millrace.media.Pipeline;
import dev.millrace.media.ProbeReturn;
import dev.millrace.media.Registry;
import dev.millrace.media.Sample;
import dev.millrace.media.State;
import dev.millrace.sim.SteppedEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InputSelectorTest {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final long MS = 1_000_000;

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final BufferPool pool = new BufferPool(64, 0);
    private final Pipeline pipeline = Launch.into(
            new Pipeline("selector", environment),
            Registry.installed(),
            "ts-input-selector name=s context=s ! appsink name=out sync=false async=false"
                    + "  ts-appsrc name=a caps=audio/x-raw,channels=1 context=a ! s.sink_0"
                    + "  ts-appsrc name=b caps=audio/x-raw,channels=2 context=b ! s.sink_1");
    private final AppSink out = (AppSink) pipeline.get("out");

    private void push(String from, long ptsNs) {
        Buffer buffer = pool.acquire();
        buffer.setRange(0, 4);
        buffer.setPtsNs(ptsNs);
        assertThat(((AppSrc) pipeline.get(from)).push(buffer)).isTrue();
        environment.step();
    }

    private List<Long> pulled() {
        List<Long> times = new ArrayList<>();
        for (Sample s = out.tryPull(); s != null; s = out.tryPull()) {
            times.add(s.buffer().ptsNs() / MS * (s.buffer().has(Buffer.DISCONT) ? -1 : 1));
            s.buffer().release();
        }
        return times;
    }

    private void play() {
        environment.run(pipeline.play(), SLICE, LIMIT);
    }

    @AfterEach
    void nothingIsLeft() {
        environment.run(pipeline.setState(State.READY), SLICE, LIMIT);
        assertThat(pool.outstanding()).isZero();
        environment.run(pipeline.stop(), SLICE, LIMIT);
    }

    @Test
    void theFirstPadIsPassedOnAndTheOthersAreDropped() {
        play();
        push("a", 0);
        push("b", 0);
        assertThat(pulled()).containsExactly(0L);
        assertThat(pipeline.get("s").get("active-pad")).isEqualTo("sink_0");
        assertThat(pipeline.get("s").get("n-pads")).isEqualTo(2);
        assertThat(String.valueOf(out.sinkPads().getFirst().currentCaps())).contains("channels=(int)1");
    }

    @Test
    void aSwitchTellsHowTheOtherStreamBeganAndMarksItsFirstBuffer() {
        List<Event> seen = new ArrayList<>();
        play();
        push("a", 0);
        push("b", 0);
        out.sinkPads().getFirst().addEventProbe((_, event) -> {
            seen.add(event);
            return ProbeReturn.PASS;
        });
        pipeline.get("s").set("active-pad", "sink_1");
        environment.advance(Duration.ofMillis(10), SLICE);
        push("a", 10 * MS);
        push("b", 10 * MS);
        assertThat(pulled()).containsExactly(0L, -10L);
        assertThat(seen).hasSize(3);
        assertThat(seen.getFirst()).isInstanceOf(Event.StreamStart.class);
        assertThat(String.valueOf(seen.get(1))).contains("channels=(int)2");
        assertThat(seen.get(2)).isEqualTo(Event.Segment.TIME);
        pipeline.get("s").set("active-pad", "sink_0");
        environment.advance(Duration.ofMillis(10), SLICE);
        push("a", 20 * MS);
        assertThat(pulled()).containsExactly(-20L);
        assertThat(seen).hasSize(6);
        assertThat(String.valueOf(seen.get(4))).contains("channels=(int)1");
    }

    @Test
    void inactiveStreamsKeepTheTimeToo() {
        play();
        push("b", 30 * MS);
        push("b", 60 * MS);
        environment.advance(Duration.ofMillis(20), SLICE);
        assertThat(pipeline.get("b").srcPads().getFirst().buffers())
                .as("the next one waits")
                .isEqualTo(1);
        environment.advance(Duration.ofMillis(20), SLICE);
        assertThat(pipeline.get("b").srcPads().getFirst().buffers()).isEqualTo(2);
        assertThat(pulled()).isEmpty();
    }

    @Test
    void aPadThatIsChosenBeforeAnythingHasComeBeginsAsUsual() {
        pipeline.get("s").set("active-pad", "sink_1");
        play();
        push("a", 0);
        push("b", 0);
        assertThat(pulled()).containsExactly(0L);
        assertThat(String.valueOf(out.sinkPads().getFirst().currentCaps())).contains("channels=(int)2");
        assertThatThrownBy(() -> pipeline.get("s").set("active-pad", "sink_7"))
                .hasMessageContaining("sink_7")
                .hasMessageContaining("sink_0, sink_1");
    }
}

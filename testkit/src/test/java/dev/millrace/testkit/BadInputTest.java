package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.caps.Caps;
import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.LinkException;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.PropertyException;
import dev.millrace.media.Registry;
import dev.millrace.media.State;
import dev.millrace.media.Transform;
import dev.millrace.runtime.Context;
import dev.millrace.sim.SteppedEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is told with its value and what would be right, and nothing that runs is touched. */
class BadInputTest {
    private static final Duration SLICE = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);

    /** An element with a fault: its third buffer is too much for it. */
    private static final class Faulty extends Transform {
        private static final ElementFactory<Faulty> FACTORY =
                ElementFactory.of("faulty", Faulty::new).sink(Caps.any()).src(Caps.any());

        private int buffers;

        @Override
        protected FlowReturn transform(Buffer buffer) {
            if (++buffers < 3) return push(buffer);
            buffer.release();
            throw new IllegalStateException("planted fault: buffers=" + buffers);
        }
    }

    private Pipeline launch(String text) {
        return Launch.into(
                new Pipeline("bad", environment), Registry.installed().with(Faulty.FACTORY), text);
    }

    private static List<String> problems(Pipeline pipeline) {
        List<String> texts = new ArrayList<>();
        for (Message m = pipeline.bus().poll(); m != null; m = pipeline.bus().poll())
            if (m instanceof Message.Error(Element source, String text, var _)) texts.add(source + ": " + text);
        return texts;
    }

    // ---- formats

    @Test
    void aLinkOfTwoFormatsShowsBothAndNamesAnElementThatConverts() {
        assertThatThrownBy(() -> launch("audiotestsrc ! alawdec ! fakesink"))
                .hasMessageContaining("audio/x-raw")
                .hasMessageContaining("audio/x-alaw")
                .hasMessageContaining("put alawenc between them");
    }

    @Test
    void aFormatThatIsChosenWhileItPlaysShowsBothAndNamesAnElementThatConverts() {
        Pipeline p = launch("ts-appsrc caps=\"audio/x-raw,format=F32LE,layout=interleaved,rate=8000,channels=1\""
                + " ! mulawenc ! fakesink");
        environment.run(p.play(), SLICE, LIMIT);
        environment.advance(SLICE);
        assertThat(problems(p))
                .first()
                .asString()
                .contains("F32LE")
                .contains("S16LE")
                .contains("put audioconvert between them");
        environment.run(p.stop(), SLICE, LIMIT);
    }

    // ---- links

    @Test
    void aLinkThatWouldMakeALoopIsRefusedAndTheStreamGoesOn() {
        Pipeline p =
                launch("ts-audiotestsrc context=a context-wait=20 ! ts-input-selector name=s context=a context-wait=20"
                        + " ! tee name=t ! fakesink name=out");
        environment.run(p.play(), SLICE, LIMIT);
        Element back = p.add(Objects.requireNonNull(Registry.installed().find("identity")));
        p.link(p.get("t"), back);
        assertThatThrownBy(() -> p.link(back, p.get("s")))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("loop");
        assertThatThrownBy(() -> launch("ts-input-selector name=s ! identity ! s."))
                .hasMessageContaining("loop");
        Object before = p.get("out").get("buffers");
        environment.advance(Duration.ofMillis(200), SLICE);
        assertThat(p.get("out").get("buffers")).isNotEqualTo(before);
        assertThat(problems(p)).isEmpty();
        environment.run(p.stop(), SLICE, LIMIT);
    }

    // ---- properties

    @ParameterizedTest
    @CsvSource({
        "src, samples-per-buffer, 0, '1 - 2147483647'",
        "src, samples-per-buffer, x, '1 - 2147483647'",
        "src, context-wait, 1001, '0 - 1000'",
        "q, leaky, sideways, 'no, upstream, downstream'",
        "q, max-size-buffers, -1, '0 - '",
        "src, nonsense, 1, nonsense"
    })
    void aPropertyOutOfRangeIsToldWithItsRange(String element, String property, String value, String right) {
        Pipeline p = launch("ts-audiotestsrc name=src context=a ! ts-queue name=q ! fakesink");
        Object before = property.equals("nonsense") ? null : p.get(element).get(property);
        assertThatThrownBy(() -> p.get(element).setText(property, value))
                .isInstanceOf(PropertyException.class)
                .hasMessageContaining(property)
                .hasMessageContaining(right);
        if (before != null) assertThat(p.get(element).get(property)).isEqualTo(before);
    }

    @Test
    void aPropertyThatCannotBeChangedNowIsToldWithTheStateInWhichItCan() {
        Pipeline p = launch("ts-audiotestsrc name=src context=a context-wait=20 ! fakesink name=out");
        environment.run(p.play(), SLICE, LIMIT);
        assertThatThrownBy(() -> p.get("src").set("context", "b"))
                .isInstanceOf(PropertyException.class)
                .hasMessageContaining("property=context state=PLAYING; change it in NULL or below");
        assertThatThrownBy(() -> p.get("src").set("samples-per-buffer", 10)).hasMessageContaining("READY or below");
        assertThatThrownBy(() -> p.get("out").set("buffers", 1L)).hasMessageContaining("read only");
        p.get("src").set("freq", 1000.0);
        assertThat(problems(p)).isEmpty();
        environment.run(p.stop(), SLICE, LIMIT);
        p.get("src").set("context", "b");
    }

    // ---- an element that throws

    @Test
    void anElementThatThrowsEndsItsStreamAloneOfAThousand() throws Exception {
        int faulty = 617;
        List<Pipeline> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++)
            all.add(launch(
                    "ts-audiotestsrc samples-per-buffer=160 context=all context-wait=20 ! audio/x-raw,rate=8000 ! "
                            + (i == faulty ? "faulty" : "identity") + " ! fakesink name=out"));
        for (Pipeline p : all) p.play();
        environment.advance(Duration.ofSeconds(1), SLICE);
        for (int i = 0; i < 1000; i++) {
            if (i == faulty)
                assertThat(problems(all.get(i))).singleElement().asString().contains("planted fault: buffers=3");
            else assertThat(problems(all.get(i))).isEmpty();
            long buffers = (Long) Objects.requireNonNull(all.get(i).get("out").get("buffers"));
            if (i == faulty) assertThat(buffers).isEqualTo(2);
            else assertThat(buffers).as("stream %d", i).isGreaterThan(40);
        }
        try (Context context = environment.acquire("all", SLICE)) {
            for (Pipeline p : all) p.setState(State.READY);
            environment.advance(Duration.ofMillis(100), SLICE);
            assertThat(BufferPool.outstanding(context)).isZero();
        }
        for (Pipeline p : all) p.stop();
        environment.advance(Duration.ofMillis(100), SLICE);
        assertThat(environment.openContexts()).isEmpty();
    }
}

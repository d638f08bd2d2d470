package dev.millrace.testkit;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.caps.Caps;
import dev.millrace.launch.LaunchSyntaxException;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Property;
import dev.millrace.media.Transform;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** The harness itself, with an element as somebody else would write it. */
class PadHarnessTest {
    /** Multiplies 16-bit samples. */
    private static final class Gain extends Transform {
        static final ElementFactory<Gain> FACTORY = ElementFactory.of("gain", Gain::new)
                .klass("Filter/Effect/Audio")
                .description("multiplies samples")
                .sink(Caps.parse("audio/x-raw, format=S16LE"))
                .src(Caps.parse("audio/x-raw, format=S16LE"))
                .property(
                        Property.ofDouble("factor", 0, 10, 1).blurb("multiplier"),
                        (e, v) -> e.factor = v == null ? 1 : v,
                        e -> e.factor);

        private double factor = 1;

        @Override
        protected FlowReturn transform(Buffer in) {
            for (int at = in.offset(); at < in.offset() + in.length(); at += 2) {
                long scaled = Math.round(in.segment().get(JAVA_SHORT_UNALIGNED, at) * factor);
                in.segment().set(JAVA_SHORT_UNALIGNED, at, (short) Math.clamp(scaled, -32_768, 32_767));
            }
            return push(in);
        }
    }

    /** Forgets to give buffers back. */
    private static final class Leak extends Transform {
        static final ElementFactory<Leak> FACTORY =
                ElementFactory.of("leak", Leak::new).sink(Caps.any()).src(Caps.any());

        @Override
        protected FlowReturn transform(Buffer in) {
            return FlowReturn.OK;
        }
    }

    @Test
    void oneElementAlone() {
        try (var h = PadHarness.of("gain factor=2", Gain.FACTORY).caps("audio/x-raw, format=S16LE, rate=8000")) {
            assertThat(h.push(1, 0, -2, -1, 0, 0x70)).isEqualTo(FlowReturn.OK);
            assertThat(h.pull()).containsExactly(2, 0, -4, -1, -1, 0x7f);
            assertThat(h.outputCaps()).hasToString("audio/x-raw, format=(string)S16LE, rate=(int)8000");
            h.endOfStream();
            assertThat(h.events())
                    .extracting(event -> event.getClass().getSimpleName())
                    .containsExactly("StreamStart", "Segment", "CapsChange", "EndOfStream");
            assertThat(h.hasEnded()).isTrue();
            assertThat(h.push(1, 0)).isEqualTo(FlowReturn.EOS);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void whatDownstreamAnswersComesBack() {
        try (var h = PadHarness.of("gain", Gain.FACTORY)) {
            h.answer(FlowReturn.FLUSHING);
            assertThat(h.push(1, 0)).isEqualTo(FlowReturn.FLUSHING);
            assertThat(h.available()).isZero();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void wrongCapsAreNotNegotiated() {
        try (var h = PadHarness.of("gain", Gain.FACTORY).caps("audio/x-raw, format=U8")) {
            assertThat(h.push(1, 0)).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error()).contains("format=(string)U8", "format=(string)S16LE");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void leaksFail() {
        var h = PadHarness.of("leak", Leak.FACTORY);
        h.push(1);
        assertThatThrownBy(h::assertAllBuffersReturned).hasMessage("buffers are not returned: held=1, not pulled=0");
        assertThatThrownBy(h::close).isInstanceOf(AssertionError.class).hasMessage("buffers have leaked: held=1");
    }

    @Test
    void outputsThatAreNotPulledAreNoLeak() {
        try (var h = PadHarness.of("gain", Gain.FACTORY)) {
            h.push(1, 0);
            assertThatThrownBy(h::assertAllBuffersReturned)
                    .hasMessage("buffers are not returned: held=1, not pulled=1");
        }
    }

    @Test
    void pullingNothingTellsWhy() {
        try (var h = PadHarness.of("gain", Gain.FACTORY)) {
            assertThatThrownBy(h::pull)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageStartingWith("no buffer has come out");
        }
    }

    @Test
    void unknownElementsAreShown() {
        assertThatThrownBy(() -> PadHarness.of("gian", Gain.FACTORY))
                .isInstanceOf(LaunchSyntaxException.class)
                .hasMessageContaining("gain");
    }

    @Test
    void eventsReachTheOtherSide() {
        try (var h = PadHarness.of("gain", Gain.FACTORY)) {
            assertThat(h.event(new Event.FlushStart())).isTrue();
            assertThat(h.events()).last().isEqualTo(new Event.FlushStart());
        }
    }
}

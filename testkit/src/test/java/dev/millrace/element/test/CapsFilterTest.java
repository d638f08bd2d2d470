package dev.millrace.element.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.FlowReturn;
import dev.millrace.testkit.PadHarness;
import org.junit.jupiter.api.Test;

class CapsFilterTest {
    private static final String FILTER = "capsfilter caps=\"audio/x-raw, rate=8000\"";

    @Test
    void withoutCapsItLetsEverythingPass() {
        try (var h = PadHarness.of("capsfilter")) {
            assertThat(h.push(1)).isEqualTo(FlowReturn.OK);
            h.caps("text/plain");
            assertThat(h.push(2)).isEqualTo(FlowReturn.OK);
            assertThat(h.outputCaps()).hasToString("text/plain");
            assertThat(h.pull()).containsExactly(1);
            assertThat(h.pull()).containsExactly(2);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void whatIsRightPassesAsItIs() {
        try (var h = PadHarness.of(FILTER).caps("audio/x-raw, rate=8000, channels=1")) {
            assertThat(h.push(1)).isEqualTo(FlowReturn.OK);
            assertThat(h.outputCaps()).hasToString("audio/x-raw, rate=(int)8000, channels=(int)1");
        }
    }

    @Test
    void whatIsLeftOpenIsFilledIn() {
        try (var h = PadHarness.of(FILTER).caps("audio/x-raw, channels=1")) {
            assertThat(h.push(1)).isEqualTo(FlowReturn.OK);
            assertThat(h.outputCaps()).hasToString("audio/x-raw, channels=(int)1, rate=(int)8000");
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithBothSides() {
        try (var h = PadHarness.of(FILTER).caps("audio/x-raw, rate=16000")) {
            assertThat(h.push(1)).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error())
                    .isEqualTo("caps may not pass: caps=audio/x-raw, rate=(int)16000;"
                            + " the filter lets pass audio/x-raw, rate=(int)8000; put audioresample between them");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aStreamWithoutFormatGetsThatOfTheFilter() {
        try (var h = PadHarness.of(FILTER)) {
            assertThat(h.push(1)).isEqualTo(FlowReturn.OK);
            assertThat(h.outputCaps()).hasToString("audio/x-raw, rate=(int)8000");
        }
    }

    @Test
    void aStreamWithoutFormatNeedsExactlyOneInTheFilter() {
        try (var h = PadHarness.of("capsfilter caps=\"audio/x-raw, rate=[ 1, 8000 ]\"")) {
            assertThat(h.push(1)).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error()).startsWith("format is unknown");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void aDelayedChangeLetsTheOldFormatPassUntilTheNewOneIsThere() {
        try (var h = PadHarness.of(FILTER + " caps-change-mode=delayed")) {
            h.caps("audio/x-raw, rate=8000");
            h.element().setText("caps", "audio/x-raw, rate=16000");
            h.caps("audio/x-raw, rate=8000");
            assertThat(h.push(1)).isEqualTo(FlowReturn.OK);
            h.caps("audio/x-raw, rate=16000");
            assertThat(h.push(2)).isEqualTo(FlowReturn.OK);
            h.caps("audio/x-raw, rate=8000");
            assertThat(h.error()).contains("the filter lets pass audio/x-raw, rate=(int)16000");
        }
    }
}

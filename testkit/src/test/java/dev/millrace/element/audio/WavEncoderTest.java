package dev.millrace.element.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.testkit.PadHarness;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The headers are those that GStreamer 1.22's wavenc wrote for the same caps and 21 bytes of data. */
class WavEncoderTest {
    private static final Event BEGINNING = new Event.Segment(Event.Segment.Format.BYTES, 0);

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        audio/x-raw, format=S16LE, layout=interleaved, rate=8000, channels=1 | 0100 0100 401f0000 803e0000 0200 1000
        audio/x-raw, format=U8, layout=interleaved, rate=8000, channels=1    | 0100 0100 401f0000 401f0000 0100 0800
        audio/x-raw, format=F32LE, layout=interleaved, rate=8000, channels=2 | 0300 0200 401f0000 00fa0000 0800 2000
        audio/x-mulaw, rate=8000, channels=1                                 | 0700 0100 401f0000 401f0000 0100 0800
        audio/x-alaw, rate=8000, channels=1                                  | 0600 0100 401f0000 401f0000 0100 0800
        """)
    void writesTheHeaderFirstAndAgainAtTheEnd(String caps, String format) {
        String beforeData = "57415645666d742010000000" + format.replace(" ", "") + "64617461";
        try (var h = PadHarness.of("wavenc").caps(caps)) {
            byte[] samples = new byte[7];
            for (int i = 0; i < 3; i++) h.push(samples);
            assertThat(hex(h.pull())).isEqualTo("52494646" + "2400ff7f" + beforeData + "0000ff7f");
            for (int i = 0; i < 3; i++) assertThat(h.pull()).isEqualTo(samples);
            assertThat(h.available()).isZero();

            h.endOfStream();
            assertThat(hex(h.pull())).isEqualTo("52494646" + "39000000" + beforeData + "15000000");
            assertThat(h.events()).containsSubsequence(BEGINNING, BEGINNING, new Event.EndOfStream());
            assertThat(h.outputCaps()).hasToString("audio/x-wav");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void anEmptyStreamIsAnEmptyFile() {
        try (var h = PadHarness.of("wavenc").caps("audio/x-alaw, rate=8000, channels=1")) {
            h.endOfStream();
            assertThat(h.pull()).hasSize(44).endsWith(0, 0, 0, 0);
            assertThat(h.available()).isZero();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void withoutCapsItSaysWhatIsMissing() {
        try (var h = PadHarness.of("wavenc")) {
            assertThat(h.push(1, 2)).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error()).isEqualTo("format is unknown: the stream says none; put caps before wavenc0");
            h.endOfStream();
            assertThat(h.available()).isZero();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void capsThatLeaveSomethingOpenAreRefused() {
        try (var h = PadHarness.of("wavenc").caps("audio/x-raw, format=S16LE, channels=1")) {
            assertThat(h.push(1, 2)).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error()).contains("format is not complete", "channels=(int)1");
        }
    }

    @Test
    void theFormatCannotChangeWithinAFile() {
        try (var h = PadHarness.of("wavenc").caps("audio/x-alaw, rate=8000, channels=1")) {
            h.push(1, 2);
            h.caps("audio/x-alaw, rate=8000, channels=1");
            assertThat(h.push(3)).isEqualTo(FlowReturn.OK);
            h.caps("audio/x-alaw, rate=16000, channels=1");
            assertThat(h.push(3)).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error()).startsWith("format cannot change within a file");
        }
    }

    @Test
    void aRefusedHeaderIsNotFollowedByData() {
        try (var h = PadHarness.of("wavenc").caps("audio/x-alaw, rate=8000, channels=1")) {
            h.answer(FlowReturn.ERROR);
            assertThat(h.push(1, 2)).isEqualTo(FlowReturn.ERROR);
            h.assertAllBuffersReturned();
        }
    }
}

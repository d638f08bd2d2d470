package dev.millrace.element.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.caps.Caps;
import dev.millrace.codec.MixMatrix;
import dev.millrace.media.Buffer;
import dev.millrace.media.FlowReturn;
import dev.millrace.testkit.PadHarness;
import dev.millrace.testkit.Peers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The matrix and the noise shaping of audioconvert. */
class AudioConvertTest {
    private static final String STEREO = "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=2";

    @TempDir
    Path directory;

    private static byte[] shorts(int... values) {
        ByteBuffer all = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) all.putShort((short) value);
        return all.array();
    }

    private static Caps possible(PadHarness h, String pad) {
        return Objects.requireNonNull(h.element().pad(pad)).queryCaps(Caps.any());
    }

    // ---- mix-matrix

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mix-matrix=<<0.5,0.25>,<0.0,-1.0>,<0,1>>",
                "mix-matrix=\"<<0.5, 0.25>, <0.0, -1.0>, <0, 1>>\"",
                "mix-matrix=\"< < (float)0.5, (float)0.25 >, < (float)0, (float)-1 >, < (float)0, (float)1 > >\""
            })
    void rowsAreTheChannelsThatComeOut(String property) {
        try (var h = PadHarness.of("audioconvert " + property).caps(STEREO)) {
            h.push(shorts(1_000, 100, -2_000, 400));
            assertThat(h.pull()).isEqualTo(shorts(525, -100, 100, -900, -400, 400));
            assertThat(h.outputCaps()).isEqualTo(Caps.parse(STEREO.replace("channels=2", "channels=3")));
            assertThat(h.get("mix-matrix")).hasToString("< < 0.5, 0.25 >, < 0.0, -1.0 >, < 0.0, 1.0 > >");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void theMatrixSaysHowManyChannelsEachSideHas() {
        try (var h = PadHarness.of("audioconvert mix-matrix=<<1,0,0>,<0,1,0>>")) {
            assertThat(possible(h, "sink").structure(0).intValue("channels")).hasValue(3);
            assertThat(possible(h, "src").structure(0).intValue("channels")).hasValue(2);
        }
        try (var h = PadHarness.of("audiotestsrc num-buffers=1 ! audioconvert mix-matrix=<<1,0,0>>")) {
            assertThat(Objects.requireNonNull(h.outputCaps()).structure(0).intValue("channels"))
                    .hasValue(1);
        }
    }

    @Test
    void aFormatIsConvertedOnTheWay() {
        try (var h = PadHarness.of("audioconvert mix-matrix=<<0.5,0.5>> ! capsfilter caps=audio/x-raw,format=S32BE")
                .caps(STEREO)) {
            h.push(shorts(256, 512));
            assertThat(h.pull()).containsExactly(1, 0x80, 0, 0);
        }
    }

    @Test
    void anIdentityPassesUntouchedAndASwapDoesNot() {
        try (var h = PadHarness.of("audioconvert mix-matrix=<<1,0>,<0,1>>").caps(STEREO)) {
            Buffer in = h.buffer(shorts(1, 2));
            h.push(in);
            Buffer out = h.pullBuffer();
            assertThat(out).isSameAs(in);
            out.release();
            h.element().setText("mix-matrix", "<<0,1>,<1,0>>");
            h.push(shorts(1, 2));
            assertThat(h.pull()).isEqualTo(shorts(2, 1));
            h.element().set("mix-matrix", MixMatrix.of(new double[] {1, 1}));
            h.push(shorts(1, 2));
            assertThat(h.pull()).isEqualTo(shorts(3));
            h.element().set("mix-matrix", MixMatrix.NONE);
            h.push(shorts(1, 2));
            assertThat(h.pull()).isEqualTo(shorts(1, 2));
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void whatIsTooLoudIsClipped() {
        try (var h = PadHarness.of("audioconvert mix-matrix=<<1,1>>").caps(STEREO)) {
            h.push(shorts(30_000, 30_000, -30_000, -30_000));
            assertThat(h.pull()).isEqualTo(shorts(32_767, -32_768));
        }
    }

    @Test
    void anEmptyMatrixIsNone() {
        try (var h = PadHarness.of("audioconvert mix-matrix=<> ! capsfilter caps=audio/x-raw,channels=1")
                .caps(STEREO)) {
            h.push(shorts(1_000, 100));
            assertThat(h.pull()).isEqualTo(shorts(550));
        }
    }

    @Test
    void columnsThatDoNotFitAreAnError() {
        try (var h = PadHarness.of("audioconvert mix-matrix=<<1,0,0>,<0,1,0>>").caps(STEREO)) {
            assertThat(h.push(shorts(1, 2))).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error())
                    .startsWith("mix-matrix does not fit: columns=3 caps=audio/x-raw")
                    .contains("channels=(int)2")
                    .endsWith("; it needs a column for each of the 2 channels that come in");
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void rowsThatDoNotFitAreAnError() {
        try (var h = PadHarness.of("audioconvert mix-matrix=<<1,0>,<0,1>> ! capsfilter caps=audio/x-raw,channels=1")
                .caps(STEREO)) {
            assertThat(h.push(shorts(1, 2))).isEqualTo(FlowReturn.NOT_NEGOTIATED);
            assertThat(h.error())
                    .startsWith("mix-matrix does not fit: rows=2; it needs a row for each channel that goes out")
                    .contains("channels=(int)1");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        abc          | no matrix; write <<1.0, 0.0>, <0.5, 0.5>>
        <<1.0>,<>>   | row of a matrix is empty: row=1
        <<2.0>>      | gain is out of range: gain=2.0; use -1.0 - 1.0
        """)
    void whatIsNoMatrixIsRefused(String text, String message) {
        assertThatThrownBy(() -> PadHarness.of("audioconvert mix-matrix=" + text))
                .hasMessageContaining("value is not right: mix-matrix=" + text + ": " + message);
    }

    @Test
    void gstreamerMixesTheSame() throws IOException, InterruptedException {
        Peers.need("gst-launch-1.0");
        String matrix = "mix-matrix=<<0.7,0.3>,<-0.2,1.0>,<0.0,0.5>>";
        String caps = STEREO.replace("S16LE", "F32LE");
        ByteBuffer samples = ByteBuffer.allocate(800).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 200; i++) samples.putFloat((float) Math.sin(i));
        Path in = Files.write(directory.resolve("in"), samples.array());
        Path out = directory.resolve("out");
        Peers.output(List.of(("gst-launch-1.0 -q filesrc location=" + in + " ! " + caps + " ! audioconvert " + matrix
                        + " ! audio/x-raw,format=F32LE,channels=3 ! filesink location=" + out)
                .split(" ", -1)));
        ByteBuffer theirs = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.LITTLE_ENDIAN);
        try (var h = PadHarness.of("audioconvert " + matrix).caps(caps)) {
            h.push(samples.array());
            ByteBuffer ours = ByteBuffer.wrap(h.pull()).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(ours.remaining()).isEqualTo(theirs.remaining()).isEqualTo(1_200);
            while (ours.hasRemaining()) assertThat(ours.getFloat()).isCloseTo(theirs.getFloat(), within(1e-6f));
        }
    }

    // ---- noise-shaping

    /** What 8 bits make of a slow tone of 16. */
    private static byte[] shaped(String properties, int rate) {
        try (var h = PadHarness.of("audioconvert " + properties + " ! capsfilter caps=audio/x-raw,format=S8")
                .caps(STEREO.replace("48000", Integer.toString(rate)).replace("channels=2", "channels=1"))) {
            int[] samples = new int[2_000];
            for (int i = 0; i < samples.length; i++) samples[i] = (int) Math.round(3_000 * Math.sin(i / 50.0));
            h.push(shorts(samples));
            return h.pull();
        }
    }

    /** How far the mean of 40 samples in a row is from the tone at most, in steps of 8 bits: what is left of noise low down. */
    private static double slowNoise(byte[] out) {
        double most = 0;
        for (int first = 0; first + 40 <= out.length; first += 40) {
            double sum = 0;
            for (int i = first; i < first + 40; i++) sum += out[i] - 3_000 * Math.sin(i / 50.0) / 256;
            most = Math.max(most, Math.abs(sum / 40));
        }
        return most;
    }

    @Test
    void shapedNoiseIsLessLowDown() {
        double flat = slowNoise(shaped("dithering=none", 48_000));
        for (String method : new String[] {"error-feedback", "medium"})
            assertThat(slowNoise(shaped("dithering=none noise-shaping=" + method, 48_000)))
                    .as(method)
                    .isLessThan(0.5 * flat);
        assertThat(slowNoise(shaped("dithering=tpdf noise-shaping=error-feedback", 48_000)))
                .isLessThan(0.5 * slowNoise(shaped("dithering=tpdf", 48_000)));
    }

    @Test
    void eachMethodGivesSomethingElseAndLowRatesErrorFeedback() {
        byte[] feedback = shaped("dithering=none noise-shaping=error-feedback", 48_000);
        for (String method : new String[] {"none", "simple", "medium", "high"}) {
            assertThat(shaped("dithering=none noise-shaping=" + method, 48_000)).isNotEqualTo(feedback);
            if (!method.equals("none"))
                assertThat(shaped("dithering=none noise-shaping=" + method, 16_000))
                        .isEqualTo(feedback);
        }
    }

    @Test
    void aboveTheThresholdNothingIsShaped() {
        byte[] rounded = shaped("dithering=none", 48_000);
        assertThat(shaped("dithering=tpdf noise-shaping=high dithering-threshold=7", 48_000))
                .isEqualTo(rounded);
        assertThat(shaped("dithering=none noise-shaping=high dithering-threshold=8", 48_000))
                .isNotEqualTo(rounded);
    }

    @Test
    void ditheringAndShapingChangeWhilePlaying() {
        try (var h = PadHarness.of("audioconvert dithering=none ! capsfilter caps=audio/x-raw,format=S8")
                .caps(STEREO.replace("channels=2", "channels=1"))) {
            int[] samples = new int[500];
            for (int i = 0; i < samples.length; i++) samples[i] = (int) Math.round(3_000 * Math.sin(i / 50.0));
            h.push(shorts(samples));
            byte[] rounded = h.pull();
            h.element().setText("noise-shaping", "error-feedback");
            h.push(shorts(samples));
            byte[] shaped = h.pull();
            assertThat(shaped).isNotEqualTo(rounded);
            h.element().setText("dithering", "rpdf");
            h.push(shorts(samples));
            assertThat(h.pull()).isNotEqualTo(shaped).isNotEqualTo(rounded);
            h.element().setText("dithering-threshold", "7");
            h.push(shorts(samples));
            assertThat(h.pull()).isEqualTo(rounded);
        }
    }

    @Test
    void otherMethodsAreRefused() {
        assertThatThrownBy(() -> PadHarness.of("audioconvert noise-shaping=strong"))
                .hasMessageContaining("noise-shaping=strong")
                .hasMessageContaining("use none, error-feedback, simple, medium, high");
    }
}

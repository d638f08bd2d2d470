package dev.millrace.element.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.media.AudioLevel;
import dev.millrace.media.Buffer;
import dev.millrace.media.Message;
import dev.millrace.testkit.PadHarness;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioFiltersTest {
    private static final long MS = 1_000_000;
    private static final String MONO = "audio/x-raw, format=S16LE, layout=interleaved, rate=8000, channels=1";

    private static byte[] sine(int samples, double hertz, int rate, double amplitude, int from) {
        ByteBuffer out = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < samples; i++)
            out.putShort((short) Math.round(amplitude * 32_767 * Math.sin(2 * Math.PI * hertz * (from + i) / rate)));
        return out.array();
    }

    // ---- audioconvert

    @Test
    void whatDownstreamTakesPassesUntouched() {
        try (var h = PadHarness.of("audioconvert").caps(MONO)) {
            byte[] samples = sine(80, 400, 8_000, 0.5, 0);
            h.push(samples);
            assertThat(h.pull()).isEqualTo(samples);
            assertThat(h.outputCaps()).isEqualTo(Caps.parse(MONO));
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void oneChannelGoesToAllAndAllAreAveragedIntoOne() {
        try (var h = PadHarness.of(
                        "audioconvert ! audio/x-raw,channels=2 ! audioconvert ! capsfilter caps=audio/x-raw,channels=1")
                .caps(MONO)) {
            byte[] samples = sine(80, 400, 8_000, 0.5, 0);
            h.push(samples);
            assertThat(h.pull()).isEqualTo(samples);
        }
        try (var h = PadHarness.of("audioconvert ! capsfilter caps=audio/x-raw,channels=1")
                .caps("audio/x-raw, format=S16LE, layout=interleaved, rate=8000, channels=2")) {
            h.push(100, 0, 200, 0);
            assertThat(h.pull()).containsExactly(150, 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"none,0", "rpdf,0.51", "tpdf,1.01", "tpdf-hf,1.01"})
    void lostResolutionIsDitheredByOneStepAtMost(String dithering, double most) {
        try (var h = PadHarness.of(
                        "audioconvert dithering=" + dithering + " ! capsfilter caps=audio/x-raw,format=S16LE")
                .caps("audio/x-raw, format=F64LE, layout=interleaved, rate=8000, channels=1")) {
            ByteBuffer in = ByteBuffer.allocate(8_000).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 1_000; i++) in.putDouble(1000.25 / 32_768);
            h.push(in.array());
            ByteBuffer out = ByteBuffer.wrap(h.pull()).order(ByteOrder.LITTLE_ENDIAN);
            double sum = 0;
            while (out.hasRemaining()) {
                short sample = out.getShort();
                assertThat(Math.abs(sample - 1000.25)).isLessThanOrEqualTo(most + 0.5);
                sum += sample;
            }
            assertThat(sum / 1_000).isCloseTo(dithering.equals("none") ? 1000 : 1000.25, within(0.1));
        }
    }

    @Test
    void formatsThatCannotMeetAreAnError() {
        try (var h = PadHarness.of("audioconvert ! capsfilter caps=audio/x-raw,rate=16000")) {
            h.caps(MONO);
            assertThat(h.error()).contains("rate=(int)8000");
        }
    }

    // ---- audioresample

    @ParameterizedTest
    @CsvSource({"8000,16000", "16000,8000", "8000,44100", "48000,8000", "44100,48000"})
    void aToneStaysATone(int from, int to) {
        try (var h = PadHarness.of("audioresample ! capsfilter caps=audio/x-raw,rate=" + to)
                .caps(MONO.replace("8000", Integer.toString(from)))) {
            int block = from / 50;
            for (int i = 0; i < 25; i++) h.pushAt(i * 20L * MS, sine(block, 1_000, from, 0.5, i * block));
            h.endOfStream();
            var all = new ByteArrayOutputStream();
            long nextNs = 0;
            while (h.available() > 0) {
                var buffer = h.pullBuffer();
                assertThat(Math.abs(buffer.ptsNs() - nextNs)).isLessThanOrEqualTo(1);
                nextNs = buffer.ptsNs() + buffer.durationNs();
                all.writeBytes(buffer.toArray());
                buffer.release();
            }
            ByteBuffer out = ByteBuffer.wrap(all.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
            int samples = out.remaining() / 2;
            assertThat(samples).isCloseTo(to / 2, within(2 + to / 1_000));
            double worst = 0;
            for (int i = to / 20; i < samples - to / 20; i++) {
                double expected = 0.5 * 32_767 * Math.sin(2 * Math.PI * 1_000 * i / to);
                worst = Math.max(worst, Math.abs(out.getShort(2 * i) - expected));
            }
            assertThat(worst).as("off by").isLessThan(60);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void whatCannotBeRepresentedAtTheLowerRateIsGone() {
        try (var h = PadHarness.of("audioresample quality=10 ! capsfilter caps=audio/x-raw,rate=8000")
                .caps(MONO.replace("8000", "48000"))) {
            for (int i = 0; i < 20; i++) h.push(sine(960, 7_000, 48_000, 0.5, i * 960));
            int loudest = 0;
            for (int n = 0; h.available() > 0; n++) {
                ByteBuffer out = ByteBuffer.wrap(h.pull()).order(ByteOrder.LITTLE_ENDIAN);
                while (out.hasRemaining()) {
                    short sample = out.getShort();
                    if (n > 2) loudest = Math.max(loudest, Math.abs(sample));
                }
            }
            assertThat(loudest).isLessThan(30);
        }
    }

    // ---- level

    @Test
    void levelTellsPowerAndPeakPerChannel() {
        try (var h = PadHarness.of("level interval=50000000").caps(MONO.replace("channels=1", "channels=2"))) {
            ByteBuffer in = ByteBuffer.allocate(4 * 800).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 800; i++) {
                in.putShort((short) Math.round(16_384 * Math.sin(2 * Math.PI * i / 80)));
                in.putShort((short) 3277);
            }
            h.pushAt(0, in.array());
            h.pull();
            assertThat(h.messages()).hasSize(2);
            Structure told = ((Message.ElementMessage) h.messages().getLast()).structure();
            assertThat(told.name()).isEqualTo("level");
            assertThat(told.string("timestamp")).isEqualTo("50000000");
            assertThat(decibels(told, "rms", 0)).isCloseTo(-9.03, within(0.05));
            assertThat(decibels(told, "peak", 0)).isCloseTo(-6.02, within(0.05));
            assertThat(decibels(told, "rms", 1)).isCloseTo(-20, within(0.05));
            assertThat(decibels(told, "decay", 1)).isCloseTo(-20, within(0.05));
            assertThat(Structure.parse(told.toString())).isEqualTo(told);
            h.element().set("post-messages", false);
            h.push(new byte[3_200]);
            h.pull();
            assertThat(h.messages()).hasSize(2);
        }
    }

    private static double decibels(Structure told, String field, int channel) {
        Value.Array all = (Value.Array) Objects.requireNonNull(told.field(field));
        return ((Value.Decimal) all.values().get(channel)).value();
    }

    @Test
    void aLevelSaysOnTheBufferHowLoudItIs() {
        try (var h = PadHarness.of("level audio-level-meta=true").caps(MONO)) {
            h.push(new byte[] {0, 0x40, 0, (byte) 0xc0}); // half of full scale
            h.push(new byte[4]);
            for (int level : new int[] {6, AudioLevel.SILENCE}) {
                Buffer told = h.pullBuffer();
                assertThat(told.meta(AudioLevel.class)).isEqualTo(new AudioLevel(level, false));
                told.release();
            }
        }
    }
}

package dev.millrace.element.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.caps.Caps;
import dev.millrace.element.queue.AppSink;
import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.Sample;
import dev.millrace.media.State;
import dev.millrace.sim.SteppedEnvironment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudioSourcesTest {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final long MS = 1_000_000;

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private @Nullable Pipeline pipeline;

    private AppSink play(String text) {
        Pipeline made = Launch.into(
                new Pipeline("audio", environment),
                Registry.installed(),
                text + " ! appsink name=out sync=false async=false");
        pipeline = made;
        environment.run(made.play(), SLICE, Duration.ofSeconds(1));
        return (AppSink) made.get("out");
    }

    private static List<Sample> pull(AppSink out) {
        List<Sample> all = new ArrayList<>();
        for (Sample s = out.tryPull(); s != null; s = out.tryPull()) all.add(s);
        return all;
    }

    private static short[] shorts(List<Sample> samples) {
        var all = new ArrayList<Short>();
        for (Sample sample : samples) {
            ShortBuffer in = ByteBuffer.wrap(sample.buffer().toArray())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer();
            while (in.hasRemaining()) all.add(in.get());
            sample.buffer().release();
        }
        short[] flat = new short[all.size()];
        for (int i = 0; i < flat.length; i++) flat[i] = all.get(i);
        return flat;
    }

    @AfterEach
    void stop() {
        Pipeline made = pipeline;
        if (made == null) return;
        environment.run(made.setState(State.NULL), SLICE, Duration.ofSeconds(1));
        assertThat(made.get("out").get("eos")).isEqualTo(true);
    }

    @Test
    void withoutAWishItIsASineOf440HertzAt44100InMono() {
        AppSink out = play("audiotestsrc num-buffers=4");
        environment.step();
        List<Sample> samples = pull(out);
        assertThat(samples.getFirst().caps())
                .isEqualTo(Caps.parse("audio/x-raw, format=S16LE, layout=interleaved, rate=44100, channels=1"));
        assertThat(samples.get(1).buffer().ptsNs()).isEqualTo(1024 * 1_000_000_000L / 44_100);
        short[] wave = shorts(samples);
        assertThat(wave).hasSize(4096);
        for (int i = 0; i < wave.length; i++)
            assertThat((double) wave[i])
                    .isCloseTo(0.8 * 32_768 * Math.sin(2 * Math.PI * 440 * i / 44_100), within(1.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"S8", "U8", "S16BE", "S24LE", "S24BE", "S32LE", "F32LE", "F32BE", "F64LE", "F64BE"})
    void theFormatIsWhatDownstreamWants(String format) {
        AppSink out = play("ts-audiotestsrc is-live=false num-buffers=1 ! audio/x-raw,format=" + format
                + ",rate=8000,channels=2 ! audioconvert dithering=none ! audio/x-raw,format=S16LE");
        environment.step();
        short[] wave = shorts(pull(out));
        assertThat(wave).hasSize(2048);
        double error = format.endsWith("8") ? 130 : 1;
        for (int i = 0; i < 1024; i++) {
            double expected = 0.8 * 32_768 * Math.sin(2 * Math.PI * 440 * i / 8_000);
            assertThat((double) wave[2 * i]).isCloseTo(expected, within(error));
            assertThat(wave[2 * i + 1]).isEqualTo(wave[2 * i]);
        }
    }

    @Test
    void aLiveOnePushesWhenTheLastSampleIsDueNeverEarly() {
        AppSink out = play("ts-audiotestsrc samples-per-buffer=160 context=t context-wait=20 ! audio/x-raw,rate=8000");
        int pulled = pull(out).size();
        assertThat(pulled).isZero();
        long startNs = environment.nowNs();
        for (int ms = 0; ms < 200; ms++) {
            environment.advance(SLICE, SLICE);
            for (Sample sample : pull(out)) {
                long endNs = sample.buffer().ptsNs() + sample.buffer().durationNs();
                assertThat(environment.nowNs() - startNs).isGreaterThanOrEqualTo(endNs - MS);
                sample.buffer().release();
                pulled++;
            }
        }
        assertThat(pulled).isBetween(9, 10);
        Pipeline made = java.util.Objects.requireNonNull(pipeline);
        made.recalculateLatency();
        assertThat(made.latencyNs()).isEqualTo(40 * MS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"square", "saw", "triangle", "silence", "white-noise", "pink-noise", "ticks", "red-noise"})
    void wavesStayWithinTheirVolume(String wave) {
        AppSink out = play("audiotestsrc num-buffers=8 volume=0.5 wave=" + wave);
        environment.step();
        int loudest = 0;
        List<Sample> samples = pull(out);
        assertThat(samples).allMatch(sample -> sample.buffer().has(Buffer.GAP) == wave.equals("silence"));
        for (short sample : shorts(samples)) loudest = Math.max(loudest, Math.abs(sample));
        assertThat(loudest).isLessThanOrEqualTo(16_384);
        assertThat(loudest > 100).isEqualTo(!wave.equals("silence"));
    }

    @Test
    void tonesFollowTheirPattern() {
        AppSink out = play("ts-tonesrc samples-per-buffer=80 freq=400 volume=-10 on-time=20 off-time=30 repeat=true");
        environment.advance(Duration.ofMillis(100), SLICE);
        short[] wave = shorts(pull(out));
        assertThat(wave).hasSizeBetween(720, 800);
        double expected = 32_768 * Math.pow(10, (-10 - 3.14) / 20);
        int loudest = 0;
        for (int i = 0; i < 160; i++) loudest = Math.max(loudest, Math.abs(wave[i]));
        assertThat((double) loudest).isCloseTo(expected, within(expected / 50));
        for (int i = 160; i < 400; i++) assertThat(wave[i]).isZero();
        assertThat(wave[405]).isNotZero();
    }
}

package dev.millrace.element;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.testkit.PadHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each source alone: what it says first, what it pushes, when, and how it ends. */
class SourcesAloneTest {
    private static final long MS = 1_000_000;

    @TempDir
    Path directory;

    private static List<String> kinds(PadHarness h) {
        return h.events().stream()
                .map(event -> event.getClass().getSimpleName())
                .toList();
    }

    private static List<Long> times(PadHarness h) {
        List<Long> times = new ArrayList<>();
        while (h.available() > 0) {
            Buffer buffer = h.pullBuffer();
            times.add(buffer.ptsNs() / MS);
            buffer.release();
        }
        return times;
    }

    @Test
    void fakesrcPushesItsPatternAndEnds() {
        try (var h = PadHarness.of("fakesrc num-buffers=3 sizetype=fixed sizemax=3 filltype=pattern-span")) {
            h.advance(Duration.ofMillis(1));
            assertThat(kinds(h)).containsExactly("StreamStart", "Segment", "EndOfStream");
            assertThat(h.events()).contains(new Event.Segment(Event.Segment.Format.BYTES, 0));
            assertThat(h.pull()).containsExactly(0, 1, 2);
            assertThat(h.pull()).containsExactly(3, 4, 5);
            assertThat(h.pull()).containsExactly(6, 7, 8);
            assertThat(h.available()).isZero();
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void fakesrcWithADataRateCountsTimeByBytes() {
        try (var h = PadHarness.of("fakesrc num-buffers=4 sizetype=fixed sizemax=100 datarate=10000")) {
            h.advance(Duration.ofMillis(1));
            assertThat(times(h)).containsExactly(0L, 10L, 20L, 30L);
        }
    }

    @Test
    void fakesrcStampsWhatHasNoTime() {
        try (var h = PadHarness.of("fakesrc num-buffers=1 is-live=true do-timestamp=true")) {
            h.advance(Duration.ofMillis(1));
            Buffer only = h.pullBuffer();
            assertThat(only.ptsNs()).isEqualTo(only.dtsNs()).isBetween(0L, MS);
            only.release();
        }
    }

    @Test
    void noBuffersAreAnEmptyStream() {
        try (var h = PadHarness.of("fakesrc num-buffers=0")) {
            h.advance(Duration.ofMillis(1));
            assertThat(kinds(h)).endsWith("EndOfStream");
            assertThat(h.available()).isZero();
        }
    }

    @Test
    void filesrcPushesBlocksAndWhatIsLeft() throws IOException {
        Path file = Files.write(directory.resolve("f"), new byte[] {1, 2, 3, 4, 5, 6, 7});
        try (var h = PadHarness.of("filesrc blocksize=3 location=" + file)) {
            h.advance(Duration.ofMillis(1));
            assertThat(kinds(h)).containsExactly("StreamStart", "Segment", "EndOfStream");
            assertThat(h.pull()).containsExactly(1, 2, 3);
            assertThat(h.pull()).containsExactly(4, 5, 6);
            assertThat(h.pull()).containsExactly(7);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void audiotestsrcSaysItsFormatAndCountsSamples() {
        try (var h = PadHarness.of("audiotestsrc num-buffers=3 samplesperbuffer=441 wave=square volume=1")) {
            h.advance(Duration.ofMillis(1));
            assertThat(kinds(h)).containsExactly("StreamStart", "CapsChange", "Segment", "EndOfStream");
            assertThat(String.valueOf(h.outputCaps())).contains("rate=(int)44100", "channels=(int)1");
            assertThat(times(h)).containsExactly(0L, 10L, 20L);
        }
    }

    @Test
    void audiotestsrcMarksEverySecondTickAndSwells() {
        String ticks = "audiotestsrc num-buffers=1 samplesperbuffer=17640 wave=ticks tick-interval=100000000 volume=0.1"
                + " marker-tick-period=2 marker-tick-volume=0.8";
        double[] plain = peaks(ticks);
        assertThat(plain[0]).isBetween(0.75, 0.81);
        assertThat(plain[1]).isBetween(0.09, 0.11);
        assertThat(plain[2]).isBetween(0.75, 0.81);
        assertThat(plain[3]).isBetween(0.09, 0.11);
        assertThat(first(ticks)).isGreaterThan(4 * first(ticks + " apply-tick-ramp=true"));
    }

    /** The peak of each tenth of a second. */
    private static double[] peaks(String text) {
        short[] samples = samples(text);
        double[] peaks = new double[samples.length / 4410];
        for (int i = 0; i < peaks.length * 4410; i++)
            peaks[i / 4410] = Math.max(peaks[i / 4410], Math.abs(samples[i]) / 32_768.0);
        return peaks;
    }

    /** How loud the first fortieth of a tick is. */
    private static double first(String text) {
        short[] samples = samples(text);
        double sum = 0;
        for (int i = 0; i < 25; i++) sum += Math.abs(samples[i]);
        return sum;
    }

    private static short[] samples(String text) {
        try (var h = PadHarness.of(text)) {
            h.advance(Duration.ofMillis(1));
            byte[] bytes = h.pull();
            assertThat(String.valueOf(h.outputCaps())).contains("S16LE");
            short[] samples = new short[bytes.length / 2];
            for (int i = 0; i < samples.length; i++)
                samples[i] = (short) ((bytes[2 * i] & 0xff) | bytes[2 * i + 1] << 8);
            return samples;
        }
    }

    @Test
    void audiotestsrcTakesTheSizeOfItsBuffersFromBlocksize() {
        try (var h = PadHarness.of("audiotestsrc num-buffers=2 blocksize=882")) {
            h.advance(Duration.ofMillis(1));
            assertThat(h.pull()).hasSize(882);
            assertThat(times(h)).containsExactly(10L);
        }
    }

    @Test
    void tonegeneratesrcKeepsTimeAndItsPattern() {
        try (var h = PadHarness.of("tonegeneratesrc samplesperbuffer=80 freq=400 on-time=20 off-time=10 repeat=true")) {
            h.advance(Duration.ofMillis(65));
            assertThat(kinds(h)).containsExactly("StreamStart", "CapsChange", "Segment");
            assertThat(h.available()).isBetween(5, 6);
            for (int i = 0; h.available() > 0; i++) {
                boolean silent = true;
                for (byte one : h.pull()) silent &= one == 0;
                assertThat(silent).as("buffer %d", i).isEqualTo(i % 3 == 2);
            }
            h.assertAllBuffersReturned();
        }
    }
}

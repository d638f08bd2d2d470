package dev.millrace.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToneGeneratorTest {
    private static final ValueLayout.OfShort SAMPLE =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** In pieces that do not fit the pattern, at an odd place. */
    private static short[] play(ToneGenerator generator, int samples) {
        short[] all = new short[samples];
        MemorySegment piece = Arena.ofAuto().allocate(2 * 77 + 1);
        for (int done = 0; done < samples; done += 77) {
            int count = Math.min(77, samples - done);
            piece.fill((byte) 0x55);
            generator.generate(piece, 1, count);
            for (int i = 0; i < count; i++) all[done + i] = piece.get(SAMPLE, 1 + 2L * i);
        }
        return all;
    }

    private static double rms(short[] samples, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) sum += (double) samples[i] * samples[i];
        return Math.sqrt(sum / (to - from));
    }

    @Test
    void aToneHasItsLevelAndItsPattern() {
        short[] played = play(ToneGenerator.own(new Tone(400, -10, 0, 0, 20, 30, 10, 0, false)), 1_000);
        double wanted = 32_768 * Math.pow(10, (-10 - 3.14) / 20) / Math.sqrt(2);
        assertThat(rms(played, 0, 160)).isCloseTo(wanted, withPercentage(1));
        assertThat(rms(played, 160, 400)).isZero();
        assertThat(rms(played, 400, 480)).isCloseTo(wanted, withPercentage(2));
        assertThat(rms(played, 480, 1_000)).isZero();
    }

    @Test
    void aPatternWithoutSilenceNeverEnds() {
        short[] played = play(ToneGenerator.own(new Tone(400, 0, 0, 0, 10, 0, 0, 0, true)), 1_000);
        for (int at = 0; at + 80 <= 1_000; at += 80)
            assertThat(rms(played, at, at + 80)).isGreaterThan(15_000);
    }

    @Test
    void theLibraryMakesTheSameSamples() {
        boolean required = "required".equals(System.getenv("MILLRACE_PEERS"));
        assumeTrue(required || SpandspTone.isInstalled(), "libspandsp2 is not installed");
        List<Tone> tones = List.of(
                new Tone(425, -10, 0, 0, 500, 500, 0, 0, true),
                new Tone(350, -13, 440, -13, 1000, 0, 0, 0, true),
                new Tone(400, -17, 450, -19, 400, 200, 400, 2000, true),
                new Tone(941, -7, 1336, -6, 70, 50, 0, 0, false));
        for (Tone tone : tones) {
            try (var library = new SpandspTone(tone)) {
                short[] theirs = play(library, 16_000);
                short[] ours = play(ToneGenerator.own(tone), 16_000);
                double worst = 0;
                for (int i = 0; i < ours.length; i++) worst = Math.max(worst, Math.abs(ours[i] - theirs[i]));
                assertThat(worst).as("%s", tone).isLessThan(0.02 * 32_768);
                assertThat(rms(theirs, 0, 16_000)).isCloseTo(rms(ours, 0, 16_000), withPercentage(1));
            }
        }
    }

    @Test
    void oneThatIsClosedSaysSo() {
        assumeTrue(SpandspTone.isInstalled(), "libspandsp2 is not installed");
        ToneGenerator library = ToneGenerator.of(Tone.NONE);
        library.close();
        library.close();
        assertThatThrownBy(() -> library.generate(Arena.ofAuto().allocate(2), 0, 1))
                .hasMessage("tone generator is closed");
    }
}

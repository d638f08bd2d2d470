package dev.millrace.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.codec.FilterSettings.Interpolation;
import dev.millrace.codec.FilterSettings.Mode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplerTest {
    private static final FilterSettings DEFAULT = FilterSettings.DEFAULT;

    private static double[] sine(int samples, double hertz, int rate) {
        double[] all = new double[samples];
        for (int i = 0; i < samples; i++) all[i] = Math.sin(2 * Math.PI * hertz * i / rate);
        return all;
    }

    /** A quarter of a second of a tone, in pieces of 10 ms, at another rate. */
    private static double[] resampled(int from, int to, double hertz, FilterSettings settings) {
        Resampler resampler = new Resampler(new FilterTable(from, to, settings));
        double[] input = sine(from / 4, hertz, from);
        double[] output = new double[to / 4 + 2 * to / from * resampler.delay() + 1_000];
        int written = 0;
        int piece = from / 100;
        for (int at = 0; at < input.length; at += piece) {
            double[] some = Arrays.copyOfRange(input, at, at + piece);
            double[] result = new double[resampler.mostOutput(piece)];
            int count = resampler.process(some, piece, result);
            System.arraycopy(result, 0, output, written, count);
            written += count;
        }
        return Arrays.copyOf(output, written);
    }

    /** The filter is another one half way, and the tone goes on at its place. */
    @ParameterizedTest
    @CsvSource({"0, 10", "10, 0", "4, 5"})
    void anotherTableGoesOnWhereTheLastOneWas(int before, int after) {
        double[] input = sine(4_000, 440, 8_000);
        Resampler resampler = new Resampler(new FilterTable(8_000, 11_025, DEFAULT.withQuality(before)));
        double[] output = new double[6_000];
        int written = 0;
        for (int at = 0; at < input.length; at += 80) {
            if (at == 2_000) resampler.use(new FilterTable(8_000, 11_025, DEFAULT.withQuality(after)));
            double[] result = new double[resampler.mostOutput(80)];
            int count = resampler.process(Arrays.copyOfRange(input, at, at + 80), 80, result);
            System.arraycopy(result, 0, output, written, count);
            written += count;
        }
        double[] rest = new double[resampler.mostOutput(resampler.delay())];
        int count = resampler.drain(rest);
        assertThat(written + count).isBetween(5_511, 5_514);
        double[] expected = sine(written, 440, 11_025);
        for (int i = 300; i < written - 300; i++)
            assertThat(output[i]).as("sample=" + i).isCloseTo(expected[i], within(0.02));
    }

    @Test
    void aTableOfOtherRatesIsRefused() {
        Resampler resampler = new Resampler(new FilterTable(8_000, 16_000, DEFAULT));
        assertThatThrownBy(() -> resampler.use(new FilterTable(8_000, 11_025, DEFAULT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("table is of other rates: phases=441 step=320");
    }

    /** How much louder the tone is than all else, in dB, without the beginning and the end. */
    private static double purity(double[] samples, double hertz, int rate) {
        int first = rate / 20;
        int count = (samples.length - 2 * first) / (rate / 100) * (rate / 100);
        double inPhase = 0;
        double quadrature = 0;
        for (int i = first; i < first + count; i++) {
            inPhase += samples[i] * Math.sin(2 * Math.PI * hertz * i / rate) * 2 / count;
            quadrature += samples[i] * Math.cos(2 * Math.PI * hertz * i / rate) * 2 / count;
        }
        double noise = 0;
        for (int i = first; i < first + count; i++) {
            double tone = inPhase * Math.sin(2 * Math.PI * hertz * i / rate)
                    + quadrature * Math.cos(2 * Math.PI * hertz * i / rate);
            noise += (samples[i] - tone) * (samples[i] - tone);
        }
        double power = (inPhase * inPhase + quadrature * quadrature) / 2;
        return 10 * Math.log10(power / (noise / count));
    }

    private static double difference(double[] a, double[] b) {
        assertThat(a).hasSameSizeAs(b);
        double most = 0;
        for (int i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
        return most;
    }

    // ---- methods

    @ParameterizedTest
    @CsvSource({"8000,16000", "48000,44100", "44100,48000", "16000,8000", "8000,44100", "48000,8000"})
    void eachMethodIsPurerThanTheSimplerOne(int from, int to) {
        double nearest = purity(from, to, ResampleMethod.NEAREST);
        double linear = purity(from, to, ResampleMethod.LINEAR);
        // A whole part of the rate takes some of the samples as they are, so that nearest is exact there.
        if (from % to != 0) {
            assertThat(nearest).isBetween(10.0, 30.0);
            assertThat(linear).isGreaterThan(nearest + 9);
            assertThat(purity(from, to, ResampleMethod.CUBIC)).isGreaterThan(linear + 9);
        }
        assertThat(purity(from, to, ResampleMethod.BLACKMAN_NUTTALL)).isGreaterThan(75);
        assertThat(purity(from, to, ResampleMethod.KAISER)).isGreaterThan(75);
    }

    private static double purity(int from, int to, ResampleMethod method) {
        return purity(resampled(from, to, 1_000, DEFAULT.withMethod(method)), 1_000, to);
    }

    @Test
    void nearestRepeatsAndLeavesOut() {
        double[] input = {1, 2, 3, 4, 5, 6};
        FilterSettings nearest = DEFAULT.withMethod(ResampleMethod.NEAREST);
        double[] output = new double[20];
        int twice = new Resampler(new FilterTable(8_000, 16_000, nearest)).process(input, 6, output);
        assertThat(Arrays.copyOf(output, twice)).containsExactly(1, 1, 2, 2, 3, 3, 4, 4, 5, 5);
        int third = new Resampler(new FilterTable(48_000, 16_000, nearest)).process(input, 6, output);
        assertThat(Arrays.copyOf(output, third)).containsExactly(1, 4);
    }

    @Test
    void linearLiesOnTheLine() {
        double[] output = new double[20];
        int written = new Resampler(new FilterTable(2, 8, DEFAULT.withMethod(ResampleMethod.LINEAR)))
                .process(new double[] {0, 4, 0}, 3, output);
        assertThat(Arrays.copyOf(output, written)).containsExactly(0, 1, 2, 3, 4, 3, 2, 1);
    }

    @Test
    void cubicIsTheSplineOfFourSamples() {
        double[] output = new double[20];
        int written = new Resampler(new FilterTable(1, 2, DEFAULT.withMethod(ResampleMethod.CUBIC)))
                .process(new double[] {0, 0, 48, 0, 0, 0}, 6, output);
        assertThat(Arrays.copyOf(output, written))
                .containsExactly(new double[] {0, 1, 8, 23, 32, 23, 8, 1}, within(1e-9));
    }

    @ParameterizedTest
    @EnumSource
    void aConstantStaysWhatItIs(ResampleMethod method) {
        for (Mode mode : Mode.values()) {
            for (Interpolation interpolation : Interpolation.values()) {
                FilterSettings settings =
                        DEFAULT.withMethod(method).withMode(mode).withInterpolation(interpolation);
                Resampler resampler = new Resampler(new FilterTable(48_000, 44_100, settings));
                double[] input = new double[480];
                Arrays.fill(input, 0.5);
                double[] output = new double[resampler.mostOutput(480)];
                int written = resampler.process(input, 480, output);
                for (int i = resampler.delay(); i < written; i++)
                    assertThat(output[i]).isCloseTo(0.5, within(1e-12));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BLACKMAN_NUTTALL", "KAISER"})
    void aLongerFilterIsSharper(ResampleMethod method) {
        // 3600 Hz is close to the end of the band of 8 kHz, and its image at 4400 Hz just beyond: short filters cannot
        // tell them apart.
        double before = 0;
        for (int quality : new int[] {4, 6, 10}) {
            double now = purity(
                    resampled(8_000, 16_000, 3_600, DEFAULT.withMethod(method).withQuality(quality)), 3_600, 16_000);
            assertThat(now).as("quality %d", quality).isGreaterThan(before + 10);
            before = now;
        }
        assertThat(before).isGreaterThan(120);
    }

    // ---- tables

    @ParameterizedTest
    @CsvSource({"8000,16000", "48000,44100", "44100,48000"})
    void anInterpolatedTableGivesWhatAFullOneDoes(int from, int to) {
        for (int quality : new int[] {0, 4, 10}) {
            FilterSettings exact =
                    DEFAULT.withQuality(quality).withMode(Mode.FULL).withInterpolation(Interpolation.NONE);
            double[] expected = resampled(from, to, 1_000, exact);
            for (Mode mode : new Mode[] {Mode.FULL, Mode.INTERPOLATED}) {
                double[] cubic =
                        resampled(from, to, 1_000, exact.withMode(mode).withInterpolation(Interpolation.CUBIC));
                double[] linear =
                        resampled(from, to, 1_000, exact.withMode(mode).withInterpolation(Interpolation.LINEAR));
                assertThat(difference(cubic, expected)).isLessThan(1e-6);
                assertThat(difference(linear, expected)).isLessThan(1e-6);
                // Rows of twice the rate are places of the few as well: there is nothing to interpolate.
                if (to != 2 * from) {
                    assertThat(difference(cubic, expected)).isPositive();
                    assertThat(difference(linear, cubic)).isPositive();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BLACKMAN_NUTTALL", "KAISER"})
    void theErrorOfInterpolationStaysBelowTheStopBand(ResampleMethod method) {
        // At the upper end of the band, where interpolation is worst.
        for (int quality = 0; quality <= 10; quality++) {
            FilterSettings exact = DEFAULT.withMethod(method)
                    .withQuality(quality)
                    .withMode(Mode.FULL)
                    .withInterpolation(Interpolation.NONE);
            double[] expected = resampled(44_100, 48_000, 18_000, exact);
            double[] cubic = resampled(44_100, 48_000, 18_000, exact.withInterpolation(Interpolation.CUBIC));
            double[] linear = resampled(44_100, 48_000, 18_000, exact.withInterpolation(Interpolation.LINEAR));
            assertThat(difference(cubic, expected)).as("quality %d", quality).isLessThan(quality < 5 ? 4e-6 : 1e-7);
            assertThat(difference(linear, expected)).as("quality %d", quality).isLessThan(6e-6);
        }
    }

    @Test
    void withoutInterpolationASmallTableIsCubicAllTheSame() {
        FilterSettings small = DEFAULT.withMode(Mode.INTERPOLATED);
        double[] none = resampled(48_000, 44_100, 1_000, small.withInterpolation(Interpolation.NONE));
        double[] cubic = resampled(48_000, 44_100, 1_000, small.withInterpolation(Interpolation.CUBIC));
        assertThat(none).isEqualTo(cubic);
    }

    private static FilterTable table(int from, int to, Mode mode, Interpolation interpolation) {
        return new FilterTable(from, to, DEFAULT.withMode(mode).withInterpolation(interpolation));
    }

    @Test
    void theSizeOfTheTableFollowsTheMode() {
        // 147 places, 54 taps of 8 bytes.
        FilterTable full = table(48_000, 44_100, Mode.FULL, Interpolation.CUBIC);
        assertThat(full.bytes()).isEqualTo(147 * 54 * 8);
        assertThat(full.isInterpolated()).isFalse();
        // 32 rows, and 3 around them; 11 times as many for straight lines.
        assertThat(table(48_000, 44_100, Mode.INTERPOLATED, Interpolation.CUBIC).bytes())
                .isEqualTo((32 + 3) * 54 * 8);
        assertThat(table(48_000, 44_100, Mode.INTERPOLATED, Interpolation.LINEAR)
                        .bytes())
                .isEqualTo((352 + 3) * 54 * 8);
        assertThat(new FilterTable(48_000, 44_100, DEFAULT.withMethod(ResampleMethod.NEAREST)).bytes())
                .isZero();
        assertThat(new FilterTable(48_000, 44_100, DEFAULT.withMethod(ResampleMethod.LINEAR)).bytes())
                .isEqualTo(147 * 2 * 8);
    }

    @ParameterizedTest
    @CsvSource({
        "48000, 44100, 1048576, false", // 63504 bytes
        "48000, 44100, 63504, true",
        "48000, 44100, 63505, false",
        "48000, 44100, 0, true",
        "8000, 16000, 0, false", // two places are fewer than the rows of the small table
        "44100, 48001, 1048576, true", // 48001 places
        "44100, 48001, 4294967295, false"
    })
    void autoMakesAFullTableBelowTheThreshold(int from, int to, long threshold, boolean interpolated) {
        FilterTable table = new FilterTable(from, to, DEFAULT.withAutoThreshold(threshold));
        assertThat(table.isInterpolated()).isEqualTo(interpolated);
        if (interpolated) assertThat(table.bytes()).isLessThan(20_000);
    }

    @Test
    void aFullTableThatNoMachineShouldHoldIsInterpolated() {
        FilterTable table = new FilterTable(44_100, Integer.MAX_VALUE, DEFAULT.withMode(Mode.FULL));
        assertThat(table.isInterpolated()).isTrue();
        assertThat(new FilterTable(44_100, Integer.MAX_VALUE, DEFAULT.withMethod(ResampleMethod.LINEAR)).bytes())
                .isLessThan(20_000);
    }

    // ---- errors

    @Test
    void ratesAndQualitiesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new FilterTable(0, 8_000, DEFAULT)).hasMessageContaining("input=0 output=8000");
        assertThatThrownBy(() -> new FilterTable(Integer.MAX_VALUE, 1, DEFAULT))
                .hasMessage(
                        "rates are too far apart: input=2147483647 output=1; use an output rate of at least 196608");
        assertThatThrownBy(() -> DEFAULT.withQuality(11)).hasMessageEndingWith("quality=11; use 0 - 10");
    }
}

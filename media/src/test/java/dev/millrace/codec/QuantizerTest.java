package dev.millrace.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.codec.Quantizer.Dithering;
import dev.millrace.codec.Quantizer.NoiseShaping;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizerTest {
    private static final double STEP = 1.0 / 128;
    private static final int RATE = 44_100;

    private static Quantizer quantizer(int channels, Dithering dithering, NoiseShaping shaping) {
        return new Quantizer(8, channels, dithering, shaping, new SplittableRandom(1));
    }

    /** What 8 bits make of a tone, less the tone, in a Hann window. */
    private static double[] noise(Dithering dithering, NoiseShaping shaping) {
        Quantizer quantizer = quantizer(1, dithering, shaping);
        double[] noise = new double[8_192];
        for (int i = 0; i < noise.length; i++) {
            double sample = 0.4 * Math.sin(0.0713 * i);
            double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / noise.length);
            noise[i] = (Math.rint(quantizer.quantize(0, sample) / STEP) * STEP - sample) * window;
        }
        return noise;
    }

    /** The power around a frequency, as if all frequencies had that of this one. */
    private static double power(double[] samples, double hertz) {
        double sum = 0;
        int bins = 60;
        for (int bin = 0; bin < bins; bin++) {
            double angle = 2 * Math.PI * (hertz / RATE + (bin - bins / 2.0) / samples.length);
            double before = 0;
            double last = 0;
            double twice = 2 * Math.cos(angle);
            for (int i = 0; i < samples.length; i++) { // Goertzel
                double now = samples[i] + twice * last - before;
                before = last;
                last = now;
            }
            sum += last * last + before * before - twice * last * before;
        }
        return sum / bins / (0.375 * samples.length);
    }

    @ParameterizedTest
    @CsvSource({
        "ERROR_FEEDBACK, 1",
        "SIMPLE, '1,-0.5'",
        "MEDIUM, '2.033,-2.165,1.959,-1.590,0.6149'",
        "HIGH, '2.08484,-2.92975,3.27918,-3.31399,2.61339,-1.72008,0.876066,-0.340122'"
    })
    void noiseGoesWhereTheCoefficientsSay(NoiseShaping shaping, String coefficients) {
        double[] noise = noise(Dithering.TPDF, shaping);
        double white = STEP * STEP / 4; // of rounding and of dither together
        for (int hertz : new int[] {1_000, 4_000, 8_000, 12_000, 18_000}) {
            double real = 1;
            double imaginary = 0;
            double angle = 2 * Math.PI * hertz / RATE;
            String[] all = coefficients.split(",", -1);
            for (int i = 0; i < all.length; i++) {
                real -= Double.parseDouble(all[i]) * Math.cos((i + 1) * angle);
                imaginary += Double.parseDouble(all[i]) * Math.sin((i + 1) * angle);
            }
            double expected = 10 * Math.log10(real * real + imaginary * imaginary);
            assertThat(10 * Math.log10(power(noise, hertz) / white))
                    .as("%s at %d Hz", shaping, hertz)
                    .isCloseTo(expected, within(2.5));
        }
    }

    @Test
    void withoutShapingNoiseIsTheSameEverywhere() {
        double[] noise = noise(Dithering.TPDF, NoiseShaping.NONE);
        for (int hertz : new int[] {1_000, 4_000, 12_000, 18_000})
            assertThat(10 * Math.log10(power(noise, hertz) / (STEP * STEP / 4))).isCloseTo(0, within(2.0));
        double[] high = noise(Dithering.TPDF_HF, NoiseShaping.NONE);
        assertThat(power(high, 18_000)).isGreaterThan(2 * power(high, 1_000));
    }

    @ParameterizedTest
    @EnumSource
    void theMeanIsKeptWithoutDither(NoiseShaping shaping) {
        Quantizer quantizer = quantizer(1, Dithering.NONE, shaping);
        double sum = 0;
        for (int i = 0; i < 4_000; i++) sum += Math.rint(quantizer.quantize(0, 0.3 * STEP) / STEP);
        // Half of the error stays with simple shaping, and a little with the others; all of it without.
        assertThat(sum / 4_000).isCloseTo(shaping == NoiseShaping.NONE ? 0 : 0.3, within(0.15));
        if (shaping == NoiseShaping.ERROR_FEEDBACK) assertThat(sum / 4_000).isCloseTo(0.3, within(0.001));
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void samplesAreWholeStepsWithinFullScaleAndClippingEnds(NoiseShaping shaping) {
        Quantizer quantizer = quantizer(1, Dithering.TPDF, shaping);
        for (int i = 0; i < 2_000; i++) {
            double sample = quantizer.quantize(0, i % 100 < 50 ? 3 : -3);
            assertThat(sample).isBetween(-1.0, 1 - STEP);
            assertThat(sample / STEP).isEqualTo(Math.rint(sample / STEP));
        }
        double sum = 0;
        for (int i = 0; i < 2_000; i++) sum += quantizer.quantize(0, 0);
        assertThat(sum / 2_000).isCloseTo(0, within(STEP / 4));
    }

    @Test
    void whatIsNoNumberDoesNotStay() {
        Quantizer quantizer = quantizer(1, Dithering.NONE, NoiseShaping.HIGH);
        quantizer.quantize(0, Double.NaN);
        for (int i = 0; i < 10; i++) assertThat(quantizer.quantize(0, 0.25)).isCloseTo(0.25, within(0.1));
    }

    @Test
    void channelsDoNotMeet() {
        Quantizer both = quantizer(2, Dithering.NONE, NoiseShaping.MEDIUM);
        Quantizer alone = quantizer(1, Dithering.NONE, NoiseShaping.MEDIUM);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100; i++) {
            double sample = random.nextDouble() - 0.5;
            both.quantize(0, random.nextDouble());
            assertThat(both.quantize(1, sample)).isEqualTo(alone.quantize(0, sample));
        }
    }

    @Test
    void below32KilohertzOnlyErrorFeedbackIsLeft() {
        assertThat(NoiseShaping.HIGH.at(32_000)).isEqualTo(NoiseShaping.HIGH);
        assertThat(NoiseShaping.HIGH.at(31_999)).isEqualTo(NoiseShaping.ERROR_FEEDBACK);
        assertThat(NoiseShaping.SIMPLE.at(8_000)).isEqualTo(NoiseShaping.ERROR_FEEDBACK);
        assertThat(NoiseShaping.ERROR_FEEDBACK.at(8_000)).isEqualTo(NoiseShaping.ERROR_FEEDBACK);
        assertThat(NoiseShaping.NONE.at(8_000)).isEqualTo(NoiseShaping.NONE);
    }
}

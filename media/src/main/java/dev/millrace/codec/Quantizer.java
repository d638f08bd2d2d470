package dev.millrace.codec;

import java.util.random.RandomGenerator;

/**
 * Takes samples to fewer bits, with noise that hides the steps (dither) and moves what is lost to where it is heard less (noise
 * shaping).
 *
 * <p>State of one stream of several channels; of one thread.
 */
public final class Quantizer {
    /** What noise is added before rounding; GStreamer's {@code GstAudioDitherMethod}. */
    public enum Dithering {
        NONE,
        /** Evenly spread over a step. */
        RPDF,
        /** The sum of two such, which does not change with the signal. */
        TPDF,
        /** The difference from the noise before, so that most of it lies high. */
        TPDF_HF
    }

    /** Where the error of rounding goes; GStreamer's {@code GstAudioNoiseShapingMethod}. */
    public enum NoiseShaping {
        /** It stays where it is: even over all frequencies. */
        NONE,
        /** The next sample makes up for it: away from the low frequencies. */
        ERROR_FEEDBACK,
        /** The next one, and the one after that by half: further up. */
        SIMPLE,
        /** Away from where the ear hears best, at 44.1 kHz, by five coefficients. */
        MEDIUM,
        /** The same by eight. */
        HIGH;

        /**
         * The method that works at a rate: the stronger ones would move noise to where it is heard below 32 kHz, and
         * are {@link #ERROR_FEEDBACK} there.
         */
        public NoiseShaping at(int rate) {
            return rate < 32_000 && compareTo(ERROR_FEEDBACK) > 0 ? ERROR_FEEDBACK : this;
        }
    }

    /**
     * How much of each error is taken away, from the last one back. Those of {@code MEDIUM} are from S. P. Lipshitz, J.
     * Vanderkooy, R. A. Wannamaker, Minimally Audible Noise Shaping, J. Audio Eng. Soc. 39 (11), November 1991; those of
     * {@code HIGH} are D. Schleef's, which GStreamer's audioconvert has.
     */
    private static double[] coefficients(NoiseShaping shaping) {
        return switch (shaping) {
            case NONE -> new double[0];
            case ERROR_FEEDBACK -> new double[] {1.0};
            case SIMPLE -> new double[] {1.0, -0.5};
            case MEDIUM -> new double[] {2.033, -2.165, 1.959, -1.590, 0.6149};
            case HIGH -> new double[] {2.08484, -2.92975, 3.27918, -3.31399, 2.61339, -1.72008, 0.876066, -0.340122};
        };
    }

    private final double step;
    private final Dithering dithering;
    private final double[] coefficients;
    private final RandomGenerator random;
    /** The last errors of each channel, the newest first. */
    private final double[] errors;

    private final double[] lastNoise;

    /**
     * A quantizer for samples of {@code bits}, full scale being -1 to 1.
     *
     * @param random where the noise comes from
     */
    public Quantizer(int bits, int channels, Dithering dithering, NoiseShaping shaping, RandomGenerator random) {
        this.step = Math.scalb(1.0, 1 - bits);
        this.dithering = dithering;
        this.coefficients = coefficients(shaping);
        this.random = random;
        this.errors = new double[channels * coefficients.length];
        this.lastNoise = new double[channels];
    }

    /**
     * The next sample of a channel. With noise shaping it is a multiple of a step within full scale; without, it still has to be
     * rounded and clipped.
     */
    public double quantize(int channel, double sample) {
        if (coefficients.length == 0) return sample + noise(channel);
        int first = channel * coefficients.length;
        int last = first + coefficients.length - 1;
        double wanted = sample;
        for (int i = first; i <= last; i++) wanted -= coefficients[i - first] * errors[i];
        // What is clipped is no error of rounding: carried on, it would never end.
        wanted = Math.clamp(wanted, -1, 1 - step);
        double rounded = Math.clamp(Math.rint((wanted + noise(channel)) / step) * step, -1, 1 - step);
        for (int i = last; i > first; i--) errors[i] = errors[i - 1];
        double error = rounded - wanted;
        errors[first] = Double.isNaN(error) ? 0 : error;
        return rounded;
    }

    private double noise(int channel) {
        return switch (dithering) {
            case NONE -> 0;
            case RPDF -> step * (random.nextDouble() - 0.5);
            case TPDF -> {
                double first = random.nextDouble();
                yield step * (first - random.nextDouble());
            }
            case TPDF_HF -> {
                double now = random.nextDouble();
                double difference = now - lastNoise[channel];
                lastNoise[channel] = now;
                yield step * difference;
            }
        };
    }
}

package dev.millrace.codec;

import java.util.Arrays;

/**
 * Changes the rate of one channel by a windowed sinc (Kaiser window), piece by piece.
 *
 * <p>The output is delayed by {@link #delay} input samples. State of one stream; of one thread.
 */
public final class Resampler {
    /** Stop-band attenuation in dB and half the length in zero crossings, by quality 0 to 10. */
    private static final double[] ATTENUATION = {40, 50, 60, 65, 70, 80, 90, 95, 100, 110, 120};

    private static final int[] HALF_LENGTHS = {4, 8, 12, 16, 24, 32, 40, 48, 64, 80, 96};

    private final int inputRate;
    private final int outputRate;
    private final int half;
    private final int phases;
    private final int step;
    /** The taps of each phase, one after the other. */
    private final double[] taps;

    private double[] history;
    private int filled;
    /** Where the next output lies, in phases after the first sample of the history. */
    private long position;

    /**
     * A resampler that has heard nothing.
     *
     * @param quality 0 (fast) to 10 (long filter)
     */
    public Resampler(int inputRate, int outputRate, int quality) {
        if (inputRate <= 0 || outputRate <= 0)
            throw new IllegalArgumentException("rate is out of range: input=" + inputRate + " output=" + outputRate);
        int divisor = greatestDivisor(inputRate, outputRate);
        this.inputRate = inputRate;
        this.outputRate = outputRate;
        this.phases = outputRate / divisor;
        this.step = inputRate / divisor;
        double cutoff = Math.min(1.0, (double) outputRate / inputRate);
        this.half = (int) Math.ceil(HALF_LENGTHS[quality] / cutoff);
        this.taps = taps(cutoff, ATTENUATION[quality]);
        this.history = new double[4 * half];
        reset();
    }

    private double[] taps(double cutoff, double attenuation) {
        double beta = attenuation > 50
                ? 0.1102 * (attenuation - 8.7)
                : 0.5842 * Math.pow(attenuation - 21, 0.4) + 0.07886 * (attenuation - 21);
        // The transition band ends at half the lower rate.
        double band = cutoff * (1 - Math.min(0.5, (attenuation - 8) / (2.285 * Math.PI * 2 * half * cutoff)));
        double[] all = new double[phases * 2 * half];
        for (int phase = 0; phase < phases; phase++) {
            double sum = 0;
            for (int tap = 0; tap < 2 * half; tap++) {
                double distance = tap - half + 1 - (double) phase / phases;
                double value = sinc(band * distance) * band * kaiser(distance / half, beta);
                all[phase * 2 * half + tap] = value;
                sum += value;
            }
            for (int tap = 0; tap < 2 * half; tap++) all[phase * 2 * half + tap] /= sum;
        }
        return all;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double kaiser(double x, double beta) {
        return Math.abs(x) >= 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta);
    }

    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-12 * sum; k++) {
            term *= x / (2 * k) * x / (2 * k);
            sum += term;
        }
        return sum;
    }

    private static int greatestDivisor(int a, int b) {
        return b == 0 ? a : greatestDivisor(b, a % b);
    }

    /** Forgets what it has heard. */
    public void reset() {
        Arrays.fill(history, 0);
        filled = half - 1;
        position = 0;
    }

    /** By how many input samples the output is late. */
    public int delay() {
        return half;
    }

    /** How many samples come out at most when {@code samples} go in. */
    public int mostOutput(int samples) {
        return (int) (((long) samples + 2L * half) * outputRate / inputRate) + 2;
    }

    /**
     * Takes samples, and gives those that follow from all that was taken so far.
     *
     * @param input samples
     * @param samples how many of them
     * @param output where {@link #mostOutput} samples have room
     * @return how many were written
     */
    public int process(double[] input, int samples, double[] output) {
        if (filled + samples > history.length) history = Arrays.copyOf(history, 2 * (filled + samples));
        System.arraycopy(input, 0, history, filled, samples);
        filled += samples;
        int written = 0;
        while (position / phases + 2L * half <= filled) {
            int first = (int) (position / phases);
            int at = (int) (position % phases) * 2 * half;
            double sum = 0;
            for (int tap = 0; tap < 2 * half; tap++) sum += history[first + tap] * taps[at + tap];
            output[written++] = sum;
            position += step;
        }
        int used = (int) Math.min(position / phases, filled);
        System.arraycopy(history, used, history, 0, filled - used);
        filled -= used;
        position -= (long) used * phases;
        return written;
    }

    /** Gives what is left of the stream, as {@link #process} after as much silence as it is late; then it begins anew. */
    public int drain(double[] output) {
        int written = process(new double[half], half, output);
        reset();
        return written;
    }
}

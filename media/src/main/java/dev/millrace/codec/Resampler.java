package dev.millrace.codec;

import java.util.Arrays;

/**
 * Changes the rate of one channel by the taps of a {@link FilterTable}, piece by piece.
 *
 * <p>The output is delayed by {@link #delay} input samples. State of one stream; of one thread.
 */
public final class Resampler {
    private FilterTable table;
    private int half;
    private final int phases;
    private final int wholeStep;
    private final int phaseStep;

    private double[] history;
    private int filled;
    /** Where the next output lies: so many samples after the first of the history, and so many phases after that. */
    private int position;

    private int phase;

    /** A resampler that has heard nothing. */
    public Resampler(FilterTable table) {
        this.table = table;
        this.half = table.half();
        this.phases = table.phases();
        this.wholeStep = table.step() / phases;
        this.phaseStep = table.step() % phases;
        this.history = new double[4 * half];
        reset();
    }

    /** Forgets what it has heard. */
    public void reset() {
        Arrays.fill(history, 0);
        filled = half - 1;
        position = 0;
        phase = 0;
    }

    /**
     * Goes on with other taps: what it has heard, and where it is, stays.
     *
     * @throws IllegalArgumentException when the table is of other rates
     */
    public void use(FilterTable other) {
        if (other.phases() != phases || other.step() != table.step())
            throw new IllegalArgumentException("table is of other rates: phases=" + other.phases() + " step="
                    + other.step() + "; use phases=" + phases + " step=" + table.step());
        int longer = other.half() - half;
        int first = Math.max(0, longer - position);
        if (first > 0) {
            double[] more = new double[Math.max(history.length, filled + first)];
            System.arraycopy(history, 0, more, first, filled);
            history = more;
            filled += first;
        }
        position += first - longer;
        table = other;
        half = other.half();
    }

    /** By how many input samples the output is late. */
    public int delay() {
        return half;
    }

    /** How many samples come out at most when {@code samples} go in. */
    public int mostOutput(int samples) {
        return (int) (((long) samples + Math.max(filled, 2L * half)) * phases / table.step()) + 2;
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
        int last = filled - 2 * half;
        while (position <= last) {
            output[written++] = table.sample(history, position, phase);
            position += wholeStep;
            phase += phaseStep;
            if (phase >= phases) {
                phase -= phases;
                position++;
            }
        }
        int used = Math.min(position, filled);
        System.arraycopy(history, used, history, 0, filled - used);
        filled -= used;
        position -= used;
        return written;
    }

    /** Gives what is left of the stream, as {@link #process} after as much silence as it is late; then it begins anew. */
    public int drain(double[] output) {
        int written = process(new double[half], half, output);
        reset();
        return written;
    }
}

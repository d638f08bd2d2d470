package dev.millrace.codec;

import dev.millrace.codec.FilterSettings.Interpolation;

/**
 * The taps of a resampling filter for each place between two samples, from a table.
 *
 * <p>A full table has a row of taps for each such place. An interpolated one has a few rows, and works out the taps of the
 * place by {@link Interpolation} for each sample. Taps of each row sum up to one.
 *
 * <p>Immutable; one table serves all channels of a stream, on any thread.
 */
public final class FilterTable {
    /** Rows between two samples by quality: so many that cubic interpolation is finer than the filter's stop band. */
    private static final int[] ROWS = {16, 16, 16, 32, 32, 64, 64, 64, 64, 128, 128};

    /** A straight line needs its rows closer together. */
    private static final int LINEAR_ROWS = 11;

    /** Rows before the first that interpolation looks at, and behind the last. */
    private static final int BEFORE = 1;

    private static final int BEHIND = 2;

    /** A full table larger than this (of 256 MiB) is an interpolated one all the same. */
    private static final int MOST_TAPS = 1 << 25;

    private enum Kind {
        NEAREST,
        FULL,
        LINEAR,
        CUBIC
    }

    private final int phases;
    private final int step;
    private final int half;
    private final int length;
    private final Kind kind;
    private final int rows;
    private final double[] taps;

    /**
     * Makes the table for two rates.
     *
     * @throws IllegalArgumentException when a rate is not above zero
     */
    public FilterTable(int inputRate, int outputRate, FilterSettings settings) {
        if (inputRate <= 0 || outputRate <= 0)
            throw new IllegalArgumentException("rate is out of range: input=" + inputRate + " output=" + outputRate);
        int divisor = greatestDivisor(inputRate, outputRate);
        this.phases = outputRate / divisor;
        this.step = inputRate / divisor;
        ImpulseResponse filter = new ImpulseResponse(settings.method(), settings.quality(), inputRate, outputRate);
        this.half = filter.half();
        this.length = 2 * half;
        Interpolation wanted = settings.method().isSinc() ? settings.interpolation() : Interpolation.NONE;
        boolean full = isFull(settings, rowsBetween(settings.quality(), wanted, inputRate, outputRate));
        Interpolation by = full || wanted != Interpolation.NONE ? wanted : Interpolation.CUBIC;
        this.rows = by == Interpolation.NONE ? phases : rowsBetween(settings.quality(), by, inputRate, outputRate);
        if (settings.method() == ResampleMethod.NEAREST) this.kind = Kind.NEAREST;
        else this.kind = full ? Kind.FULL : kindOf(by);
        this.taps = taps(filter, by);
    }

    private double[] taps(ImpulseResponse filter, Interpolation by) {
        if (kind == Kind.NEAREST) return new double[0];
        if (by == Interpolation.NONE) return rows(filter, 0, phases);
        double[] few = rows(filter, -BEFORE, rows + BEHIND);
        return kind == Kind.FULL ? expanded(few, kindOf(by)) : few;
    }

    private static Kind kindOf(Interpolation interpolation) {
        return interpolation == Interpolation.LINEAR ? Kind.LINEAR : Kind.CUBIC;
    }

    /** How many rows there are between two samples; fewer where the filter is wider, as it is smoother then. */
    private static int rowsBetween(int quality, Interpolation interpolation, int inputRate, int outputRate) {
        if (interpolation == Interpolation.NONE) return 1;
        int rows = ROWS[quality];
        for (long widened = 2L * outputRate; rows > 1 && widened < inputRate; widened *= 2) rows /= 2;
        return interpolation == Interpolation.LINEAR ? rows * LINEAR_ROWS : rows;
    }

    private boolean isFull(FilterSettings settings, int few) {
        long taps = (long) phases * length;
        if (taps > MOST_TAPS) return false;
        return switch (settings.method().isSinc() ? settings.mode() : FilterSettings.Mode.FULL) {
            case FULL -> true;
            case INTERPOLATED -> false;
            case AUTO -> phases <= few || taps * Double.BYTES < settings.autoThresholdBytes();
        };
    }

    /** The rows of a filter from {@code first} to before {@code end}. */
    private double[] rows(ImpulseResponse filter, int first, int end) {
        double[] all = new double[(end - first) * length];
        for (int row = first; row < end; row++) {
            int at = (row - first) * length;
            double sum = 0;
            for (int tap = 0; tap < length; tap++) {
                double value = filter.at(tap - half + 1 - (double) row / rows);
                all[at + tap] = value;
                sum += value;
            }
            for (int tap = 0; tap < length; tap++) all[at + tap] /= sum;
        }
        return all;
    }

    /** A row for each place, by interpolation of those that are there. */
    private double[] expanded(double[] few, Kind by) {
        double[] all = new double[phases * length];
        for (int phase = 0; phase < phases; phase++) {
            long place = (long) phase * rows;
            int at = (BEFORE + (int) (place / phases)) * length;
            double fraction = (double) (place % phases) / phases;
            for (int tap = 0; tap < length; tap++) {
                int i = at + tap;
                all[phase * length + tap] = by == Kind.LINEAR
                        ? few[i] + fraction * (few[i + length] - few[i])
                        : few[i - length] * before(fraction)
                                + few[i] * left(fraction)
                                + few[i + length] * right(fraction)
                                + few[i + 2 * length] * behind(fraction);
            }
        }
        return all;
    }

    // Lagrange's weights of four points in a row, between the two in the middle.

    private static double before(double x) {
        return -x * (x - 1) * (x - 2) / 6;
    }

    private static double left(double x) {
        return (x + 1) * (x - 1) * (x - 2) / 2;
    }

    private static double right(double x) {
        return -(x + 1) * x * (x - 2) / 2;
    }

    private static double behind(double x) {
        return (x + 1) * x * (x - 1) / 6;
    }

    private static int greatestDivisor(int a, int b) {
        return b == 0 ? a : greatestDivisor(b, a % b);
    }

    /** How many places there are between two input samples. */
    int phases() {
        return phases;
    }

    /** By how many places the next output sample lies behind the one before. */
    int step() {
        return step;
    }

    /** Input samples before and behind a place that its output sample depends on. */
    int half() {
        return half;
    }

    /** Memory that the taps take. */
    public long bytes() {
        return (long) taps.length * Double.BYTES;
    }

    /** Whether taps are worked out for each sample, rather than found. */
    public boolean isInterpolated() {
        return kind == Kind.LINEAR || kind == Kind.CUBIC;
    }

    /** The output sample at a place: {@code phase} places behind the sample that is {@code half} behind {@code first}. */
    double sample(double[] input, int first, int phase) {
        return switch (kind) {
            case NEAREST -> input[first + half - 1];
            case FULL -> product(input, first, phase * length);
            case LINEAR -> linear(input, first, phase);
            case CUBIC -> cubic(input, first, phase);
        };
    }

    /** Two sums side by side, so that not every addition waits for the one before it. */
    private double product(double[] input, int first, int at) {
        double a = 0;
        double b = 0;
        for (int tap = 0; tap < length; tap += 2) {
            a += input[first + tap] * taps[at + tap];
            b += input[first + tap + 1] * taps[at + tap + 1];
        }
        return a + b;
    }

    private double linear(double[] input, int first, int phase) {
        long place = (long) phase * rows;
        double fraction = (double) (place % phases) / phases;
        int at = (BEFORE + (int) (place / phases)) * length;
        double a = 0;
        double b = 0;
        for (int tap = 0; tap < length; tap++) {
            double sample = input[first + tap];
            a += sample * taps[at + tap];
            b += sample * taps[at + length + tap];
        }
        return a + fraction * (b - a);
    }

    private double cubic(double[] input, int first, int phase) {
        long place = (long) phase * rows;
        double fraction = (double) (place % phases) / phases;
        int at = (int) (place / phases) * length;
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        for (int tap = 0; tap < length; tap++) {
            double sample = input[first + tap];
            a += sample * taps[at + tap];
            b += sample * taps[at + length + tap];
            c += sample * taps[at + 2 * length + tap];
            d += sample * taps[at + 3 * length + tap];
        }
        return a * before(fraction) + b * left(fraction) + c * right(fraction) + d * behind(fraction);
    }
}

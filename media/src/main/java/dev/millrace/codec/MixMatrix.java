package dev.millrace.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How loud each input channel is in each output channel: a row for each output, a column for each input.
 *
 * <p>Written as GStreamer does, {@code <<1.0, 0.0>, <0.5, 0.5>>}. Immutable; safe on any thread.
 */
public final class MixMatrix {
    /** No matrix: whoever mixes follows its own rule. */
    public static final MixMatrix NONE = new MixMatrix(0, 0, new double[0]);

    private static final int MOST_CHANNELS = 64;
    private static final String RIGHT = "; write <<1.0, 0.0>, <0.5, 0.5>>, with a row for each output channel";

    /** A row and what parts it from the next. */
    private static final Pattern ROW = Pattern.compile("\\s*<([^<>]*)>\\s*(,|$)");

    /** A value, with a type in front of it or not. */
    private static final Pattern VALUE = Pattern.compile("\\s*(?:\\(g?(?:float|double|int|[fdi])\\))?\\s*(\\S*)\\s*");

    private final int outputs;
    private final int inputs;
    private final double[] gains;

    private MixMatrix(int outputs, int inputs, double[] gains) {
        this.outputs = outputs;
        this.inputs = inputs;
        this.gains = gains;
    }

    /**
     * A matrix of these rows, one for each output channel; without rows, {@link #NONE}.
     *
     * @throws IllegalArgumentException when rows are of different lengths or empty, there are more than 64 rows or columns, or a
     *     gain is not -1 to 1
     */
    public static MixMatrix of(double[]... rows) {
        if (rows.length == 0) return NONE;
        int inputs = rows[0].length;
        double[] gains = new double[rows.length * inputs];
        for (int row = 0; row < rows.length; row++) {
            check(rows[row], row, inputs);
            System.arraycopy(rows[row], 0, gains, row * inputs, inputs);
        }
        if (rows.length > MOST_CHANNELS || inputs > MOST_CHANNELS)
            throw new IllegalArgumentException("matrix is too large: rows=" + rows.length + " columns=" + inputs
                    + "; use " + MOST_CHANNELS + " of each at most");
        return new MixMatrix(rows.length, inputs, gains);
    }

    private static void check(double[] row, int number, int inputs) {
        if (row.length == 0) throw new IllegalArgumentException("row of a matrix is empty: row=" + number + RIGHT);
        if (row.length != inputs)
            throw new IllegalArgumentException("rows of a matrix are of different lengths: row=" + number + " values="
                    + row.length + "; the first has " + inputs);
        for (double gain : row)
            if (!(gain >= -1 && gain <= 1))
                throw new IllegalArgumentException("gain is out of range: gain=" + gain + "; use -1.0 - 1.0");
    }

    /**
     * The matrix that text stands for.
     *
     * @throws IllegalArgumentException when it is none, or as {@link #of}
     */
    public static MixMatrix parse(String text) {
        String whole = text.strip();
        if (whole.length() < 2 || !whole.startsWith("<") || !whole.endsWith(">"))
            throw new IllegalArgumentException("no matrix" + RIGHT);
        String inner = whole.substring(1, whole.length() - 1).strip();
        List<double[]> rows = new ArrayList<>();
        Matcher row = ROW.matcher(inner);
        boolean more = !inner.isEmpty();
        for (int at = 0; more; at = row.end()) {
            if (!row.find(at) || row.start() != at) throw new IllegalArgumentException("no matrix" + RIGHT);
            rows.add(row(row.group(1)));
            more = row.group(2).equals(",");
        }
        return of(rows.toArray(double[][]::new));
    }

    private static double[] row(String text) {
        if (text.isBlank()) return new double[0];
        return Arrays.stream(text.split(",", -1)).mapToDouble(MixMatrix::gain).toArray();
    }

    private static double gain(String text) {
        Matcher value = VALUE.matcher(text);
        String number = value.matches() ? value.group(1) : text;
        try {
            return Double.parseDouble(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("gain is no number: gain=" + text.strip() + RIGHT, e);
        }
    }

    /** Whether it is {@link #NONE}. */
    public boolean isEmpty() {
        return outputs == 0;
    }

    /** How many channels come out. */
    public int outputs() {
        return outputs;
    }

    /** How many channels go in. */
    public int inputs() {
        return inputs;
    }

    /** Whether each channel comes out as it went in. */
    public boolean isIdentity() {
        for (int i = 0; i < gains.length; i++) if (gains[i] != (i / inputs == i % inputs ? 1 : 0)) return false;
        return outputs == inputs;
    }

    /** Mixes one sample of each channel. */
    public void mix(double[] input, double[] output) {
        int at = 0;
        for (int out = 0; out < outputs; out++) {
            double sum = 0;
            for (int in = 0; in < inputs; in++) sum += gains[at++] * input[in];
            output[out] = sum;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MixMatrix matrix && outputs == matrix.outputs && Arrays.equals(gains, matrix.gains);
    }

    @Override
    public int hashCode() {
        return 31 * outputs + Arrays.hashCode(gains);
    }

    /** As it is written, for {@link #parse}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("< ");
        for (int i = 0; i < gains.length; i++) {
            if (i % inputs == 0) text.append(i == 0 ? "< " : ", < ");
            text.append(gains[i]).append(i % inputs == inputs - 1 ? " >" : ", ");
        }
        return text.append(" >").toString();
    }
}

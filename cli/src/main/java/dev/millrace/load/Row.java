package dev.millrace.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measurement: what was measured, and its figures. A figure that was not measured is absent, never 0.
 *
 * <p>Immutable, safe on any thread.
 */
public final class Row {
    private final String source;
    private final Map<Figure, Double> figures;

    private Row(String source, Map<Figure, Double> figures) {
        this.source = source;
        this.figures = figures;
    }

    /**
     * A row without figures yet.
     *
     * @param source what was measured, as in {@code ts-udpsrc}
     */
    public static Row of(String source) {
        return new Row(source, new EnumMap<>(Figure.class));
    }

    /**
     * This row with one figure more, or another value for it.
     *
     * @param value null, and NaN or infinity as the outcome of a division by nothing, leave the figure unmeasured
     */
    public Row with(Figure figure, @Nullable Number value) {
        var more = new EnumMap<>(figures);
        if (value == null || !Double.isFinite(value.doubleValue())) {
            more.remove(figure);
        } else {
            more.put(figure, value.doubleValue());
        }
        return new Row(source, more);
    }

    /** What was measured. */
    public String source() {
        return source;
    }

    /** The figure, or null when it was not measured. */
    public @Nullable Double get(Figure figure) {
        return figures.get(figure);
    }

    /**
     * One row for several runs of the same measurement: of each figure the median over the runs that have it; of lost,
     * late and wrong packets the worst.
     *
     * @param runs at least one; the first one's source is taken
     */
    public static Row median(List<Row> runs) {
        Row median = Row.of(runs.getFirst().source);
        for (Figure figure : Figure.values()) {
            var values = new ArrayList<Double>();
            for (Row run : runs) {
                Double value = run.get(figure);
                if (value != null) {
                    values.add(value);
                }
            }
            median = values.isEmpty() ? median : median.with(figure, figure.merged(values));
        }
        return median;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row row && row.source.equals(source) && row.figures.equals(figures);
    }

    @Override
    public int hashCode() {
        return 31 * source.hashCode() + figures.hashCode();
    }

    @Override
    public String toString() {
        return source + figures;
    }
}

package dev.millrace.bench.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one operation costs.
 *
 * @param benchmark what was measured, as in {@code poll_task}
 * @param candidate who did it, as in {@code millrace}
 * @param nsPerOp time in ns, or null when it was not measured
 * @param bytesPerOp memory in bytes, or null when it was not measured: allocated by an operation; of {@code parked} what
 *     is held
 */
public record Cost(
        String benchmark,
        String candidate,
        @Nullable Double nsPerOp,
        @Nullable Double bytesPerOp) {

    /** One cost for several runs: the medians over those that have a figure; at least one run. */
    static Cost median(List<Cost> runs) {
        Cost first = runs.getFirst();
        return new Cost(first.benchmark, first.candidate, middle(runs, Cost::nsPerOp), middle(runs, Cost::bytesPerOp));
    }

    private static @Nullable Double middle(List<Cost> runs, Function<Cost, @Nullable Double> figure) {
        List<Double> values = new ArrayList<>();
        for (Cost run : runs) {
            Double value = figure.apply(run);
            if (value != null) values.add(value);
        }
        if (values.isEmpty()) return null;
        Collections.sort(values);
        return (values.get((values.size() - 1) / 2) + values.get(values.size() / 2)) / 2;
    }

    /** How many times as much as {@code base} this costs, in time, or in bytes where there is no time; null without either. */
    @Nullable
    Double ratioTo(Cost base) {
        if (nsPerOp != null && base.nsPerOp != null) return nsPerOp / base.nsPerOp;
        if (nsPerOp == null && bytesPerOp != null && base.bytesPerOp != null) return bytesPerOp / base.bytesPerOp;
        return null;
    }
}

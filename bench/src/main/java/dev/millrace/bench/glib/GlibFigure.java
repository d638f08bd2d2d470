package dev.millrace.bench.glib;

import org.jspecify.annotations.Nullable;

/**
 * What one candidate needs.
 *
 * @param benchmark what is done
 * @param candidate who does it; the first of a benchmark is the base of the ratios
 * @param ns for one, the median of the rounds
 * @param count how many in a round
 * @param keptBytes how much the process grows for each one, or null where that is not measured
 */
public record GlibFigure(
        String benchmark,
        String candidate,
        double ns,
        long count,
        @Nullable Double keptBytes) {}

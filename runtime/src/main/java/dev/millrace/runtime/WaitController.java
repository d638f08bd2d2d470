package dev.millrace.runtime;

/**
 * Picks the longest wait that keeps a latency budget, from what the slices so far have shown. Pure: figures in, wait out.
 */
final class WaitController {
    /*
     * What arrives just after a slice has looked for it lies for a whole wait, then for as long as the next slice begins late,
     * then for the length of that turn. The work of a turn is taken to grow with the wait, as with packets at a steady rate:
     *
     *     wait + lateness + turn <= budget,  turn = share * wait   =>   wait = (budget - lateness) / (1 + share)
     *
     * Too long a wait is corrected at once; a longer one is approached in steps, because the share is measured at the old one.
     */
    static final long SHORTEST_NS = 1_000_000;
    static final long LONGEST_NS = 1_000_000_000;
    private static final double PERCENT = 99;
    private static final double LARGEST_STEP_UP = 1.25;

    private final long budgetNs;

    /** For a budget of more than the shortest wait. */
    WaitController(long budgetNs) {
        this.budgetNs = budgetNs;
    }

    /** The wait to go on with after slices of {@code waitNs} that were so late and whose turns took so long. */
    long next(long waitNs, Durations lateness, Durations turnLengths) {
        double share = (double) turnLengths.percentileNs(PERCENT) / waitNs;
        double wantedNs = (budgetNs - lateness.percentileNs(PERCENT)) / (1 + share);
        double reachableNs = Math.min(wantedNs, waitNs * LARGEST_STEP_UP);
        return Math.clamp((long) reachableNs, SHORTEST_NS, LONGEST_NS);
    }
}

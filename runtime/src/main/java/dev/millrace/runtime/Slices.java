package dev.millrace.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The slices of a throttled loop: they lie on a fixed grid, {@code wait} apart, so that they do not drift against a sender. A
 * loop that has run past some of them goes on with the next one on the grid.
 */
final class Slices {
    /** After how many slices an adaptive wait is looked at again. */
    private static final int PER_WINDOW = 64;

    private final LoopCounters counters;
    /** Written by the loop's thread alone. */
    private volatile long waitNs;

    // The loop's thread.
    private long nextNs;
    private @Nullable WaitController controller;
    private @Nullable Durations latenessBefore;
    private @Nullable Durations turnsBefore;
    private int inWindow;

    Slices(LoopCounters counters, long waitNs, long nowNs) {
        this.counters = counters;
        this.waitNs = waitNs;
        this.nextNs = nowNs;
    }

    /** The distance of two slices; 0 when there are none, because the loop does not throttle. Any thread. */
    long waitNs() {
        return waitNs;
    }

    /** When the next one begins. */
    long nextNs() {
        return nextNs;
    }

    boolean isDue(long nowNs) {
        return nowNs >= nextNs;
    }

    /** A slice begins; the next one is set. */
    void begin(long nowNs) {
        long lateNs = nowNs - nextNs;
        counters.sliceWasLate(lateNs);
        long skipped = lateNs / waitNs;
        counters.add(LoopCounters.SKIPPED_SLICES, skipped);
        if (lateNs > waitNs / 2) counters.add(LoopCounters.LATE_SLICES, 1);
        nextNs += (skipped + 1) * waitNs;
        if (controller != null && ++inWindow == PER_WINDOW) adapt(controller);
    }

    /** Moves the grid: the next one is due at {@code nowNs}. */
    void alignTo(long nowNs) {
        nextNs = nowNs;
    }

    /** From now on the wait follows the load; null has it stay as it is. */
    void adaptBy(@Nullable WaitController wanted) {
        controller = wanted;
        beginWindow();
    }

    @SuppressWarnings("NullAway") // a window has begun with the controller
    private void adapt(WaitController by) {
        Durations lateness = counters.lateness().since(latenessBefore);
        Durations turns = counters.turnLengths().since(turnsBefore);
        waitNs = by.next(waitNs, lateness, turns);
        beginWindow();
    }

    private void beginWindow() {
        latenessBefore = counters.lateness();
        turnsBefore = counters.turnLengths();
        inWindow = 0;
    }
}

package dev.millrace.runtime;

import java.util.concurrent.atomic.AtomicLongArray;

/** The figures of {@link ContextStats} while they grow: written by the loop's thread alone, read by any. */
final class LoopCounters {
    static final int TURNS = 0;
    static final int LATE_SLICES = 1;
    static final int SKIPPED_SLICES = 2;
    static final int WAKEUPS = 3;
    static final int TASKS_RUN = 4;
    static final int IO_WAKES = 5;
    static final int TIMERS_FIRED = 6;
    static final int FAULTS = 7;
    static final int PARKED_NS = 8;
    static final int LONGEST_TURN_NS = 9;

    private final AtomicLongArray figures = new AtomicLongArray(10);
    private final DurationHistogram turnLengths = new DurationHistogram();
    private final DurationHistogram lateness = new DurationHistogram();

    void add(int figure, long amount) {
        if (amount != 0) figures.setOpaque(figure, figures.getPlain(figure) + amount);
    }

    void turnTook(long ns) {
        turnLengths.record(ns);
        if (ns > figures.getPlain(LONGEST_TURN_NS)) figures.setOpaque(LONGEST_TURN_NS, ns);
    }

    void sliceWasLate(long ns) {
        lateness.record(ns);
    }

    Durations turnLengths() {
        return turnLengths.snapshot();
    }

    Durations lateness() {
        return lateness.snapshot();
    }

    ContextStats snapshot(long upNs, int liveTasks) {
        AtomicLongArray f = figures;
        return new ContextStats(
                upNs,
                f.getOpaque(TURNS),
                f.getOpaque(LATE_SLICES),
                f.getOpaque(SKIPPED_SLICES),
                f.getOpaque(WAKEUPS),
                f.getOpaque(TASKS_RUN),
                f.getOpaque(IO_WAKES),
                f.getOpaque(TIMERS_FIRED),
                f.getOpaque(FAULTS),
                f.getOpaque(PARKED_NS),
                f.getOpaque(LONGEST_TURN_NS),
                liveTasks,
                turnLengths.snapshot(),
                lateness.snapshot());
    }
}

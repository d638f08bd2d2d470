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

    void add(int figure, long amount) {
        if (amount != 0) figures.setOpaque(figure, figures.getPlain(figure) + amount);
    }

    void atLeast(int figure, long value) {
        if (value > figures.getPlain(figure)) figures.setOpaque(figure, value);
    }

    ContextStats snapshot() {
        AtomicLongArray f = figures;
        return new ContextStats(
                f.getOpaque(TURNS),
                f.getOpaque(LATE_SLICES),
                f.getOpaque(SKIPPED_SLICES),
                f.getOpaque(WAKEUPS),
                f.getOpaque(TASKS_RUN),
                f.getOpaque(IO_WAKES),
                f.getOpaque(TIMERS_FIRED),
                f.getOpaque(FAULTS),
                f.getOpaque(PARKED_NS),
                f.getOpaque(LONGEST_TURN_NS));
    }
}

package dev.millrace.future;

/**
 * A tick of an interval. A stream of ticks has one such object, which changes with each tick: read it before asking for
 * the next.
 */
public final class Tick {
    private long dueNs;
    private long missed;

    Tick() {}

    /** When it was due, in nanoseconds of the executor's clock. */
    public long dueNs() {
        return dueNs;
    }

    /** How many later ticks were due as well when this one was given, and are skipped. */
    public long missed() {
        return missed;
    }

    void set(long dueNs, long missed) {
        this.dueNs = dueNs;
        this.missed = missed;
    }
}

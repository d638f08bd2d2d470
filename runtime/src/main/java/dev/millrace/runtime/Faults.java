package dev.millrace.runtime;

import java.lang.System.Logger.Level;

/** What failed on a loop and belongs to nobody who could be told: counted, and the first one logged. */
final class Faults {
    private static final System.Logger LOG = System.getLogger("dev.millrace.runtime");

    private final String context;
    private final LoopCounters counters;
    private boolean logged;

    Faults(String context, LoopCounters counters) {
        this.context = context;
        this.counters = counters;
    }

    /** Counts a failure whose owner is told. */
    void count(String what, Throwable failure) {
        counters.add(LoopCounters.FAULTS, 1);
        FaultEvent.commit(context, what, failure);
    }

    /** Counts a failure that belongs to nobody else, and reports the first. */
    void report(String what, Throwable failure) {
        count(what, failure);
        if (!logged) LOG.log(Level.WARNING, what + ", further ones are counted only: context=" + context, failure);
        logged = true;
    }
}

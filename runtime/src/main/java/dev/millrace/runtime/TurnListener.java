package dev.millrace.runtime;

/** Something that a context does once at the end of each turn that ran tasks, such as sending what was collected. */
@FunctionalInterface
public interface TurnListener {
    /** The tasks of this turn have run; on the context's thread. */
    void turnEnded(long nowNs);
}

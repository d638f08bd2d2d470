package dev.millrace.runtime;

/** What a {@link Worker} can be told. */
public enum WorkerTrigger {
    PREPARE,
    START,
    PAUSE,
    FLUSH_START,
    FLUSH_STOP,
    STOP,
    UNPREPARE;

    /** Whether it only takes away, so that it is carried out even after a failure. */
    boolean leadsDown() {
        return this != PREPARE && this != START && this != FLUSH_STOP;
    }
}

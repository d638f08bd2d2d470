package dev.millrace.runtime;

/**
 * What came of a trigger.
 *
 * @param trigger the trigger
 * @param from the state that it found
 * @param to the state that it left; the same when it did not apply
 * @param kind what became of it
 */
public record Transition(WorkerTrigger trigger, WorkerState from, WorkerState to, Kind kind) {
    /** What became of a trigger. */
    public enum Kind {
        /** It was carried out. */
        COMPLETE,
        /** It did not apply to the state, which was left as it was. */
        SKIPPED,
        /** It was given by the worker itself, which cannot wait for it, and is carried out after the present action or item. */
        NOT_WAITING
    }
}

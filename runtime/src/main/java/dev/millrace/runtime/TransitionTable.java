package dev.millrace.runtime;

import static dev.millrace.runtime.WorkerState.FAILED;
import static dev.millrace.runtime.WorkerState.FLUSHING;
import static dev.millrace.runtime.WorkerState.PAUSED;
import static dev.millrace.runtime.WorkerState.PAUSED_FLUSHING;
import static dev.millrace.runtime.WorkerState.PREPARED;
import static dev.millrace.runtime.WorkerState.STARTED;
import static dev.millrace.runtime.WorkerState.STOPPED;
import static dev.millrace.runtime.WorkerState.UNPREPARED;

import org.jspecify.annotations.Nullable;

/** Which trigger leads from which state to which: facts without behaviour. */
final class TransitionTable {
    private TransitionTable() {}

    /**
     * The state that {@code trigger} leads to from {@code state}: the same one when it does not apply; null when it is refused.
     * A failed worker stays so, but carries out what leads down.
     */
    static @Nullable WorkerState target(WorkerTrigger trigger, WorkerState state) {
        if (state == FAILED && trigger != WorkerTrigger.UNPREPARE) return trigger.leadsDown() ? FAILED : null;
        return switch (trigger) {
            case PREPARE ->
                switch (state) {
                    case UNPREPARED, PREPARING, PREPARED -> PREPARED;
                    default -> null;
                };
            case START ->
                switch (state) {
                    case PREPARED, PAUSED, STOPPED -> STARTED;
                    case PAUSED_FLUSHING -> FLUSHING;
                    case UNPREPARED -> null;
                    default -> state;
                };
            case PAUSE ->
                switch (state) {
                    case STARTED, STOPPED, PREPARED -> PAUSED;
                    case FLUSHING -> PAUSED_FLUSHING;
                    default -> state;
                };
            case FLUSH_START ->
                switch (state) {
                    case STARTED -> FLUSHING;
                    case PAUSED -> PAUSED_FLUSHING;
                    default -> state;
                };
            case FLUSH_STOP ->
                switch (state) {
                    case FLUSHING -> STARTED;
                    case PAUSED_FLUSHING -> PAUSED;
                    default -> state;
                };
            case STOP ->
                switch (state) {
                    case STARTED, PAUSED, FLUSHING, PAUSED_FLUSHING -> STOPPED;
                    default -> state;
                };
            case UNPREPARE ->
                switch (state) {
                    case UNPREPARED, PREPARING, PREPARED, STOPPED, FAILED -> UNPREPARED;
                    default -> null;
                };
        };
    }
}

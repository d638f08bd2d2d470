package dev.millrace.runtime;

import org.jspecify.annotations.Nullable;

/** A trigger that a {@link Worker} cannot follow in the state it is in. */
public final class TransitionException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final WorkerTrigger trigger;
    private final WorkerState state;

    TransitionException(WorkerTrigger trigger, WorkerState state, String why, @Nullable Throwable cause) {
        super(why + ": trigger=" + trigger + " state=" + state, cause);
        this.trigger = trigger;
        this.state = state;
    }

    /** What it was told. */
    public WorkerTrigger trigger() {
        return trigger;
    }

    /** The state it was in. */
    public WorkerState state() {
        return state;
    }
}

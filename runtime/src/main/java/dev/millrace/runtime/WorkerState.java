package dev.millrace.runtime;

/** How far a {@link Worker} is. */
public enum WorkerState {
    /** Holds nothing. */
    UNPREPARED,
    /** Its prepare action is under way. */
    PREPARING,
    /** Holds what it needs, and has not begun. */
    PREPARED,
    /** Takes and handles items. */
    STARTED,
    /** Takes no items, and goes on where it was. */
    PAUSED,
    /** Drops what it holds until the flush ends, then goes on. */
    FLUSHING,
    /** As {@link #FLUSHING}, but paused when the flush ends. */
    PAUSED_FLUSHING,
    /** Takes no items, and begins anew. */
    STOPPED,
    /** An action or an item failed; only ways down are left. */
    FAILED
}

package dev.millrace.element.tcp;

/** With what a new client of a {@link TcpServerSink} begins. A keyframe is a buffer without the flag {@code delta-unit}. */
public enum SyncMethod {
    /** The next buffer. */
    LATEST,
    /** The next keyframe. */
    NEXT_KEYFRAME,
    /** The latest keyframe that is kept, else the next. */
    LATEST_KEYFRAME,
    /** So much of what is kept as {@code burst-value} says. */
    BURST,
    /** At least so much, from a keyframe on; else the next keyframe. */
    BURST_KEYFRAME,
    /** At least so much, from a keyframe on where there is one. */
    BURST_WITH_KEYFRAME
}

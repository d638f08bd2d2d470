package dev.millrace.element.tcp;

/** What becomes of what waits for a client that has fallen behind the soft limit. */
public enum RecoverPolicy {
    /** It stays, until the hard limit. */
    NONE,
    /** The client goes on with the latest buffer. */
    LATEST,
    /** The client goes on so many buffers before the latest as the soft limit says. */
    SOFT_LIMIT,
    /** The client goes on with the latest keyframe; without keyframes, as {@link #LATEST}. */
    KEYFRAME
}

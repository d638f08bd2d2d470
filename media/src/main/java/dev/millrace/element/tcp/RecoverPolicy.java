package dev.millrace.element.tcp;

/** What becomes of what waits for a client that has fallen behind the soft limit. */
public enum RecoverPolicy {
    /** It stays, until the hard limit. */
    NONE,
    /** The client goes on with the latest buffer. */
    LATEST,
    /** The client goes on with as much as the soft limit allows. */
    SOFT_LIMIT,
    /** The client goes on with the latest keyframe that waits for it; without one, as {@link #LATEST}. */
    KEYFRAME
}

package dev.millrace.element.queue;

/** What a full queue does. */
public enum Leaky {
    /** It has upstream wait. */
    NO,
    /** It drops what comes. */
    UPSTREAM,
    /** It drops what it has held longest. */
    DOWNSTREAM
}

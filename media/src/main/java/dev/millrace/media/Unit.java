package dev.millrace.media;

/** What a property counts, in GStreamer's words for it; most elements know some of them. */
public enum Unit {
    /** Nothing. */
    UNDEFINED,
    /** What the format itself counts, such as samples. */
    DEFAULT,
    BYTES,
    /** Nanoseconds. */
    TIME,
    BUFFERS,
    PERCENT
}

package dev.millrace.media;

import dev.millrace.caps.Caps;

/**
 * What pads an element has, and what can flow through them.
 *
 * @param name the pad's name
 * @param direction which way buffers pass it
 * @param caps all formats that are possible
 */
public record PadTemplate(String name, Direction direction, Caps caps) {
    /** Which way buffers pass a pad. */
    public enum Direction {
        /** Into the element. */
        SINK,
        /** Out of the element. */
        SRC
    }
}

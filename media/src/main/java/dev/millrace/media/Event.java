package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;

/** Something told along the pads, in order with the buffers unless it is said otherwise. */
public sealed interface Event {
    /** A new stream begins; the first event of every stream. */
    record StreamStart(String streamId) implements Event {}

    /** The format of the buffers that follow. */
    record CapsChange(Caps caps) implements Event {}

    /**
     * How the times of the buffers that follow map to running time.
     *
     * @param format what {@code start} counts
     * @param start nanoseconds, or bytes into a file
     */
    record Segment(Format format, long start) implements Event {
        /** What a segment counts. */
        public enum Format {
            TIME,
            BYTES
        }

        /** The segment of a live stream: buffer times are running times. */
        public static final Segment TIME = new Segment(Format.TIME, 0);
    }

    /** No buffers follow. */
    record EndOfStream() implements Event {}

    /** Drop what is under way; overtakes buffers. */
    record FlushStart() implements Event {}

    /** Flushing is over. */
    record FlushStop() implements Event {}

    /** Something that only some elements know. */
    record Custom(Structure structure) implements Event {}

    /** Whether a pad keeps it for peers that come later. */
    default boolean isSticky() {
        return this instanceof StreamStart || this instanceof CapsChange || this instanceof Segment;
    }

    /** Whether it keeps its place among the buffers. */
    default boolean isSerialized() {
        return !(this instanceof FlushStart);
    }
}

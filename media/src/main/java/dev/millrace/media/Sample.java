package dev.millrace.media;

import dev.millrace.caps.Caps;
import org.jspecify.annotations.Nullable;

/**
 * A buffer, or a list of them, with what is known of it, as an application gets it.
 *
 * @param single the buffer, with a reference that whoever gets the sample has to give back; null in one that holds a list
 * @param list the buffers, in the same way; null in one that holds a single buffer
 * @param caps its format, or null when none was told
 * @param segment what its times belong to, or null when none was told
 */
public record Sample(
        @Nullable Buffer single,
        @Nullable BufferList list,
        @Nullable Caps caps,
        Event.@Nullable Segment segment) {
    /**
     * Checks that it holds one of the two.
     *
     * @throws IllegalArgumentException when it holds both or neither
     */
    public Sample {
        if ((single == null) == (list == null))
            throw new IllegalArgumentException(
                    "sample holds a buffer or a list, one of the two: given=" + (single == null ? "none" : "both"));
    }

    /** One that holds a single buffer. */
    public Sample(Buffer buffer, @Nullable Caps caps, Event.@Nullable Segment segment) {
        this(buffer, null, caps, segment);
    }

    /** One that holds a list. */
    public Sample(BufferList list, @Nullable Caps caps, Event.@Nullable Segment segment) {
        this(null, list, caps, segment);
    }

    /**
     * The single buffer.
     *
     * @throws IllegalStateException when it holds a list
     */
    public Buffer buffer() {
        if (single == null)
            throw new IllegalStateException(
                    "sample holds a list: size=" + (list == null ? 0 : list.size()) + "; take its buffers by list");
        return single;
    }

    /** Gives back what it holds. */
    public void release() {
        if (single != null) single.release();
        if (list != null) list.releaseAll();
    }
}

package dev.millrace.media;

/** Is told of the pads of an element that come and go, on the thread that adds or removes them. */
public interface PadListener {
    /** A pad has come; it may be linked now. */
    default void padAdded(Pad pad) {}

    /** A pad has gone; it is not linked any more. */
    default void padRemoved(Pad pad) {}

    /** All pads that depend on the stream have come. */
    default void noMorePads(Element element) {}
}

package dev.millrace.media;

import org.jspecify.annotations.Nullable;

/** Where buffers leave an element. */
public final class SrcPad extends Pad {
    private @Nullable SinkPad peer;

    // The streaming thread.
    private Event.@Nullable StreamStart streamStart;
    private Event.@Nullable CapsChange capsChange;
    private Event.@Nullable Segment segment;
    /** Whether the peer has not been told all sticky events. */
    private boolean stickyPending;

    private boolean refused;
    private long buffers;

    SrcPad(Element element, PadTemplate template, String name) {
        super(element, template, name);
    }

    @Override
    public @Nullable SinkPad peer() {
        return peer;
    }

    /** Buffers pushed so far. */
    public long buffers() {
        return buffers;
    }

    /**
     * Pushes a buffer and its reference to the peer; the caller no longer owns it, whatever comes of it.
     *
     * <p>On the streaming thread.
     */
    public FlowReturn push(Buffer buffer) {
        SinkPad to = peer;
        if (to == null) {
            buffer.release();
            return FlowReturn.NOT_LINKED;
        }
        if (stickyPending) pushSticky();
        if (refused) {
            buffer.release();
            return to.isActive() ? FlowReturn.NOT_NEGOTIATED : FlowReturn.FLUSHING;
        }
        buffers++;
        return to.receive(buffer);
    }

    /**
     * Tells the peer; sticky events are kept for a peer that comes or comes up later.
     *
     * <p>On the streaming thread.
     *
     * @return whether the peer understood it, or may yet
     */
    public boolean pushEvent(Event event) {
        if (event.isSticky()) {
            keep(event);
            return pushSticky();
        }
        if (stickyPending) pushSticky();
        SinkPad to = peer;
        return to != null && to.receiveEvent(event);
    }

    private void keep(Event event) {
        switch (event) {
            case Event.StreamStart start -> streamStart = start;
            case Event.CapsChange change -> {
                capsChange = change;
                setCurrentCaps(change.caps());
            }
            case Event.Segment newSegment -> segment = newSegment;
            default -> throw new AssertionError("not sticky: event=" + event);
        }
        stickyPending = true;
    }

    private boolean pushSticky() {
        SinkPad to = peer;
        if (to == null) return true;
        if (!to.isActive()) {
            refused = true;
            return false;
        }
        stickyPending = false;
        refused = !tell(to, streamStart) || !tell(to, capsChange) || !tell(to, segment);
        return !refused;
    }

    private static boolean tell(SinkPad to, @Nullable Event event) {
        return event == null || to.receiveEvent(event);
    }

    void setPeer(@Nullable SinkPad peer) {
        this.peer = peer;
        stickyPending = true;
    }

    @Override
    void reset() {
        streamStart = null;
        capsChange = null;
        segment = null;
        stickyPending = false;
        refused = false;
    }
}

package dev.millrace.media;

import org.jspecify.annotations.Nullable;

/** Where buffers leave an element. */
public final class SrcPad extends Pad {
    private static final int STREAM_START = 1;
    private static final int CAPS = 2;
    private static final int SEGMENT = 4;

    private @Nullable SinkPad peer;

    // The streaming thread.
    private Event.@Nullable StreamStart streamStart;
    private Event.@Nullable CapsChange capsChange;
    private Event.@Nullable Segment segment;
    /** The sticky events that the peer has yet to be told, and those it has refused. */
    private int pending;

    private int refused;
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
        if (pending != 0) pushSticky();
        if (pending != 0 || refused != 0) {
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
        if (pending != 0) pushSticky();
        SinkPad to = peer;
        return to != null && to.receiveEvent(event);
    }

    private void keep(Event event) {
        int bit;
        switch (event) {
            case Event.StreamStart start -> {
                streamStart = start;
                bit = STREAM_START;
            }
            case Event.CapsChange change -> {
                capsChange = change;
                setCurrentCaps(change.caps());
                bit = CAPS;
            }
            case Event.Segment newSegment -> {
                segment = newSegment;
                bit = SEGMENT;
            }
            default -> throw new AssertionError("not sticky: event=" + event);
        }
        pending |= bit;
        refused &= ~bit;
    }

    /** Tells the peer, in their order, the sticky events that it does not know; each once. */
    private boolean pushSticky() {
        SinkPad to = peer;
        if (to == null) return true;
        if (!to.isActive()) return false;
        tell(to, STREAM_START, streamStart);
        tell(to, CAPS, capsChange);
        tell(to, SEGMENT, segment);
        return refused == 0;
    }

    private void tell(SinkPad to, int bit, @Nullable Event event) {
        if ((pending & bit) == 0) return;
        pending &= ~bit;
        if (event != null && !to.receiveEvent(event)) refused |= bit;
    }

    void setPeer(@Nullable SinkPad peer) {
        this.peer = peer;
        pending = STREAM_START | CAPS | SEGMENT;
        refused = 0;
    }

    @Override
    void reset() {
        streamStart = null;
        capsChange = null;
        segment = null;
        pending = 0;
        refused = 0;
    }
}

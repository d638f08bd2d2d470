package dev.millrace.media;

import org.jspecify.annotations.Nullable;

/** Where buffers leave an element. */
public final class SrcPad extends Pad {
    /*
     * Overview. Whether a buffer may pass depends on both ends of the link. Asking both with every buffer touches both
     * pads; so the source pad keeps the answer (`open`), and both ends have it worked out again (`refresh`) whenever
     * something changes that it depends on. All such changes come from the stream itself, or from a state change while
     * nothing streams.
     */
    private static final int STREAM_START = 1;
    private static final int CAPS = 2;
    private static final int SEGMENT = 4;

    private @Nullable SinkPad peer;

    // The streaming thread.
    private Event.@Nullable StreamStart streamStart;
    private Event.@Nullable CapsChange capsChange;
    private Event.@Nullable Segment segment;
    /** Which of the three the peer has not been told: bits below. */
    private int untold;

    /** Whether the peer takes buffers, and knows all that it must have been told. */
    private volatile boolean open;

    private long buffers;

    SrcPad(Element element, PadTemplate template, String name) {
        super(element, template, name);
    }

    @Override
    public @Nullable SinkPad peer() {
        return peer;
    }

    /** Buffers that the peer has taken so far. */
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
        if (open && to != null) {
            buffers++;
            return to.element().chain(to, buffer);
        }
        return pushFirst(buffer);
    }

    /** The first buffer after a change. */
    private FlowReturn pushFirst(Buffer buffer) {
        SinkPad to = peer;
        if (to == null) {
            buffer.release();
            return FlowReturn.NOT_LINKED;
        }
        if (untold != 0) pushSticky();
        refresh();
        if (!open) return to.refuse(buffer);
        buffers++;
        return to.element().chain(to, buffer);
    }

    /** Works out again whether buffers may pass. */
    void refresh() {
        SinkPad to = peer;
        open = to != null && untold == 0 && to.isReady();
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
        if (untold != 0) pushSticky();
        SinkPad to = peer;
        return to != null && to.receiveEvent(event);
    }

    private void keep(Event event) {
        switch (event) {
            case Event.StreamStart start -> {
                streamStart = start;
                untold |= STREAM_START;
            }
            case Event.CapsChange change -> {
                capsChange = change;
                untold |= CAPS;
                setCurrentCaps(change.caps());
            }
            case Event.Segment newSegment -> {
                segment = newSegment;
                untold |= SEGMENT;
            }
            default -> throw new AssertionError("not sticky: event=" + event);
        }
        refresh();
    }

    /** Tells the peer what it has not been told, in the order in which a stream begins. */
    private boolean pushSticky() {
        SinkPad to = peer;
        if (to == null) return true;
        if (!to.isActive()) return false;
        int telling = untold;
        untold = 0;
        boolean understood = (telling & STREAM_START) == 0 || tell(to, streamStart);
        understood &= (telling & CAPS) == 0 || tell(to, capsChange);
        understood &= (telling & SEGMENT) == 0 || tell(to, segment);
        refresh();
        return understood && open;
    }

    private static boolean tell(SinkPad to, @Nullable Event event) {
        return event == null || to.receiveEvent(event);
    }

    void setPeer(@Nullable SinkPad peer) {
        this.peer = peer;
        untold = STREAM_START | CAPS | SEGMENT;
        refresh();
    }

    @Override
    void changed() {
        refresh();
    }

    @Override
    void reset() {
        streamStart = null;
        capsChange = null;
        segment = null;
        untold = 0;
        refresh();
    }
}

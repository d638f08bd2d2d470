package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.runtime.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where buffers come into an element. */
public final class SinkPad extends Pad {
    private @Nullable SrcPad peer;

    // The streaming thread.
    private boolean endOfStream;
    private boolean flushing;
    private boolean negotiated = true;

    SinkPad(Element element, PadTemplate template, String name) {
        super(element, template, name);
    }

    @Override
    public @Nullable SrcPad peer() {
        return peer;
    }

    void setPeer(@Nullable SrcPad peer) {
        this.peer = peer;
    }

    /** Buffers taken so far. */
    @Override
    public long buffers() {
        return peer == null ? 0 : peer.buffers();
    }

    /** Whether the stream has ended here; on the streaming thread. */
    public boolean isEndOfStream() {
        return endOfStream;
    }

    @Override
    public List<Event> stickyEvents() {
        return peer == null ? List.of() : peer.stickyEvents();
    }

    /** Whether it takes buffers; its peer asks again after each change, by {@link #changed}. */
    boolean isReady() {
        return isActive() && !endOfStream && !flushing && negotiated;
    }

    @Override
    void changed() {
        if (peer != null) peer.refresh();
    }

    /** Takes no buffer, and says why. */
    FlowReturn refuse(Buffer buffer) {
        buffer.release();
        if (!isActive() || flushing) return FlowReturn.FLUSHING;
        return endOfStream ? FlowReturn.EOS : FlowReturn.NOT_NEGOTIATED;
    }

    /** Takes an event; returns whether it was understood. */
    boolean receiveEvent(Event event) {
        if (!isActive()) return false;
        switch (event) {
            case Event.FlushStart _ -> flushing = true;
            case Event.FlushStop _ -> {
                flushing = false;
                endOfStream = false;
            }
            case Event.StreamStart _ -> endOfStream = false;
            default -> {
                if (endOfStream || (flushing && event.isSerialized())) return false;
            }
        }
        if (event instanceof Event.EndOfStream) endOfStream = true;
        changed();
        if (!ProbeList.passes(this, event)) return true;
        if (event instanceof Event.CapsChange change) return receiveCaps(change.caps());
        return element().sinkEvent(this, event);
    }

    private boolean receiveCaps(Caps caps) {
        negotiated = false;
        changed();
        if (!caps.canIntersect(template().caps())) {
            element()
                    .postError(
                            "caps are not accepted at pad=" + name() + ": caps=" + caps + "; it takes "
                                    + template().caps()
                                    + Converters.hint(caps, template().caps()),
                            null);
            return false;
        }
        setCurrentCaps(caps);
        negotiated = element().setCaps(this, caps);
        changed();
        return negotiated;
    }

    /** Tells upstream; on any thread. Returns whether somebody understood it. */
    public boolean pushUpstream(Event event) {
        if (!event.isUpstream())
            throw new IllegalArgumentException("event goes downstream: event=" + event + "; send it at a source pad");
        SrcPad from = peer;
        return from != null && from.receiveUpstream(event);
    }

    /** Has upstream negotiate again before its next buffer; from any thread. */
    public boolean reconfigure() {
        return pushUpstream(new Event.Reconfigure());
    }

    @Override
    public @Nullable Context streamContext() {
        SrcPad from = peer;
        return from == null ? null : from.streamContext();
    }

    @Override
    void reset() {
        endOfStream = false;
        flushing = false;
        negotiated = true;
    }
}

package dev.millrace.media;

import dev.millrace.caps.Caps;
import org.jspecify.annotations.Nullable;

/** Where buffers come into an element. */
public final class SinkPad extends Pad {
    private @Nullable SrcPad peer;

    // The streaming thread.
    private boolean endOfStream;
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
    public long buffers() {
        return peer == null ? 0 : peer.buffers();
    }

    /** Whether it takes buffers; its peer asks again after each change, by {@link #changed}. */
    boolean isReady() {
        return isActive() && !endOfStream && negotiated;
    }

    @Override
    void changed() {
        if (peer != null) peer.refresh();
    }

    /** Takes no buffer, and says why. */
    FlowReturn refuse(Buffer buffer) {
        buffer.release();
        if (!isActive()) return FlowReturn.FLUSHING;
        return endOfStream ? FlowReturn.EOS : FlowReturn.NOT_NEGOTIATED;
    }

    /** Takes an event; returns whether it was understood. */
    boolean receiveEvent(Event event) {
        if (!isActive()) return false;
        if (endOfStream && !(event instanceof Event.FlushStop)) return false;
        if (event instanceof Event.EndOfStream) endOfStream = true;
        if (event instanceof Event.FlushStop) endOfStream = false;
        changed();
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
                                    + template().caps(),
                            null);
            return false;
        }
        setCurrentCaps(caps);
        negotiated = element().setCaps(this, caps);
        changed();
        return negotiated;
    }

    @Override
    void reset() {
        endOfStream = false;
        negotiated = true;
    }
}

package dev.millrace.media;

import dev.millrace.caps.Caps;
import org.jspecify.annotations.Nullable;

/**
 * An element with one sink and one source pad that makes one buffer of another, at once.
 *
 * <p>It knows nothing of back-pressure: an element downstream that has no room makes the source wait.
 */
public abstract class Transform extends Element {
    protected Transform() {}

    /** Takes a buffer and its reference; pushes what it makes of it. */
    protected abstract FlowReturn transform(Buffer buffer);

    /** The format that comes out when {@code input} goes in, or null when it cannot work with it; the default is the same. */
    protected @Nullable Caps transformCaps(Caps input) {
        return input;
    }

    /** Pushes a buffer and its reference downstream. */
    protected final FlowReturn push(Buffer buffer) {
        return srcPad().push(buffer);
    }

    @Override
    protected final FlowReturn chain(SinkPad pad, Buffer buffer) {
        return transform(buffer);
    }

    /**
     * What is possible at {@code pad} when {@code far} is what the other side of the element can do; the default is the same
     * where both pads have the same template, and else everything in the pad's template.
     */
    protected Caps possibleFrom(Pad pad, Caps far) {
        Caps near = pad.template().caps();
        boolean same = sinkPad().template().caps().equals(srcPad().template().caps());
        return same ? far.intersect(near) : near;
    }

    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        Pad other = pad instanceof SinkPad ? srcPad() : sinkPad();
        return possibleFrom(pad, other.peerQueryCaps(other.template().caps()));
    }

    /** Downstream has changed its mind: what comes out is worked out again from what comes in. */
    @Override
    protected boolean renegotiate(SrcPad pad) {
        Caps input = sinkPad().currentCaps();
        Caps now = pad.currentCaps();
        return input == null || (now != null && pad.peerAccepts(now)) || setCaps(sinkPad(), input);
    }

    @Override
    protected boolean setCaps(SinkPad pad, Caps caps) {
        Caps output = transformCaps(caps);
        if (output == null) {
            postError("cannot work with caps=" + caps, null);
            return false;
        }
        return srcPad().pushEvent(new Event.CapsChange(output));
    }
}

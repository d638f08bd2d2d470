package dev.millrace.media;

import dev.millrace.caps.Caps;
import org.jspecify.annotations.Nullable;

/**
 * An element with one sink and one source pad that makes one buffer of another, at once.
 *
 * <p>It knows nothing of back-pressure: an element downstream that has no room makes the source wait.
 */
public abstract class Transform extends Element {
    // Any thread.
    private volatile boolean qos;
    /** A buffer up to this running time comes too late downstream; written by whoever tells it. */
    private volatile long lateUntilNs = Buffer.NO_TIME;

    // The streaming thread.
    private Event.@Nullable Segment segment;
    private long processed;
    private long dropped;

    protected Transform() {}

    /** The factory with {@code qos}: whether what would come too late downstream is dropped here, before any work. */
    public static <E extends Transform> ElementFactory<E> addQosTo(ElementFactory<E> factory) {
        return factory.property(
                Property.ofBool("qos", false)
                        .blurb("whether buffers that would come too late downstream are dropped here")
                        .mutableIn(State.PLAYING),
                (e, v) -> ((Transform) e).qos = v != null && v,
                e -> ((Transform) e).qos);
    }

    /** Takes a buffer and its reference; pushes what it makes of it. */
    protected abstract FlowReturn transform(Buffer buffer);

    /** The format that comes out when {@code input} goes in, or null when it cannot work with it; the default is the same. */
    protected @Nullable Caps transformCaps(Caps input) {
        return input;
    }

    /** Why {@link #transformCaps} gave null for these; the default says so, and what downstream takes instead. */
    protected String refusal(Caps input) {
        String refused = "cannot work with caps=" + input;
        Caps gives = possibleFrom(srcPad(), input);
        boolean apart = !gives.isEmpty() && srcPad().peerQueryCaps(gives).isEmpty();
        return apart ? refused + "; " + Disagreement.behind(srcPad(), gives) : refused;
    }

    /** Why none of what it gives is taken downstream: the link where two sides meet, both of them, and what converts. */
    protected final String disagreement(Caps gives) {
        return "no format in common: " + Disagreement.behind(srcPad(), gives);
    }

    /** Pushes a buffer and its reference downstream. */
    protected final FlowReturn push(Buffer buffer) {
        return srcPad().push(buffer);
    }

    /** Lets go of a buffer that came before any caps, and tells so. */
    protected final FlowReturn refuseUnknown(Buffer buffer) {
        buffer.release();
        postError("format is unknown: the stream says none; put caps before " + name(), null);
        return FlowReturn.NOT_NEGOTIATED;
    }

    @Override
    protected final FlowReturn chain(SinkPad pad, Buffer buffer) {
        if (!qos || !isTooLate(buffer)) return transform(buffer);
        buffer.release();
        return FlowReturn.OK;
    }

    private boolean isTooLate(Buffer buffer) {
        Event.Segment now = segment;
        long runningNs = now == null ? Buffer.NO_TIME : now.toRunningTimeNs(buffer.ptsNs());
        long untilNs = lateUntilNs;
        if (runningNs == Buffer.NO_TIME || untilNs == Buffer.NO_TIME || runningNs > untilNs) {
            processed++;
            return false;
        }
        dropped++;
        post(new Message.Qos(this, untilNs - runningNs, runningNs, processed, dropped));
        return true;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (event instanceof Event.Segment next) segment = next;
        if (event instanceof Event.FlushStop || event instanceof Event.StreamStart) lateUntilNs = Buffer.NO_TIME;
        return super.sinkEvent(pad, event);
    }

    @Override
    protected boolean srcEvent(SrcPad pad, Event event) {
        if (event instanceof Event.Qos told) lateUntilNs = told.runningTimeNs() + told.lateByNs();
        return super.srcEvent(pad, event);
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
            postError(refusal(caps), null);
            return false;
        }
        return srcPad().pushEvent(new Event.CapsChange(output));
    }
}

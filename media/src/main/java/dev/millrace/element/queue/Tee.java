package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Message;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.SinkPad;
import dev.millrace.media.SrcPad;
import dev.millrace.media.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pushes each buffer out of every source pad; GStreamer's tee.
 *
 * <p>Branches share the buffer, and whoever writes first takes a copy. Pads are requested and released at any time; a new one
 * begins with what the stream began with. A branch that has ended does not end the others. On the thread of the stream; where
 * a branch waits, all do: put a queue into each.
 */
public final class Tee extends Element {
    public static final ElementFactory<Tee> FACTORY = ElementFactory.of("tee", Tee::new)
            .klass("Generic")
            .description("pushes each buffer out of several pads")
            .sink(Caps.any())
            .srcOnRequest("src_%u", Caps.any())
            .property(
                    Property.ofBool("allow-not-linked", false)
                            .blurb("whether the stream goes on when no pad is linked")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.allowNotLinked = v != null && v,
                    e -> e.allowNotLinked)
            .property(
                    Property.ofBool("silent", true)
                            .blurb("whether no message tells of each buffer and event")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.silent = v == null || v,
                    e -> e.silent)
            .readOnly(Property.ofString("last-message", null).blurb("what came last"), e -> e.lastMessage)
            .readOnly(
                    Property.ofInt("num-src-pads", 0, Integer.MAX_VALUE, 0).blurb("number of source pads"),
                    e -> e.srcPads().size());

    private volatile boolean allowNotLinked;
    private volatile boolean silent = true;
    private volatile @Nullable String lastMessage;

    private Tee() {}

    @Override
    protected void padRequested(Pad pad) {
        if (pad instanceof SrcPad src) src.adoptSticky(sinkPad());
    }

    @Override
    protected FlowReturn chain(SinkPad pad, Buffer buffer) {
        if (!silent) tell("chain   ******* (" + pad + ") " + buffer.length() + " bytes, pts: " + time(buffer.ptsNs()));
        List<SrcPad> outputs = srcPads();
        int last = outputs.size() - 1;
        if (last < 0) {
            buffer.release();
            return allowNotLinked ? FlowReturn.OK : FlowReturn.NOT_LINKED;
        }
        if (last == 0) return allowed(outputs.getFirst().push(buffer));
        if (buffer.isWritable()) buffer.share();
        FlowReturn flow = FlowReturn.NOT_LINKED;
        for (int i = 0; i <= last; i++) {
            FlowReturn one = outputs.get(i).push(i == last ? buffer : buffer.retain());
            if (one != FlowReturn.OK && one != FlowReturn.NOT_LINKED && one != FlowReturn.EOS) {
                if (i < last) buffer.release();
                return one;
            }
            if (one == FlowReturn.OK || flow == FlowReturn.NOT_LINKED) flow = one;
        }
        return allowed(flow);
    }

    private void tell(String text) {
        lastMessage = text;
        post(new Message.PropertyNotify(this, null, "last-message", text));
    }

    private static String time(long ns) {
        return ns == Buffer.NO_TIME ? "none" : ns + " ns";
    }

    /** Not linked at all is an error unless it is allowed. */
    private FlowReturn allowed(FlowReturn flow) {
        return flow == FlowReturn.NOT_LINKED && allowNotLinked ? FlowReturn.OK : flow;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (!silent) tell("event   ******* (" + pad + ") " + event);
        boolean understood = false;
        for (SrcPad src : srcPads()) understood |= src.pushEvent(event);
        return understood || srcPads().isEmpty();
    }

    /** What all branches can do. */
    @Override
    protected Caps possibleCaps(Pad pad, Caps filter) {
        Caps common = filter;
        for (SrcPad src : srcPads()) if (src != pad) common = src.peerQueryCaps(common);
        return pad instanceof SrcPad ? sinkPad().peerQueryCaps(common) : common;
    }
}

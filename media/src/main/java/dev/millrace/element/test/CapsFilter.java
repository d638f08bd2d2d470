package dev.millrace.element.test;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.Converters;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pad;
import dev.millrace.media.Property;
import dev.millrace.media.SinkPad;
import dev.millrace.media.State;
import dev.millrace.media.Transform;
import org.jspecify.annotations.Nullable;

/**
 * Lets pass what has the right format; GStreamer's capsfilter.
 *
 * <p>A stream that does not say its format gets that of the filter, if that is exactly one. On the thread of the stream.
 */
public final class CapsFilter extends Transform {
    /** What becomes of the old format when the filter changes. */
    enum ChangeMode {
        IMMEDIATE,
        DELAYED
    }

    public static final ElementFactory<CapsFilter> FACTORY = Transform.addQosTo(
                    ElementFactory.of("capsfilter", CapsFilter::new))
            .klass("Generic")
            .description("lets only some formats pass")
            .sink(Caps.any())
            .src(Caps.any())
            .property(
                    Property.ofCaps("caps", Caps.any())
                            .blurb("formats that may pass; none means any")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.change(v == null ? Caps.any() : v),
                    e -> e.caps)
            .property(
                    Property.ofEnum("caps-change-mode", ChangeMode.IMMEDIATE)
                            .blurb("whether buffers of the old format may pass until upstream has the new one")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.changeMode = v == null ? ChangeMode.IMMEDIATE : v,
                    e -> e.changeMode);

    private volatile Caps caps = Caps.any();
    private volatile ChangeMode changeMode = ChangeMode.IMMEDIATE;
    /** What may pass as well for now, behind {@code caps}; null for nothing. */
    private volatile @Nullable Caps before;

    private CapsFilter() {}

    /** Upstream finds another format before its next buffer. */
    private void change(Caps to) {
        before = changeMode == ChangeMode.DELAYED ? caps : null;
        caps = to;
        sinkPad().reconfigure();
    }

    @Override
    protected Caps possibleFrom(Pad pad, Caps far) {
        return allowed().intersect(far);
    }

    private Caps allowed() {
        Caps old = before;
        return old == null ? caps : caps.merge(old);
    }

    @Override
    protected boolean setCaps(SinkPad pad, Caps input) {
        if (input.isSubsetOf(caps)) before = null;
        Caps old = before;
        if (old != null && input.isSubsetOf(old)) return srcPad().pushEvent(new Event.CapsChange(input));
        Caps output = input.isSubsetOf(caps) ? input : input.intersect(caps);
        if (!output.isEmpty()) return srcPad().pushEvent(new Event.CapsChange(output));
        postError(
                "caps may not pass: caps=" + input + "; the filter lets pass " + caps + Converters.hint(input, caps),
                null);
        return false;
    }

    @Override
    protected FlowReturn transform(Buffer buffer) {
        if (srcPad().currentCaps() == null && !caps.isAny() && !setCapsOfFilter()) {
            buffer.release();
            return FlowReturn.NOT_NEGOTIATED;
        }
        return push(buffer);
    }

    private boolean setCapsOfFilter() {
        if (caps.isFixed()) return srcPad().pushEvent(new Event.CapsChange(caps));
        postError("format is unknown: the stream says none and the filter is not exactly one: filter=" + caps, null);
        return false;
    }
}

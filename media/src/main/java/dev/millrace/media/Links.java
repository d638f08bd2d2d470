package dev.millrace.media;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes and takes away the links between pads. */
final class Links {
    private Links() {}

    static void link(SrcPad src, SinkPad sink) {
        if (src.peer() != null) throw new LinkException("pad is linked already: pad=" + src + " peer=" + src.peer());
        if (sink.peer() != null) throw new LinkException("pad is linked already: pad=" + sink + " peer=" + sink.peer());
        if (!src.template().caps().canIntersect(sink.template().caps()))
            throw new LinkException("pads have no format in common: " + src + " gives "
                    + src.template().caps() + "; " + sink + " takes "
                    + sink.template().caps()
                    + Converters.hint(src.template().caps(), sink.template().caps()));
        if (leadsTo(sink.element(), src.element()))
            throw new LinkException("link would make a loop: from=" + src + " to=" + sink + "; "
                    + sink.element().name() + " is upstream of " + src.element().name() + " already");
        src.setPeer(sink);
        sink.setPeer(src);
        src.refresh();
        if (src.isActive()) sink.reconfigure();
    }

    /** Takes the link of a pad away, if there is one. */
    static void unlink(Pad pad) {
        Pad other = pad.peer();
        if (other == null) return;
        if (pad instanceof SrcPad src && other instanceof SinkPad sink) unlink(src, sink);
        else if (pad instanceof SinkPad sink && other instanceof SrcPad src) unlink(src, sink);
    }

    static void unlink(SrcPad src, SinkPad sink) {
        if (src.peer() != sink) throw new LinkException("pads are not linked: from=" + src + " to=" + sink);
        src.setPeer(null);
        sink.setPeer(null);
    }

    /** The free source pad that goes best with a sink pad; one is requested where none is left. */
    static SrcPad freeSrcPad(Element from, Element to) {
        for (SrcPad pad : from.srcPads()) if (pad.peer() == null) return pad;
        if (requested(from, PadTemplate.Direction.SRC) instanceof SrcPad pad) return pad;
        throw new LinkException("no free source pad: element=" + from.name() + " to=" + to.name());
    }

    static SinkPad freeSinkPad(Element from, Element to) {
        for (SinkPad pad : to.sinkPads()) if (pad.peer() == null) return pad;
        if (requested(to, PadTemplate.Direction.SINK) instanceof SinkPad pad) return pad;
        throw new LinkException("no free sink pad: element=" + to.name() + " from=" + from.name());
    }

    private static @Nullable Pad requested(Element element, PadTemplate.Direction direction) {
        for (PadTemplate template : element.factory().padTemplates())
            if (template.presence() == PadTemplate.Presence.REQUEST && template.direction() == direction)
                return element.requestPad(template.name());
        return null;
    }

    /** Whether buffers that leave {@code from} can come to {@code to}. */
    private static boolean leadsTo(Element from, Element to) {
        if (from == to) return true;
        if (from.srcPads().isEmpty() || to.sinkPads().isEmpty()) return false;
        Set<Element> seen = new HashSet<>();
        ArrayDeque<Element> left = new ArrayDeque<>();
        left.add(from);
        for (Element at = left.poll(); at != null; at = left.poll()) {
            for (SrcPad pad : at.srcPads()) {
                SinkPad peer = pad.peer();
                if (peer == null || !seen.add(peer.element())) continue;
                if (peer.element() == to) return true;
                left.add(peer.element());
            }
        }
        return false;
    }
}

package dev.millrace.media;

import dev.millrace.caps.Caps;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the link at which two sides have no format in common, for the message that says so. */
final class Disagreement {
    /*
     * Overview. What a pad takes is what everything downstream of it takes. Where that is nothing, the sides that contradict each
     * other both lie further down: the walk goes from link to link, working out what can come so far, until something is taken.
     * There the two sides meet. Links make no loop, so it ends.
     */
    private Disagreement() {}

    /** {@code "a.src gives X; b.sink takes Y; put C between them"}, when {@code given} can come out of a pad. */
    static String behind(SrcPad pad, Caps given) {
        SrcPad at = pad;
        Caps gives = given;
        for (SinkPad to = at.peer(); to != null; to = at.peer()) {
            Caps takes = to.queryCaps(Caps.any());
            SrcPad next = takes.isEmpty() ? further(to.element()) : null;
            if (next == null) return tell(at, gives, to, takes);
            gives = passed(to, next, gives);
            at = next;
        }
        return at + " gives " + gives + "; it is not linked";
    }

    /** The source pad behind which nothing is taken, or that with the only link; null when there is none, or each takes something. */
    private static @Nullable SrcPad further(Element element) {
        List<SrcPad> linked = linked(element);
        for (SrcPad src : linked) if (src.peerQueryCaps(Caps.any()).isEmpty()) return src;
        return linked.size() == 1 ? linked.getFirst() : null;
    }

    private static List<SrcPad> linked(Element element) {
        return element.srcPads().stream().filter(src -> src.peer() != null).toList();
    }

    /** What comes out at {@code next} of all that comes in; of anything, where none of that passes. */
    private static Caps passed(SinkPad sink, SrcPad next, Caps given) {
        if (!(sink.element() instanceof Transform transform)) return given;
        Caps passed =
                transform.possibleFrom(next, given.intersect(sink.template().caps()));
        return passed.isEmpty() ? transform.possibleFrom(next, sink.template().caps()) : passed;
    }

    private static String tell(SrcPad from, Caps gives, SinkPad to, Caps takes) {
        String all = from + " gives " + gives + "; ";
        if (!takes.isEmpty()) return all + to + " takes " + takes + Converters.hint(gives, takes);
        List<String> branches = new ArrayList<>();
        for (SrcPad src : linked(to.element())) branches.add(src.peer() + " takes " + src.peerQueryCaps(Caps.any()));
        if (branches.isEmpty()) return all + to + " takes " + takes;
        return all + "behind " + to + ", " + String.join(", and ", branches);
    }
}

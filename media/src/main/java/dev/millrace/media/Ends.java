package dev.millrace.media;

import java.util.List;

/** Where the streams of a pipeline end: what is asked or told upstream begins there. */
final class Ends {
    private Ends() {}

    /** Asks one after the other; returns whether there was an answer. */
    static boolean ask(List<Element> elements, Query query) {
        for (Element element : elements)
            if (element.srcPads().isEmpty())
                for (SinkPad pad : element.sinkPads()) if (pad.query(query) || pad.peerQuery(query)) return true;
        return false;
    }

    /** Tells one after the other; returns whether one has understood. */
    static boolean offer(List<Element> elements, Event event) {
        for (Element element : elements)
            if (element.srcPads().isEmpty())
                for (SinkPad pad : element.sinkPads()) if (pad.pushUpstream(event)) return true;
        return false;
    }

    /** Tells all of them; returns whether one has understood. */
    static boolean tell(List<Element> elements, Event event) {
        boolean understood = false;
        for (Element element : elements)
            if (element.srcPads().isEmpty())
                for (SinkPad pad : element.sinkPads()) understood |= pad.pushUpstream(event);
        return understood;
    }
}

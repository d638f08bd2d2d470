package dev.millrace.media;

/** How an element answers questions that it does not answer in its own way. */
final class Answers {
    private Answers() {}

    static boolean query(Element element, Pad pad, Query query) {
        return switch (query) {
            case Query.CapsQuery caps -> {
                caps.answer(element.possibleCaps(pad, caps.filter()));
                yield true;
            }
            case Query.AcceptCaps accept -> {
                accept.answer(accept.caps().canIntersect(element.possibleCaps(pad, accept.caps())));
                yield true;
            }
            case Query.Latency latency -> latency(element, pad, latency);
            case Query.Scheduling scheduling -> {
                scheduling.answer(true);
                yield true;
            }
            default -> passOn(element, pad, query);
        };
    }

    /** Of all streams that come in, the slowest decides; the element then adds its own. */
    private static boolean latency(Element element, Pad pad, Query.Latency latency) {
        if (pad instanceof SinkPad) return passOn(element, pad, latency);
        for (SinkPad sink : element.sinkPads()) {
            Query.Latency one = new Query.Latency();
            if (sink.peerQuery(one)) latency.merge(one);
        }
        element.addLatency(latency);
        return true;
    }

    /** To the other side of the element; the first answer counts. */
    private static boolean passOn(Element element, Pad pad, Query query) {
        for (Pad other : pad instanceof SinkPad ? element.srcPads() : element.sinkPads())
            if (other.peerQuery(query)) return true;
        return false;
    }
}

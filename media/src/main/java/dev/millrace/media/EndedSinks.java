package dev.millrace.media;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which sinks of a pipeline have seen the end of their stream: it has ended when all have. */
final class EndedSinks {
    /*
     * Overview. Any thread: `ended` is guarded by itself. A flush takes a sink out of it, but sinks behind queues see their flush
     * one after the other, and the first may have reached its new end before the last: so a flushing seek takes all of them out
     * before it is sent, and puts those back that it does not concern.
     */
    private final Pipeline pipeline;
    private final Set<Element> ended = new LinkedHashSet<>();

    EndedSinks(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    void clear() {
        synchronized (ended) {
            ended.clear();
        }
    }

    /** A sink has ended; the bus tells when it was the last. */
    void add(Element sink) {
        synchronized (ended) {
            if (!ended.add(sink)) return;
            Bin bin = sink.parent();
            if (bin != null) bin.forward(new Message.EndOfStream(sink));
            if (!isComplete()) return;
        }
        pipeline.bus().post(new Message.EndOfStream(sink));
    }

    private boolean isComplete() {
        for (Element element : pipeline.allElements()) if (isSink(element) && !ended.contains(element)) return false;
        return true;
    }

    private static boolean isSink(Element element) {
        return element.srcPads().isEmpty() && !element.sinkPads().isEmpty();
    }

    /** The stream of a sink goes on; returns whether it had ended. */
    boolean remove(Element sink) {
        synchronized (ended) {
            return ended.remove(sink);
        }
    }

    /** Tells all sinks of a seek; returns whether something upstream of one has understood. */
    boolean seek(Event.Seek seek) {
        Set<Element> before = seek.flush() ? taken() : Set.of();
        boolean understood = false;
        for (Element sink : pipeline.allElements()) {
            if (!isSink(sink)) continue;
            boolean goesOn = Ends.tell(List.of(sink), seek);
            if (!goesOn && before.contains(sink)) putBack(sink);
            understood |= goesOn;
        }
        return understood;
    }

    private Set<Element> taken() {
        synchronized (ended) {
            Set<Element> all = new LinkedHashSet<>(ended);
            ended.clear();
            return all;
        }
    }

    private void putBack(Element sink) {
        synchronized (ended) {
            ended.add(sink);
        }
    }
}

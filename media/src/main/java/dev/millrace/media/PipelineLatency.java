package dev.millrace.media;

/** How much later than its running time a buffer is rendered in the sinks of one pipeline. From any thread. */
final class PipelineLatency {
    private final Pipeline pipeline;
    private volatile long latencyNs;
    private volatile boolean chosen;

    PipelineLatency(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    long latencyNs() {
        return latencyNs;
    }

    void set(long newLatencyNs) {
        chosen = true;
        spread(newLatencyNs);
    }

    void recalculate() {
        if (chosen) return;
        Query.Latency slowest = new Query.Latency();
        for (Element element : pipeline.allElements()) if (element.srcPads().isEmpty()) ask(element, slowest);
        long minNs = slowest.isLive() ? slowest.minNs() : 0;
        if (slowest.isLive() && slowest.maxNs() < minNs)
            pipeline.bin()
                    .postWarning(
                            "latency cannot be kept: min=" + minNs + "ns max=" + slowest.maxNs()
                                    + "ns; give the queues of the stream more room",
                            null);
        spread(minNs);
    }

    private static void ask(Element end, Query.Latency slowest) {
        long delayNs = end instanceof Sink sink ? sink.addedLatencyNs() : 0;
        long roomNs = end instanceof Sink sink ? sink.renderDelayNs() : 0;
        for (SinkPad pad : end.sinkPads()) {
            Query.Latency one = new Query.Latency();
            if (!pad.peerQuery(one)) continue;
            one.add(delayNs, roomNs);
            slowest.merge(one);
        }
    }

    private void spread(long newLatencyNs) {
        latencyNs = newLatencyNs;
        for (Element element : pipeline.allElements()) {
            if (!element.srcPads().isEmpty()) continue;
            element.latencyChanged(newLatencyNs);
            for (SinkPad pad : element.sinkPads()) pad.pushUpstream(new Event.Latency(newLatencyNs));
        }
    }
}

package dev.millrace.bench;

import dev.millrace.load.Figure;
import dev.millrace.load.ProcessMeter;
import dev.millrace.load.ProcessSample;
import dev.millrace.load.ProcessUsage;
import dev.millrace.load.Row;

/** What can be measured of any process that receives: all but the packets, which come at a known rate. */
final class OutsideMeter {
    private static final double NS_PER_S = 1e9;
    private static final int PACKETS_PER_S = 50;

    private final Candidate candidate;
    private final ProcessMeter meter;
    private ProcessSample begin;

    OutsideMeter(Candidate candidate, long pid) {
        this.candidate = candidate;
        meter = ProcessMeter.of(pid);
        begin = meter.sample();
    }

    void begin() {
        begin = meter.sample();
    }

    Row end() {
        ProcessSample end = meter.sample();
        ProcessUsage usage = end.since(begin);
        double seconds = usage.wallNs() / NS_PER_S;
        long packets = Math.round(seconds * PACKETS_PER_S * candidate.streams());
        return Row.of(candidate.source())
                .with(Figure.THREADS, end.threads().size())
                .with(Figure.SECONDS, seconds)
                .with(Figure.CPU_PERCENT, usage.cpuPercent())
                .with(Figure.US_PER_PACKET, usage.usPerPacket(packets))
                .with(Figure.PACKETS_OUT, packets)
                .with(Figure.CONTEXT_SWITCHES_PER_S, usage.switchesPerSecond())
                .with(Figure.RSS_BYTES, end.rssBytes());
    }
}

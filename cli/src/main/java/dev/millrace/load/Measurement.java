package dev.millrace.load;

import dev.millrace.runtime.Environment;

/**
 * What a fleet and its process have done at one moment; two of them make a row.
 *
 * @param atNs when, in the environment's time
 * @param process what the process has used
 * @param packetsIn packets taken in
 * @param packetsOut packets that came through
 * @param allocatedBytes bytes allocated by the working threads
 * @param wakeups returns from waiting
 * @param lost packets missed
 * @param late packets that came too late
 * @param threads working threads
 */
public record Measurement(
        long atNs,
        ProcessSample process,
        long packetsIn,
        long packetsOut,
        long allocatedBytes,
        long wakeups,
        long lost,
        long late,
        int threads) {
    private static final double NS_PER_S = 1e9;

    /** Takes one now, of this process. */
    public static Measurement take(Fleet fleet, ProcessMeter meter) {
        return new Measurement(
                Environment.machine().nowNs(),
                meter.sample(),
                fleet.packetsIn(),
                fleet.packetsOut(),
                fleet.allocatedBytes(),
                fleet.wakeups(),
                fleet.lost(),
                fleet.late(),
                fleet.threads());
    }

    /** The figures of the time between {@code earlier} and this. */
    public Row since(Measurement earlier, String source) {
        ProcessUsage usage = process.since(earlier.process);
        long packets = packetsOut - earlier.packetsOut;
        double seconds = (atNs - earlier.atNs) / NS_PER_S;
        return Row.of(source)
                .with(Figure.THREADS, threads)
                .with(Figure.SECONDS, seconds)
                .with(Figure.CPU_PERCENT, usage.cpuPercent())
                .with(Figure.US_PER_PACKET, usage.usPerPacket(packets))
                .with(Figure.PACKETS_IN, packetsIn - earlier.packetsIn)
                .with(Figure.PACKETS_OUT, packets)
                .with(Figure.LOST, lost - earlier.lost)
                .with(Figure.LATE, late - earlier.late)
                .with(Figure.ALLOC_BYTES_PER_PACKET, (allocatedBytes - earlier.allocatedBytes) / (double) packets)
                .with(Figure.CONTEXT_SWITCHES_PER_S, usage.switchesPerSecond())
                .with(Figure.WAKEUPS_PER_S, wakeups == 0 ? null : (wakeups - earlier.wakeups) / seconds)
                .with(Figure.RSS_BYTES, process.rssBytes());
    }
}

package dev.millrace.load;

import org.jspecify.annotations.Nullable;

/**
 * What a process used between two samples.
 *
 * @param wallNs time between them, in nanoseconds
 * @param cpuNs CPU time used, in nanoseconds; null when not told
 * @param switches context switches of both kinds; null when not told
 */
public record ProcessUsage(
        long wallNs, @Nullable Long cpuNs, @Nullable Long switches) {
    private static final double NS_PER_S = 1e9;
    private static final double NS_PER_US = 1e3;

    /** CPU in percent of one core; more than 100 when several were busy. */
    public @Nullable Double cpuPercent() {
        return cpuNs == null || wallNs <= 0 ? null : Double.valueOf(100.0 * cpuNs / wallNs);
    }

    /** CPU time in microseconds for each of {@code packets}; null when there were none. */
    public @Nullable Double usPerPacket(long packets) {
        return cpuNs == null || packets <= 0 ? null : Double.valueOf(cpuNs / NS_PER_US / packets);
    }

    /** Context switches a second. */
    public @Nullable Double switchesPerSecond() {
        return switches == null || wallNs <= 0 ? null : Double.valueOf(switches * NS_PER_S / wallNs);
    }
}

package dev.millrace.sim;

/** The counters behind {@link NetworkStats}. */
final class NetworkCounters {
    long sent;
    long duplicated;
    long delivered;
    long lost;
    long queueOverflows;
    long bufferOverflows;
    long refused;
    long held;

    NetworkStats snapshot() {
        return new NetworkStats(sent, duplicated, delivered, lost, queueOverflows, bufferOverflows, refused, held);
    }
}

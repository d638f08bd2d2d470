package dev.millrace.bench.io;

import org.jspecify.annotations.Nullable;

/**
 * What one candidate needs.
 *
 * @param benchmark {@code tcp_echo} or {@code idle_connections}
 * @param candidate who does it
 * @param p50Us median of the round trip in microseconds, or null when it was not measured
 * @param p99Us 99 of 100 are shorter, in microseconds
 * @param count how many round trips, or connections
 * @param bytes resident memory that the connections added, or null when it was not measured
 */
public record IoFigure(
        String benchmark,
        String candidate,
        @Nullable Double p50Us,
        @Nullable Double p99Us,
        int count,
        @Nullable Long bytes) {
    static IoFigure echo(String candidate, double p50Us, double p99Us, int roundTrips) {
        return new IoFigure("tcp_echo", candidate, p50Us, p99Us, roundTrips, null);
    }

    static IoFigure idle(String candidate, int connections, long bytes) {
        return new IoFigure("idle_connections", candidate, null, null, connections, bytes);
    }

    /** How many times the time, or the memory, of {@code base}. */
    @Nullable
    Double ratioTo(IoFigure base) {
        if (p50Us != null && base.p50Us != null) return p50Us / base.p50Us;
        return bytes != null && base.bytes != null && base.bytes > 0 ? (double) bytes / base.bytes : null;
    }
}

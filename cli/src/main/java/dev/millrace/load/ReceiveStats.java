package dev.millrace.load;

import org.jspecify.annotations.Nullable;

/**
 * What has arrived so far on all streams together; see {@link RampChecker} for what counts as which.
 *
 * @param streams how many are listened to
 * @param silentStreams those on which nothing has arrived
 * @param received datagrams
 * @param lost sequence numbers that were skipped
 * @param reordered packets behind one with a higher number
 * @param duplicates packets that had arrived before
 * @param wrong datagrams that were not what was expected
 * @param brokenSockets sockets that failed and are no longer read
 * @param latencyP50Us median latency in microseconds; null when not measured
 * @param latencyP99Us the latency that 99 % do not exceed, in microseconds; null when not measured
 */
public record ReceiveStats(
        int streams,
        int silentStreams,
        long received,
        long lost,
        long reordered,
        long duplicates,
        long wrong,
        int brokenSockets,
        @Nullable Double latencyP50Us,
        @Nullable Double latencyP99Us) {

    /** Whether every stream had packets, and all of them complete, in order and exact. */
    public boolean isFlawless() {
        return silentStreams == 0 && brokenSockets == 0 && (lost | reordered | duplicates | wrong) == 0;
    }
}

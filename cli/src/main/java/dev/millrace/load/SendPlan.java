package dev.millrace.load;

import dev.millrace.reactor.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What a sender sends: one packet each 20 ms for each stream.
 *
 * @param host where to
 * @param basePort the port of stream 0; stream {@code i} goes to port {@code basePort + i}
 * @param streams how many, 1 or more
 * @param pattern the payload
 * @param pace when in the 20 ms
 * @param packetsPerStream after how many each stream ends, 1 or more; {@link Long#MAX_VALUE} for never
 */
public record SendPlan(
        InetAddress host, int basePort, int streams, RampPattern pattern, Pace pace, long packetsPerStream) {
    private static final int LAST_PORT = 65_535;
    private static final int PACKETS_PER_SECOND = RampPattern.SAMPLES_PER_SECOND / RampPattern.SAMPLES_PER_PACKET;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public SendPlan {
        if (packetsPerStream < 1) {
            throw new IllegalArgumentException(
                    "packets per stream out of range: packets=" + packetsPerStream + ", expected 1 or more");
        }
        checkPorts(basePort, streams);
    }

    /**
     * The packets of a stream of that length, rounded to whole packets, one at least.
     *
     * @param seconds more than 0
     */
    public static long packets(double seconds) {
        return Math.max(1, Math.round(seconds * PACKETS_PER_SECOND));
    }

    /**
     * Checks that ports {@code basePort} to {@code basePort + streams - 1} exist.
     *
     * @throws IllegalArgumentException if they do not, or there are none
     */
    static void checkPorts(int basePort, int streams) {
        if (streams < 1) {
            throw new IllegalArgumentException("streams out of range: streams=" + streams + ", expected 1 or more");
        }
        if (basePort < 1 || streams > LAST_PORT - basePort + 1) {
            throw new IllegalArgumentException("ports out of range: base port=" + basePort + " streams=" + streams
                    + ", expected 1.." + LAST_PORT + " for all");
        }
    }

    Endpoint endpoint(int stream) {
        return Endpoint.of(new InetSocketAddress(host, basePort + stream));
    }
}

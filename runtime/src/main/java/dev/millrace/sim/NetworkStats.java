package dev.millrace.sim;

/**
 * What became of the packets of a simulated network: sent + duplicated = delivered + lost + overflowed + refused + under way.
 *
 * @param sent datagrams and segments that were handed to the network
 * @param duplicated second copies
 * @param delivered those that lay in a socket's buffer in the end
 * @param lost those that the way has lost or cut off
 * @param queueOverflows those that would have waited too long for their turn on a way of limited bandwidth
 * @param bufferOverflows those for which the receiving socket's buffer had no room
 * @param refused those for which there was no socket
 * @param held those that were held back
 */
public record NetworkStats(
        long sent,
        long duplicated,
        long delivered,
        long lost,
        long queueOverflows,
        long bufferOverflows,
        long refused,
        long held) {
    /** Packets on their way now. */
    public long underWay() {
        return sent + duplicated - delivered - lost - queueOverflows - bufferOverflows - refused;
    }
}

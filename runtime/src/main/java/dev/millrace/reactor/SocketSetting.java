package dev.millrace.reactor;

/**
 * What can be set on a socket and asked of it, as a number; flags are 0 and 1. Which sockets know which is said per line;
 * others, and backends that lack one, throw {@link UnsupportedOperationException}.
 */
public enum SocketSetting {
    /** Bytes of the kernel's receive buffer. What is read back is what the kernel made of it: on Linux twice what was set. */
    RECEIVE_BUFFER,
    /** Bytes of the kernel's send buffer, as {@link #RECEIVE_BUFFER}. */
    SEND_BUFFER,
    /** UDP, TCP: time to live (IPv4) or hop limit (IPv6) of unicast packets, 1 to 255; not on NIO. */
    TTL,
    /** UDP: time to live or hop limit of multicast datagrams, 0 to 255. */
    MULTICAST_TTL,
    /** UDP: whether multicast datagrams come back to this host. */
    MULTICAST_LOOP,
    /** UDP, TCP: the differentiated services code point, 0 to 63 (RFC 2474), of both IP families. */
    DSCP,
    /** UDP: whether datagrams may go to a broadcast address. */
    BROADCAST,
    /** TCP: whether small writes go out at once (TCP_NODELAY). */
    NO_DELAY,
    /** TCP: whether an idle connection is probed. */
    KEEP_ALIVE,
    /** TCP: seconds of silence before the first probe. */
    KEEP_ALIVE_IDLE_S,
    /** TCP: seconds between two probes. */
    KEEP_ALIVE_INTERVAL_S,
    /** TCP: how many probes without an answer break the connection. */
    KEEP_ALIVE_PROBES;

    /** Refuses a value that no socket takes. */
    public void check(int value) {
        int most = switch (this) {
            case TTL, MULTICAST_TTL -> 255;
            case DSCP -> 63;
            case MULTICAST_LOOP, BROADCAST, NO_DELAY, KEEP_ALIVE -> 1;
            default -> Integer.MAX_VALUE;
        };
        int least = switch (this) {
            case MULTICAST_TTL, DSCP, MULTICAST_LOOP, BROADCAST, NO_DELAY, KEEP_ALIVE -> 0;
            default -> 1;
        };
        if (value < least || value > most)
            throw new IllegalArgumentException("socket setting is out of range: setting=" + this + " value=" + value
                    + ", expected " + least + ".." + most);
    }

    UnsupportedOperationException unsupportedBy(String what) {
        return new UnsupportedOperationException("socket setting is not supported: setting=" + this + " by=" + what);
    }
}

package dev.millrace.reactor;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * How to open a listener for streams.
 *
 * @param bind an {@link InetSocketAddress}, where port 0 lets the system choose, or a {@link UnixAddress}
 * @param backlog how many connections wait to be accepted at most; the system may have a lower limit
 * @param reuse whether an address is free again while old connections of it linger (SO_REUSEADDR)
 * @param reusePort whether several listeners share the address, and the system spreads connections over them
 * @param receiveBufferBytes SO_RCVBUF of accepted streams, or 0 for the system's default
 */
public record ListenerOptions(
        SocketAddress bind, int backlog, boolean reuse, boolean reusePort, int receiveBufferBytes) {
    private static final int DEFAULT_BACKLOG = 4096;

    public ListenerOptions {
        if (backlog < 1)
            throw new IllegalArgumentException("backlog is too small: backlog=" + backlog + "; use 1 or more");
        if (receiveBufferBytes < 0)
            throw new IllegalArgumentException("socket buffer size is negative: receive=" + receiveBufferBytes
                    + "; use 0 for the system's default");
    }

    /** At {@code address}, with a backlog of 4096 and {@code reuse}. */
    public static ListenerOptions bindTo(SocketAddress address) {
        return new ListenerOptions(address, DEFAULT_BACKLOG, true, false, 0);
    }

    public ListenerOptions withBacklog(int backlog) {
        return new ListenerOptions(bind, backlog, reuse, reusePort, receiveBufferBytes);
    }

    public ListenerOptions withReuse(boolean reuse) {
        return new ListenerOptions(bind, backlog, reuse, reusePort, receiveBufferBytes);
    }

    public ListenerOptions withReusePort(boolean reusePort) {
        return new ListenerOptions(bind, backlog, reuse, reusePort, receiveBufferBytes);
    }

    public ListenerOptions withReceiveBuffer(int bytes) {
        return new ListenerOptions(bind, backlog, reuse, reusePort, bytes);
    }
}

package dev.millrace.reactor;

import java.net.InetSocketAddress;

/**
 * How to open a UDP socket.
 *
 * @param bind the local address; port 0 lets the system choose
 * @param reuse whether others may bind the same address (SO_REUSEADDR, and SO_REUSEPORT where there is one)
 * @param receiveBufferBytes SO_RCVBUF, or 0 for the system's default
 * @param sendBufferBytes SO_SNDBUF, or 0 for the system's default
 */
public record DatagramOptions(InetSocketAddress bind, boolean reuse, int receiveBufferBytes, int sendBufferBytes) {
    public DatagramOptions {
        if (receiveBufferBytes < 0 || sendBufferBytes < 0)
            throw new IllegalArgumentException("socket buffer size is negative: receive=" + receiveBufferBytes
                    + " send=" + sendBufferBytes + "; use 0 for the system's default");
    }

    /** Bound to {@code address}, everything else as the system has it. */
    public static DatagramOptions bindTo(InetSocketAddress address) {
        return new DatagramOptions(address, false, 0, 0);
    }

    public DatagramOptions withReuse(boolean reuse) {
        return new DatagramOptions(bind, reuse, receiveBufferBytes, sendBufferBytes);
    }

    public DatagramOptions withReceiveBuffer(int bytes) {
        return new DatagramOptions(bind, reuse, bytes, sendBufferBytes);
    }

    public DatagramOptions withSendBuffer(int bytes) {
        return new DatagramOptions(bind, reuse, receiveBufferBytes, bytes);
    }
}

package dev.millrace.reactor;

import java.net.InetSocketAddress;

/**
 * How to open a UDP socket.
 *
 * @param bind the local address; port 0 lets the system choose
 * @param reuse whether others may bind the same address (SO_REUSEADDR, and SO_REUSEPORT where there is one)
 * @param receiveBufferBytes SO_RCVBUF, or 0 for the system's default
 * @param sendBufferBytes SO_SNDBUF, or 0 for the system's default
 * @param arrivalTimes whether it is to tell when datagrams came to this host (SO_TIMESTAMPNS); only epoll can
 */
public record DatagramOptions(
        InetSocketAddress bind, boolean reuse, int receiveBufferBytes, int sendBufferBytes, boolean arrivalTimes) {
    public DatagramOptions {
        if (receiveBufferBytes < 0 || sendBufferBytes < 0)
            throw new IllegalArgumentException("socket buffer size is negative: receive=" + receiveBufferBytes
                    + " send=" + sendBufferBytes + "; use 0 for the system's default");
    }

    /** Bound to {@code address}, everything else as the system has it. */
    public static DatagramOptions bindTo(InetSocketAddress address) {
        return new DatagramOptions(address, false, 0, 0, false);
    }

    public DatagramOptions withReuse(boolean reuse) {
        return new DatagramOptions(bind, reuse, receiveBufferBytes, sendBufferBytes, arrivalTimes);
    }

    public DatagramOptions withReceiveBuffer(int bytes) {
        return new DatagramOptions(bind, reuse, bytes, sendBufferBytes, arrivalTimes);
    }

    public DatagramOptions withSendBuffer(int bytes) {
        return new DatagramOptions(bind, reuse, receiveBufferBytes, bytes, arrivalTimes);
    }

    /** With arrival times. */
    public DatagramOptions withArrivalTimes() {
        return new DatagramOptions(bind, reuse, receiveBufferBytes, sendBufferBytes, true);
    }

    /**
     * For a backend that has no arrival times.
     *
     * @throws UnsupportedOperationException when they are asked for
     */
    public void refuseArrivalTimes(String backend) {
        if (arrivalTimes)
            throw new UnsupportedOperationException("arrival times of datagrams are not supported: backend=" + backend
                    + "; use epoll, on Linux, or none");
    }
}

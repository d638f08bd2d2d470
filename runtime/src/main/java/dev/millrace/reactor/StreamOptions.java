package dev.millrace.reactor;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How to connect a stream.
 *
 * @param to an {@link InetSocketAddress} or a {@link UnixAddress}
 * @param from the local address, or null to let the system choose
 * @param noDelay TCP: whether small writes go out at once
 * @param receiveBufferBytes SO_RCVBUF, or 0 for the system's default
 * @param sendBufferBytes SO_SNDBUF, or 0 for the system's default
 */
public record StreamOptions(
        SocketAddress to, @Nullable SocketAddress from, boolean noDelay, int receiveBufferBytes, int sendBufferBytes) {
    public StreamOptions {
        if (receiveBufferBytes < 0 || sendBufferBytes < 0)
            throw new IllegalArgumentException("socket buffer size is negative: receive=" + receiveBufferBytes
                    + " send=" + sendBufferBytes + "; use 0 for the system's default");
        if (to instanceof InetSocketAddress inet && inet.isUnresolved())
            throw new IllegalArgumentException(
                    "host name is not resolved: host=" + inet.getHostString() + "; resolve it first");
        if (from != null && family(from) != family(to))
            throw new IllegalArgumentException("addresses are of different families: from=" + Endpoint.text(from)
                    + " to=" + Endpoint.text(to) + "; use two of one family");
    }

    /** To {@code address}, everything else as the system has it. */
    public static StreamOptions connectTo(SocketAddress address) {
        return new StreamOptions(address, null, false, 0, 0);
    }

    public StreamOptions withFrom(SocketAddress from) {
        return new StreamOptions(to, from, noDelay, receiveBufferBytes, sendBufferBytes);
    }

    public StreamOptions withNoDelay(boolean noDelay) {
        return new StreamOptions(to, from, noDelay, receiveBufferBytes, sendBufferBytes);
    }

    public StreamOptions withReceiveBuffer(int bytes) {
        return new StreamOptions(to, from, noDelay, bytes, sendBufferBytes);
    }

    public StreamOptions withSendBuffer(int bytes) {
        return new StreamOptions(to, from, noDelay, receiveBufferBytes, bytes);
    }

    private static Class<?> family(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getAddress().getClass() : address.getClass();
    }
}

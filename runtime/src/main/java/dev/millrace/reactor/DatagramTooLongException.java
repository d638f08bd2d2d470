package dev.millrace.reactor;

import java.net.SocketException;

/** A datagram is longer than the network or the socket can carry; it was not sent, and the socket stays usable. */
public final class DatagramTooLongException extends SocketException {
    private static final long serialVersionUID = 1L;

    private final long length;

    /** Creates the exception for a datagram of {@code length} bytes to {@code to}. */
    public DatagramTooLongException(String to, long length) {
        super("datagram is too long for the network: to=" + to + " length=" + length
                + "; UDP carries at most 65507 bytes over IPv4 and 65527 over IPv6");
        this.length = length;
    }

    /** Its length in bytes. */
    public long length() {
        return length;
    }
}

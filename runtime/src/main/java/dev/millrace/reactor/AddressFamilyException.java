package dev.millrace.reactor;

import java.net.SocketAddress;
import java.net.SocketException;

/** An address is of another family (IPv4, IPv6, Unix) than the socket that it was given to. */
public final class AddressFamilyException extends SocketException {
    private static final long serialVersionUID = 1L;

    private final SocketAddress address;

    /** Creates the exception. */
    public AddressFamilyException(String message, SocketAddress address) {
        super(message);
        this.address = address;
    }

    /** For {@code to} on a socket of IPv4 ({@code ipv6} false) or of IPv6; {@code what} is the rest of "cannot". */
    static AddressFamilyException of(String what, boolean ipv6, SocketAddress address) {
        return new AddressFamilyException(
                "cannot " + what + ": the socket is of IPv" + (ipv6 ? "6" : "4")
                        + ", the address is not; use one of IPv" + (ipv6 ? "6" : "4"),
                address);
    }

    /** The address that was refused. */
    public SocketAddress address() {
        return address;
    }
}

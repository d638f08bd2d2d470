package dev.millrace.reactor;

import java.net.SocketAddress;
import java.net.SocketException;

/** An address is of another family (IPv4, IPv6, Unix) than the socket that it was given to. */
public final class AddressFamilyException extends SocketException {
    private static final long serialVersionUID = 1L;

    private final SocketAddress address;

    /**
     * Creates the exception.
     *
     * @param wanted what would be right, such as {@code an IPv4 address}
     */
    public AddressFamilyException(String what, SocketAddress address, String wanted) {
        super("address is of the wrong family for " + what + ": address=" + Endpoint.text(address) + "; use " + wanted);
        this.address = address;
    }

    /** The address that was refused. */
    public SocketAddress address() {
        return address;
    }
}

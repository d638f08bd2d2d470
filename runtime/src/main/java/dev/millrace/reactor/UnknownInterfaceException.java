package dev.millrace.reactor;

import java.net.SocketException;

/** This machine has no network interface of that name or index. */
public final class UnknownInterfaceException extends SocketException {
    private static final long serialVersionUID = 1L;

    private final String name;

    /**
     * Creates the exception.
     *
     * @param known the names of those that there are
     */
    public UnknownInterfaceException(String name, String known) {
        super("network interface is unknown: interface=" + name + "; there are " + known);
        this.name = name;
    }

    /** The name that was asked for. */
    public String name() {
        return name;
    }
}

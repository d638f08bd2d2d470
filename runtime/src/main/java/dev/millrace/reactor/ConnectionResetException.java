package dev.millrace.reactor;

import java.net.SocketException;

/** The other end has broken the connection off (RST); what it had sent and was not read yet may be lost. */
public final class ConnectionResetException extends SocketException {
    private static final long serialVersionUID = 1L;

    public ConnectionResetException(String message) {
        super(message);
    }
}

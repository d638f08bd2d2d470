package dev.millrace.reactor;

import java.net.SocketException;

/** Nobody reads any more what is written: the other end is closed (EPIPE). */
public final class BrokenPipeException extends SocketException {
    private static final long serialVersionUID = 1L;

    public BrokenPipeException(String message) {
        super(message);
    }
}

package dev.millrace.reactor;

import java.net.SocketException;

/** The process has as many files and sockets open as it may; closing some makes the next attempt work. */
public final class TooManyOpenFilesException extends SocketException {
    private static final long serialVersionUID = 1L;

    private final long limit;

    /**
     * Creates the exception.
     *
     * @param limit how many may be open, or -1 when unknown
     */
    public TooManyOpenFilesException(String what, long limit) {
        super("too many open files while opening " + what + ": limit=" + (limit < 0 ? "unknown" : limit)
                + "; raise it with 'ulimit -n'");
        this.limit = limit;
    }

    /** How many files this process may have open, or -1 when unknown. */
    public long limit() {
        return limit;
    }
}

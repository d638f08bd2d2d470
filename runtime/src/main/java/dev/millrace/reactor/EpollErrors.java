package dev.millrace.reactor;

import dev.millrace.linux.Errno;
import dev.millrace.linux.Libc;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;

/** Error numbers of refused calls as exceptions. */
final class EpollErrors {
    private EpollErrors() {}

    /** Without a descriptor left, the JVM could not even load the classes that say so. */
    static void load() {
        IOException _ = opening("nothing", Errno.EMFILE);
    }

    /** For a call that would have made {@code what}. */
    static IOException opening(String what, int errno) {
        return switch (errno) {
            case Errno.EMFILE, Errno.ENFILE -> new TooManyOpenFilesException(what, Libc.openFileLimit(new Errno()));
            case Errno.EADDRINUSE, Errno.EADDRNOTAVAIL, Errno.EACCES ->
                new BindException("cannot open " + what + ": " + Errno.describe(errno));
            default -> doing("open " + what, errno);
        };
    }

    /** For a call on a socket; {@code what} is the rest of "cannot". */
    static IOException doing(String what, int errno) {
        String message = "cannot " + what + ": " + Errno.describe(errno);
        return switch (errno) {
            case Errno.ECONNRESET -> new ConnectionResetException(message);
            case Errno.EPIPE -> new BrokenPipeException(message);
            case Errno.ECONNREFUSED, Errno.ETIMEDOUT -> new ConnectException(message);
            case Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.ENETDOWN, Errno.EHOSTDOWN ->
                new NoRouteToHostException(message);
            case Errno.EMFILE, Errno.ENFILE ->
                new TooManyOpenFilesException("to " + what, Libc.openFileLimit(new Errno()));
            default -> new SocketException(message);
        };
    }
}

package dev.millrace.reactor;

import dev.millrace.linux.Errno;
import dev.millrace.linux.Libc;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;

/** Linux by foreign function calls: epoll, and sockets as file descriptors. */
final class EpollBackend implements Backend {
    /**
     * Makes sure that the calls can be made at all.
     *
     * @throws IOException when epoll refuses
     * @throws LinkageError when the JVM forbids native access, or this is not Linux
     */
    EpollBackend() throws IOException {
        openReactor(true).close();
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public Reactor openReactor(boolean throttled) throws IOException {
        return new EpollReactor(throttled);
    }

    @Override
    public DatagramHandle openDatagram(DatagramOptions options) throws IOException {
        return EpollDatagramHandle.open(options);
    }

    /** The exception for a refused call. */
    static IOException failure(String what, int errno) {
        return switch (errno) {
            case Errno.EMFILE, Errno.ENFILE -> new TooManyOpenFilesException(what, Libc.openFileLimit(new Errno()));
            case Errno.EADDRINUSE, Errno.EADDRNOTAVAIL, Errno.EACCES ->
                new BindException("cannot open " + what + ": " + Errno.describe(errno));
            default -> new SocketException("cannot open " + what + ": " + Errno.describe(errno));
        };
    }
}

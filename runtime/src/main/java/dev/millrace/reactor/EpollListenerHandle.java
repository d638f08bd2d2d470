package dev.millrace.reactor;

import dev.millrace.linux.Errno;
import dev.millrace.linux.Libc;
import dev.millrace.linux.StreamCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** A listener as a file descriptor. */
final class EpollListenerHandle extends ListenerHandle implements EpollPollable {
    private final int fd;
    private final int family;
    private final SocketAddress localAddress;
    private final MemorySegment peer = Arena.ofAuto().allocate(EpollAddresses.WITH_LENGTH, 8);
    private boolean closed;

    private EpollListenerHandle(int fd, int family) {
        this.fd = fd;
        this.family = family;
        localAddress = EpollAddresses.local(fd, family);
    }

    static EpollListenerHandle open(ListenerOptions options) throws IOException {
        Errno errno = Errno.ofThread();
        int family = EpollAddresses.family(options.bind());
        String what = "a listener at address=" + Endpoint.text(options.bind());
        int fd = Libc.socket(errno, family, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        if (fd < 0) throw EpollErrors.opening(what, errno.value());
        try {
            if (family != Libc.AF_UNIX && options.reuse()) set(fd, Libc.SO_REUSEADDR, 1, what);
            if (options.reusePort()) set(fd, Libc.SO_REUSEPORT, 1, what);
            if (options.receiveBufferBytes() > 0) set(fd, Libc.SO_RCVBUF, options.receiveBufferBytes(), what);
            if (EpollAddresses.bind(errno, fd, options.bind()) < 0
                    || StreamCalls.listen(errno, fd, options.backlog()) < 0)
                throw EpollErrors.opening(what, errno.value());
            return new EpollListenerHandle(fd, family);
        } catch (IOException | RuntimeException e) {
            Libc.close(errno, fd);
            throw e;
        }
    }

    private static void set(int fd, int option, int value, String what) throws IOException {
        Errno errno = Errno.ofThread();
        if (Libc.setsockopt(errno, fd, Libc.SOL_SOCKET, option, value) < 0)
            throw EpollErrors.doing("set an option of " + what + " option=" + option, errno.value());
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public @Nullable StreamHandle accept() throws IOException {
        if (closed) throw new ClosedChannelException();
        Errno errno = Errno.ofThread();
        while (true) {
            peer.set(ValueLayout.JAVA_INT, EpollAddresses.CAPACITY, EpollAddresses.CAPACITY);
            int accepted =
                    StreamCalls.acceptNoWait(errno, fd, peer.address(), peer.address() + EpollAddresses.CAPACITY);
            if (accepted >= 0) {
                int length = peer.get(ValueLayout.JAVA_INT, EpollAddresses.CAPACITY);
                return EpollStreamHandle.accepted(accepted, EpollAddresses.read(family, peer, length));
            }
            int error = errno.value();
            if (error == Errno.EAGAIN) return null;
            if (error == Errno.EMFILE || error == Errno.ENFILE)
                throw new TooManyOpenFilesException(
                        "an accepted stream at address=" + Endpoint.text(localAddress), Libc.openFileLimit(errno));
            if (!isOfTheConnection(error))
                throw EpollErrors.doing("accept: address=" + Endpoint.text(localAddress), error);
        }
    }

    /** Linux hands errors of the waiting connection to accept; the next one may be well. */
    private static boolean isOfTheConnection(int error) {
        return switch (error) {
            case Errno.EINTR,
                    Errno.ECONNABORTED,
                    Errno.ENETDOWN,
                    Errno.EHOSTDOWN,
                    Errno.EHOSTUNREACH,
                    Errno.ENETUNREACH,
                    Errno.EPERM -> true;
            default -> false;
        };
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        Libc.close(Errno.ofThread(), fd);
    }
}

package dev.millrace.reactor;

import dev.millrace.linux.Errno;
import dev.millrace.linux.Libc;
import dev.millrace.linux.UnixSocketAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** A Unix domain datagram socket as a file descriptor. */
final class EpollUnixDatagramHandle extends UnixDatagramHandle implements EpollPollable {
    private final int fd;
    private final UnixAddress localAddress;
    private final MemorySegment peer = Arena.ofAuto().allocate(EpollAddresses.WITH_LENGTH, 8);
    private UnixAddress sender = UnixAddress.unnamed();
    private boolean closed;

    private EpollUnixDatagramHandle(int fd) {
        this.fd = fd;
        localAddress = (UnixAddress) EpollAddresses.local(fd, Libc.AF_UNIX);
    }

    static EpollUnixDatagramHandle open(@Nullable UnixAddress bind) throws IOException {
        Errno errno = Errno.ofThread();
        String what = "a unix datagram socket at address=" + (bind == null ? UnixAddress.unnamed() : bind);
        int fd = Libc.socket(errno, Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        if (fd < 0) throw EpollErrors.opening(what, errno.value());
        if (bind != null && EpollAddresses.bind(errno, fd, bind) < 0) {
            int error = errno.value();
            Libc.close(errno, fd);
            throw EpollErrors.opening(what, error);
        }
        return new EpollUnixDatagramHandle(fd);
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public int receive(NativeMemory into, int offset, int capacity) throws IOException {
        checkOpen();
        into.checkRange(offset, capacity);
        Errno errno = Errno.ofThread();
        peer.set(ValueLayout.JAVA_INT, EpollAddresses.CAPACITY, EpollAddresses.CAPACITY);
        long length = Libc.recvfromNoWait(
                errno, fd, into.address() + offset, capacity, peer.address(), peer.address() + EpollAddresses.CAPACITY);
        if (length >= 0) {
            int room = peer.get(ValueLayout.JAVA_INT, EpollAddresses.CAPACITY);
            sender = UnixAddress.ofKernel(UnixSocketAddress.read(peer, room));
            return (int) length;
        }
        if (errno.value() == Errno.EAGAIN) return WOULD_BLOCK;
        throw EpollErrors.doing("receive: address=" + localAddress, errno.value());
    }

    @Override
    public UnixAddress sender() {
        return sender;
    }

    @Override
    public int send(NativeMemory from, int offset, int length, UnixAddress to) throws IOException {
        checkOpen();
        from.checkRange(offset, length);
        Errno errno = Errno.ofThread();
        int addressLength = UnixSocketAddress.write(peer, to.kernelForm());
        long sent = Libc.sendtoNoWait(errno, fd, from.address() + offset, length, peer.address(), addressLength);
        if (sent >= 0) return (int) sent;
        return switch (errno.value()) {
            case Errno.EAGAIN, Errno.ENOBUFS -> WOULD_BLOCK;
            case Errno.ENOENT -> throw new ConnectException("cannot send: to=" + to + " no such socket");
            case Errno.EMSGSIZE -> throw new DatagramTooLongException(to.toString(), length);
            default -> throw EpollErrors.doing("send: to=" + to, errno.value());
        };
    }

    @Override
    public UnixAddress localAddress() {
        return localAddress;
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) throw new ClosedChannelException();
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

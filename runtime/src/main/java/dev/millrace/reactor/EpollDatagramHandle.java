package dev.millrace.reactor;

import dev.millrace.linux.Errno;
import dev.millrace.linux.Libc;
import dev.millrace.linux.SocketAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** A UDP socket as a file descriptor, used by non-blocking system calls. */
final class EpollDatagramHandle extends DatagramHandle {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final int NETWORK_ERROR_RETRIES = 8;

    private final int fd;
    private final boolean ipv6;
    private final InetSocketAddress localAddress;
    private boolean closed;

    // The last sender: where the kernel writes it, what it wrote before, and what that was.
    private final MemorySegment senderSockaddr = Arena.ofAuto().allocate(32, 8);
    private final MemorySegment senderLength = Arena.ofAuto().allocate(4, 4);
    private final MemorySegment knownSockaddr = Arena.ofAuto().allocate(32, 8);
    private @Nullable Endpoint sender;

    private EpollDatagramHandle(int fd, boolean ipv6, DatagramOptions options) throws IOException {
        this.fd = fd;
        this.ipv6 = ipv6;
        Errno errno = Errno.ofThread();
        if (options.reuse()) {
            set(Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
            set(Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1);
        }
        if (options.receiveBufferBytes() > 0) set(Libc.SOL_SOCKET, Libc.SO_RCVBUF, options.receiveBufferBytes());
        if (options.sendBufferBytes() > 0) set(Libc.SOL_SOCKET, Libc.SO_SNDBUF, options.sendBufferBytes());
        int length = SocketAddress.write(senderSockaddr, options.bind());
        if (Libc.bind(errno, fd, senderSockaddr.address(), length) < 0)
            throw EpollBackend.failure("a udp socket at address=" + Endpoint.of(options.bind()), errno.value());
        senderLength.set(INT, 0, SocketAddress.CAPACITY);
        Libc.getsockname(errno, fd, senderSockaddr.address(), senderLength.address());
        localAddress = SocketAddress.read(senderSockaddr);
    }

    static EpollDatagramHandle open(DatagramOptions options) throws IOException {
        Errno errno = Errno.ofThread();
        boolean ipv6 = options.bind().getAddress() instanceof Inet6Address;
        int family = ipv6 ? Libc.AF_INET6 : Libc.AF_INET;
        int fd = Libc.socket(errno, family, Libc.SOCK_DGRAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        if (fd < 0) throw EpollBackend.failure("a udp socket at address=" + Endpoint.of(options.bind()), errno.value());
        try {
            return new EpollDatagramHandle(fd, ipv6, options);
        } catch (IOException | RuntimeException e) {
            Libc.close(errno, fd);
            throw e;
        }
    }

    private void set(int level, int option, int value) throws SocketException {
        Errno errno = Errno.ofThread();
        if (Libc.setsockopt(errno, fd, level, option, value) < 0)
            throw new SocketException(
                    "cannot set socket option: option=" + option + " value=" + value + " " + errno.description());
    }

    int fd() {
        return fd;
    }

    @Override
    public int receive(NativeMemory into, int offset, int capacity, boolean wantSender) throws IOException {
        checkOpen();
        long address = into.address() + offset;
        if (offset < 0 || capacity < 0 || offset > into.capacity() - capacity)
            throw new IndexOutOfBoundsException(
                    "range exceeds memory: offset=" + offset + " length=" + capacity + " size=" + into.capacity());
        Errno errno = Errno.ofThread();
        for (int attempt = 0; ; attempt++) {
            long length =
                    wantSender ? receiveFrom(errno, address, capacity) : Libc.recvNoWait(errno, fd, address, capacity);
            if (length >= 0) return (int) length;
            int error = errno.value();
            if (error == Errno.EAGAIN) return WOULD_BLOCK;
            if (!saysNothingAboutNextPacket(error) || attempt == NETWORK_ERROR_RETRIES)
                throw new SocketException("cannot receive: address=" + localAddress + " " + Errno.describe(error));
            countNetworkError();
        }
    }

    private long receiveFrom(Errno errno, long address, int capacity) {
        senderLength.set(INT, 0, SocketAddress.CAPACITY);
        long length =
                Libc.recvfromNoWait(errno, fd, address, capacity, senderSockaddr.address(), senderLength.address());
        if (length >= 0 && (sender == null || !sameAsKnown())) {
            MemorySegment.copy(senderSockaddr, 0, knownSockaddr, 0, 32);
            sender = Endpoint.of(SocketAddress.read(senderSockaddr));
        }
        return length;
    }

    private boolean sameAsKnown() {
        ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
        if (senderSockaddr.get(word, 0) != knownSockaddr.get(word, 0)) return false;
        if (!ipv6) return true;
        return senderSockaddr.get(word, 8) == knownSockaddr.get(word, 8)
                && senderSockaddr.get(word, 16) == knownSockaddr.get(word, 16)
                && senderSockaddr.get(INT, 24) == knownSockaddr.get(INT, 24);
    }

    @Override
    public @Nullable Endpoint sender() {
        return sender;
    }

    @Override
    public int send(NativeMemory from, int offset, int length, Endpoint to) throws IOException {
        checkOpen();
        long address = from.address() + offset;
        Errno errno = Errno.ofThread();
        for (int attempt = 0; ; attempt++) {
            long sent =
                    Libc.sendtoNoWait(errno, fd, address, length, to.sockaddrAddress(ipv6), to.sockaddrLength(ipv6));
            if (sent >= 0) return (int) sent;
            int error = errno.value();
            if (error == Errno.EAGAIN) return WOULD_BLOCK;
            if (!saysNothingAboutNextPacket(error) || attempt == NETWORK_ERROR_RETRIES) throw sendFailure(to, error);
            countNetworkError();
        }
    }

    @Override
    public int send(DatagramVector datagrams, int from, int count) throws IOException {
        if (count == 1) return super.send(datagrams, from, 1);
        checkOpen();
        Errno errno = Errno.ofThread();
        var messages = datagrams.messages(from, count, ipv6);
        int sent = Libc.sendmmsg(errno, fd, messages.address(from), count);
        if (sent > 0) return sent;
        int error = errno.value();
        if (error == Errno.EAGAIN) return WOULD_BLOCK;
        if (saysNothingAboutNextPacket(error)) return super.send(datagrams, from, 1);
        throw sendFailure(datagrams.to(from), error);
    }

    /** A descriptor that was closed may by now be somebody else's. */
    private void checkOpen() throws ClosedChannelException {
        if (closed) throw new ClosedChannelException();
    }

    private static SocketException sendFailure(Endpoint to, int error) {
        return new SocketException("cannot send: to=" + to + " " + Errno.describe(error));
    }

    /** A report about an earlier packet, which the kernel delivers with the next call. */
    private static boolean saysNothingAboutNextPacket(int error) {
        return error == Errno.ECONNREFUSED
                || error == Errno.ECONNRESET
                || error == Errno.EHOSTUNREACH
                || error == Errno.EINTR;
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public int receiveBufferBytes() throws IOException {
        Errno errno = Errno.ofThread();
        int size = Libc.getsockopt(errno, fd, Libc.SOL_SOCKET, Libc.SO_RCVBUF);
        if (size < 0) throw new SocketException("cannot read the receive buffer size: " + errno.description());
        return size;
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

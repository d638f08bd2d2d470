package dev.millrace.reactor;

import dev.millrace.linux.Errno;
import dev.millrace.linux.Libc;
import dev.millrace.linux.SocketAddress;
import dev.millrace.linux.SocketOptions;
import dev.millrace.linux.StreamCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** A UDP socket as a file descriptor, used by non-blocking system calls. */
sealed class EpollDatagramHandle extends DatagramHandle implements EpollPollable permits EpollStampedHandle {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final int NETWORK_ERROR_RETRIES = 8;

    private final int fd;
    private final boolean ipv6;
    private final InetSocketAddress bound;
    private InetSocketAddress localAddress;
    private @Nullable Endpoint connectedTo;
    private boolean closed;

    // The last sender: where the kernel writes it, what it wrote before, and what that was.
    private final MemorySegment senderSockaddr = Arena.ofAuto().allocate(32, 8);
    private final MemorySegment senderLength = Arena.ofAuto().allocate(4, 4);
    private final MemorySegment knownSockaddr = Arena.ofAuto().allocate(32, 8);
    private @Nullable Endpoint sender;

    EpollDatagramHandle(int fd, boolean ipv6, DatagramOptions options) throws IOException {
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
            throw EpollErrors.opening("a udp socket at address=" + Endpoint.of(options.bind()), errno.value());
        bound = (InetSocketAddress) EpollAddresses.local(fd, family());
        localAddress = bound;
        // Without this, Linux delivers what any socket of this host has joined.
        if (ipv6) Libc.setsockopt(errno, fd, SocketOptions.IPPROTO_IPV6, SocketOptions.IPV6_MULTICAST_ALL, 0);
        else Libc.setsockopt(errno, fd, SocketOptions.IPPROTO_IP, SocketOptions.IP_MULTICAST_ALL, 0);
    }

    private int family() {
        return ipv6 ? Libc.AF_INET6 : Libc.AF_INET;
    }

    static EpollDatagramHandle open(DatagramOptions options) throws IOException {
        Errno errno = Errno.ofThread();
        boolean ipv6 = options.bind().getAddress() instanceof Inet6Address;
        int family = ipv6 ? Libc.AF_INET6 : Libc.AF_INET;
        int fd = Libc.socket(errno, family, Libc.SOCK_DGRAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        if (fd < 0) throw EpollErrors.opening("a udp socket at address=" + Endpoint.of(options.bind()), errno.value());
        try {
            return options.arrivalTimes()
                    ? new EpollStampedHandle(fd, ipv6, options)
                    : new EpollDatagramHandle(fd, ipv6, options);
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

    @Override
    public final int fd() {
        return fd;
    }

    @Override
    public int receive(NativeMemory into, int offset, int capacity, boolean wantSender) throws IOException {
        checkOpen();
        long address = into.address() + offset;
        into.checkRange(offset, capacity);
        Errno errno = Errno.ofThread();
        for (int attempt = 0; ; attempt++) {
            long length = receive(errno, address, capacity, wantSender);
            if (length >= 0) return (int) length;
            int error = errno.value();
            if (error == Errno.EAGAIN) return WOULD_BLOCK;
            passOver(error, attempt);
        }
    }

    /** One attempt: the full length, or -1. */
    long receive(Errno errno, long address, int capacity, boolean wantSender) {
        if (connectedTo != null) {
            sender = connectedTo;
            return StreamCalls.recvDatagramNoWait(errno, fd, address, capacity);
        }
        return wantSender ? receiveFrom(errno, address, capacity) : Libc.recvNoWait(errno, fd, address, capacity);
    }

    @Override
    public int receive(MemoryVector into, boolean wantSender) throws IOException {
        checkOpen();
        Errno errno = Errno.ofThread();
        var pieces = into.pieces();
        for (int attempt = 0; ; attempt++) {
            pieces.setPeer(senderSockaddr.address(), SocketAddress.CAPACITY);
            long length = StreamCalls.recvmsgNoWait(errno, fd, pieces.address(), true);
            if (length >= 0) {
                if (wantSender) noteSender();
                return (int) length;
            }
            int error = errno.value();
            if (error == Errno.EAGAIN) return WOULD_BLOCK;
            passOver(error, attempt);
        }
    }

    /** A report about an earlier packet is counted; on a connected socket, which wants to know, it is thrown. */
    private void passOver(int error, int attempt) throws IOException {
        if (error == Errno.ECONNREFUSED && connectedTo != null)
            throw new PortUnreachableException("nobody receives: to=" + connectedTo);
        if (!saysNothingAboutNextPacket(error) || attempt == NETWORK_ERROR_RETRIES)
            throw new SocketException(
                    "cannot receive: address=" + Endpoint.text(localAddress) + " " + Errno.describe(error));
        countNetworkError();
    }

    private long receiveFrom(Errno errno, long address, int capacity) {
        senderLength.set(INT, 0, SocketAddress.CAPACITY);
        long length =
                Libc.recvfromNoWait(errno, fd, address, capacity, senderSockaddr.address(), senderLength.address());
        if (length >= 0) noteSender();
        return length;
    }

    /** Where the kernel writes the sender of the next datagram. */
    final long senderAddress() {
        return senderSockaddr.address();
    }

    /** The kernel has written a sender. */
    final void noteSender() {
        if (sender != null && sameAsKnown()) return;
        MemorySegment.copy(senderSockaddr, 0, knownSockaddr, 0, 32);
        sender = Endpoint.of(SocketAddress.read(senderSockaddr));
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
            long sent = connectedTo != null && to.equals(connectedTo)
                    ? StreamCalls.sendNoWait(errno, fd, address, length)
                    : Libc.sendtoNoWait(errno, fd, address, length, to.sockaddrAddress(ipv6), to.sockaddrLength(ipv6));
            if (sent >= 0) return (int) sent;
            int error = errno.value();
            if (error == Errno.EAGAIN) return WOULD_BLOCK;
            if (!passedOver(error, attempt)) throw sendFailure(to, length, error);
        }
    }

    @Override
    public int send(MemoryVector from, Endpoint to) throws IOException {
        checkOpen();
        Errno errno = Errno.ofThread();
        var pieces = from.pieces();
        pieces.setPeer(to.sockaddrAddress(ipv6), to.sockaddrLength(ipv6));
        for (int attempt = 0; ; attempt++) {
            long sent = StreamCalls.sendmsgNoWait(errno, fd, pieces.address());
            if (sent >= 0) return (int) sent;
            int error = errno.value();
            if (error == Errno.EAGAIN) return WOULD_BLOCK;
            if (!passedOver(error, attempt)) throw sendFailure(to, from.length(), error);
        }
    }

    /** As {@link #passOver}, for sends. */
    private boolean passedOver(int error, int attempt) {
        boolean passed = saysNothingAboutNextPacket(error)
                && attempt < NETWORK_ERROR_RETRIES
                && !(error == Errno.ECONNREFUSED && connectedTo != null);
        if (passed) countNetworkError();
        return passed;
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
        throw sendFailure(datagrams.to(from), datagrams.length(from), error);
    }

    /** A descriptor that was closed may by now be somebody else's. */
    private void checkOpen() throws ClosedChannelException {
        if (closed) throw new ClosedChannelException();
    }

    private IOException sendFailure(Endpoint to, long length, int error) {
        if (!ipv6 && to.isIpv6()) return AddressFamilyException.of("send: to=" + to, false, to.address());
        return switch (error) {
            case Errno.EMSGSIZE -> new DatagramTooLongException(to.toString(), length);
            case Errno.ECONNREFUSED -> new PortUnreachableException("nobody receives: to=" + to);
            default -> EpollErrors.doing("send: to=" + to, error);
        };
    }

    @Override
    public void connect(Endpoint to) throws IOException {
        checkOpen();
        if (!ipv6 && to.isIpv6()) throw AddressFamilyException.of("connect: to=" + to, false, to.address());
        Errno errno = Errno.ofThread();
        if (StreamCalls.connect(errno, fd, to.sockaddrAddress(ipv6), to.sockaddrLength(ipv6)) < 0)
            throw EpollErrors.doing("connect: to=" + to, errno.value());
        connectedTo = to;
        localAddress = (InetSocketAddress) EpollAddresses.local(fd, family());
    }

    /** Linux takes the port away together with the peer when it had chosen it; it is bound again. */
    @Override
    public void disconnect() throws IOException {
        checkOpen();
        if (connectedTo == null) return;
        Errno errno = Errno.ofThread();
        senderSockaddr.fill((byte) 0);
        if (StreamCalls.connect(errno, fd, senderSockaddr.address(), SocketAddress.CAPACITY) < 0)
            throw EpollErrors.doing("disconnect: to=" + connectedTo, errno.value());
        connectedTo = null;
        sender = null;
        localAddress = (InetSocketAddress) EpollAddresses.local(fd, family());
        if (localAddress.getPort() != 0) return;
        if (EpollAddresses.bind(errno, fd, bound) < 0)
            throw EpollErrors.opening("a udp socket at address=" + Endpoint.text(bound), errno.value());
        localAddress = bound;
    }

    @Override
    public @Nullable Endpoint connectedTo() {
        return connectedTo;
    }

    @Override
    public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException {
        settings().membership(true, group, on, source);
    }

    @Override
    public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException {
        settings().membership(false, group, on, source);
    }

    @Override
    public void multicastInterface(NetworkInterface by) throws IOException {
        settings().multicastInterface(by);
    }

    @Override
    public void set(SocketSetting setting, int value) throws IOException {
        settings().set(setting, value);
    }

    @Override
    public int get(SocketSetting setting) throws IOException {
        return settings().get(setting);
    }

    private EpollSettings settings() throws ClosedChannelException {
        checkOpen();
        return new EpollSettings(fd, family(), false);
    }

    @Override
    public long drops() throws IOException {
        checkOpen();
        return SocketOptions.drops(Errno.ofThread(), fd);
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

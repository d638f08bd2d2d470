package dev.millrace.reactor;

import dev.millrace.linux.Errno;
import dev.millrace.linux.Libc;
import dev.millrace.linux.StreamCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** A stream socket as a file descriptor, used by non-blocking system calls. There may be many thousands: it is small. */
final class EpollStreamHandle extends StreamHandle implements EpollPollable {
    private final int fd;
    private final SocketAddress remoteAddress;
    private @Nullable SocketAddress localAddress;
    private @Nullable Errno reactorErrno;
    private boolean connected;
    private boolean closed;

    private EpollStreamHandle(int fd, SocketAddress remoteAddress, boolean connected) {
        this.fd = fd;
        this.remoteAddress = remoteAddress;
        this.connected = connected;
    }

    static EpollStreamHandle accepted(int fd, SocketAddress remoteAddress) {
        return new EpollStreamHandle(fd, remoteAddress, true);
    }

    static EpollStreamHandle open(StreamOptions options) throws IOException {
        Errno errno = Errno.ofThread();
        int family = EpollAddresses.family(options.to());
        int fd = Libc.socket(errno, family, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        String what = "a stream to=" + Endpoint.text(options.to());
        if (fd < 0) throw EpollErrors.opening(what, errno.value());
        EpollStreamHandle handle = new EpollStreamHandle(fd, options.to(), false);
        try {
            handle.prepare(options);
            handle.finishConnect();
            return handle;
        } catch (IOException | RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    private void prepare(StreamOptions options) throws IOException {
        if (options.noDelay()) set(SocketSetting.NO_DELAY, 1);
        if (options.receiveBufferBytes() > 0) set(SocketSetting.RECEIVE_BUFFER, options.receiveBufferBytes());
        if (options.sendBufferBytes() > 0) set(SocketSetting.SEND_BUFFER, options.sendBufferBytes());
        if (options.from() == null) return;
        Errno errno = Errno.ofThread();
        if (EpollAddresses.bind(errno, fd, options.from()) < 0)
            throw EpollErrors.opening("a stream from=" + Endpoint.text(options.from()), errno.value());
    }

    /** Asking to connect again is how Linux tells what became of it. */
    @Override
    public boolean finishConnect() throws IOException {
        checkOpen();
        if (connected) return true;
        Errno errno = errno();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(EpollAddresses.CAPACITY, 8);
            int length = EpollAddresses.write(address, remoteAddress);
            connected =
                    StreamCalls.connect(errno, fd, address.address(), length) == 0 || errno.value() == Errno.EISCONN;
        }
        if (connected) return true;
        return switch (errno.value()) {
            case Errno.EINPROGRESS, Errno.EALREADY, Errno.EINTR -> false;
            case Errno.ENOENT -> throw new ConnectException("cannot connect: to=" + remoteText() + " no such socket");
            case Errno.EAGAIN ->
                throw new ConnectException("cannot connect: to=" + remoteText()
                        + (remoteAddress instanceof UnixAddress
                                ? " the queue of the listener is full"
                                : " no local port is free"));
            default -> throw EpollErrors.doing("connect: to=" + remoteText(), errno.value());
        };
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public void registered(Errno errno) {
        reactorErrno = errno;
    }

    @Override
    public void unregistered() {
        reactorErrno = null;
    }

    /** One of each async body would be kept alive with it; that of the reactor is there already. */
    private Errno errno() {
        return reactorErrno != null ? reactorErrno : Errno.ofThread();
    }

    @Override
    public int read(NativeMemory into, int offset, int capacity) throws IOException {
        checkOpen();
        into.checkRange(offset, capacity);
        if (capacity == 0) return 0;
        Errno errno = errno();
        return readResult(StreamCalls.recvNoWait(errno, fd, into.address() + offset, capacity), errno);
    }

    @Override
    public int read(MemoryVector into) throws IOException {
        checkOpen();
        if (into.length() == 0) return 0;
        Errno errno = errno();
        var pieces = into.pieces();
        pieces.setPeer(0, 0);
        return readResult(StreamCalls.recvmsgNoWait(errno, fd, pieces.address(), false), errno);
    }

    private int readResult(long count, Errno errno) throws IOException {
        if (count > 0) return (int) count;
        if (count == 0) return END;
        int error = errno.value();
        if (error == Errno.EAGAIN || error == Errno.EINTR) return WOULD_BLOCK;
        throw EpollErrors.doing("read: from=" + remoteText(), error);
    }

    @Override
    public int write(NativeMemory from, int offset, int length) throws IOException {
        checkOpen();
        from.checkRange(offset, length);
        if (length == 0) return 0;
        Errno errno = errno();
        return writeResult(StreamCalls.sendNoWait(errno, fd, from.address() + offset, length), errno);
    }

    @Override
    public int write(MemoryVector from) throws IOException {
        checkOpen();
        if (from.length() == 0) return 0;
        Errno errno = errno();
        var pieces = from.pieces();
        pieces.setPeer(0, 0);
        return writeResult(StreamCalls.sendmsgNoWait(errno, fd, pieces.address()), errno);
    }

    private int writeResult(long count, Errno errno) throws IOException {
        if (count >= 0) return (int) count;
        int error = errno.value();
        if (error == Errno.EAGAIN || error == Errno.EINTR) return WOULD_BLOCK;
        throw EpollErrors.doing("write: to=" + remoteText(), error);
    }

    @Override
    public void shutdownOutput() throws IOException {
        shutdown(1, "writing");
    }

    @Override
    public void shutdownInput() throws IOException {
        shutdown(0, "reading");
    }

    /** One that the other end has broken off already needs no end. */
    private void shutdown(int how, String direction) throws IOException {
        checkOpen();
        Errno errno = errno();
        if (StreamCalls.shutdown(errno, fd, how) < 0 && errno.value() != Errno.ENOTCONN)
            throw EpollErrors.doing("end " + direction + ": remote=" + remoteText(), errno.value());
    }

    @Override
    public SocketAddress localAddress() {
        if (localAddress == null && !closed) localAddress = EpollAddresses.local(fd, family());
        return localAddress != null ? localAddress : UnixAddress.unnamed();
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public void set(SocketSetting setting, int value) throws IOException {
        checkOpen();
        new EpollSettings(fd, family(), true).set(setting, value);
    }

    @Override
    public int get(SocketSetting setting) throws IOException {
        checkOpen();
        return new EpollSettings(fd, family(), true).get(setting);
    }

    private int family() {
        return EpollAddresses.family(remoteAddress);
    }

    private String remoteText() {
        return Endpoint.text(remoteAddress);
    }

    /** A descriptor that was closed may by now be somebody else's. */
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

package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.TimedOutException;
import dev.millrace.future.Waker;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.MemoryVector;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.SocketSetting;
import dev.millrace.reactor.StreamHandle;
import dev.millrace.reactor.StreamOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A connected stream, TCP or Unix domain, that never blocks.
 *
 * <p>It belongs to the context on which it was connected, or first waited for. There may be one read and one write
 * outstanding at a time; the futures are used again for the next ones. A connection that the other end breaks off fails with
 * {@link dev.millrace.reactor.ConnectionResetException} or {@link dev.millrace.reactor.BrokenPipeException}, and is of no
 * more use then. Failures of its futures come wrapped in a {@link CompletionException}.
 */
public final class StreamSocket implements ByteSource, ByteSink {
    /** The result of a call that would have had to wait. */
    public static final int WOULD_BLOCK = StreamHandle.WOULD_BLOCK;

    private final StreamHandle handle;
    private final Readiness readiness;
    private @Nullable StreamRead reading;
    private @Nullable StreamWrite writing;

    StreamSocket(StreamHandle handle, Readiness readiness) {
        this.handle = handle;
        this.readiness = readiness;
    }

    /**
     * Connects on the context that polls.
     *
     * <p>Fails with a {@link java.net.ConnectException} when nobody listens there, a {@link java.net.NoRouteToHostException}
     * when it cannot be reached, a {@link dev.millrace.reactor.TooManyOpenFilesException} at the limit of open files.
     * Cancelling gives the connection up.
     *
     * @param to an {@link InetSocketAddress} or a {@link dev.millrace.reactor.UnixAddress}
     */
    public static Future<StreamSocket> connect(SocketAddress to) {
        return connect(StreamOptions.connectTo(to));
    }

    /** As {@link #connect(SocketAddress)}. */
    public static Future<StreamSocket> connect(StreamOptions options) {
        return new Connecting(options);
    }

    /** As {@link #connect(StreamOptions)}, with a {@link SocketTimeoutException} when it takes longer than {@code limit}. */
    public static Future<StreamSocket> connect(StreamOptions options, Duration limit) {
        return within(limit, "to=" + Endpoint.text(options.to()), connect(options));
    }

    /**
     * Looks the host up and connects to the first of its addresses that takes the connection, all within {@code limit}. The
     * failure is that of the last address, with those of the others suppressed in it.
     */
    public static Future<StreamSocket> connect(String host, int port, Duration limit) {
        Future<StreamSocket> connecting =
                Dns.resolve(host).andThen(addresses -> firstOf(new AddressesLeft(addresses, port), null));
        return within(limit, "to=" + host + ":" + port, connecting);
    }

    private record AddressesLeft(java.util.List<java.net.InetAddress> addresses, int port) {
        StreamOptions first() {
            return StreamOptions.connectTo(new InetSocketAddress(addresses.getFirst(), port));
        }

        AddressesLeft rest() {
            return new AddressesLeft(addresses.subList(1, addresses.size()), port);
        }
    }

    private static Future<StreamSocket> firstOf(AddressesLeft left, @Nullable RuntimeException before) {
        return connect(left.first()).orElse(failure -> {
            if (before != null) failure.addSuppressed(before);
            if (left.addresses().size() == 1) return Futures.failed(failure);
            return firstOf(left.rest(), failure);
        });
    }

    private static Future<StreamSocket> within(Duration limit, String what, Future<StreamSocket> connecting) {
        return connecting.timeout(limit).mapError(failure -> {
            if (!(failure instanceof TimedOutException)) return failure;
            SocketTimeoutException named =
                    new SocketTimeoutException("cannot connect in time: " + what + " limit=" + limit);
            named.initCause(failure);
            return new CompletionException(named);
        });
    }

    /** Reads what is there: how many bytes, {@link #WOULD_BLOCK} or {@link ByteSource#END}. */
    public int tryRead(NativeMemory into, int offset, int capacity) throws IOException {
        checkOpen();
        return noteRead(handle.read(into, offset, capacity), capacity);
    }

    /** As {@link #tryRead(NativeMemory, int, int)}, into several pieces. */
    public int tryRead(MemoryVector into) throws IOException {
        checkOpen();
        return noteRead(handle.read(into), into.length());
    }

    private int noteRead(int count, long wanted) {
        if (count == WOULD_BLOCK) readiness.drained();
        else readiness.received(count == wanted);
        return count;
    }

    /** Writes what there is room for: how many bytes, or {@link #WOULD_BLOCK}. */
    public int tryWrite(NativeMemory from, int offset, int length) throws IOException {
        checkOpen();
        return noteWrite(handle.write(from, offset, length));
    }

    /** As {@link #tryWrite(NativeMemory, int, int)}, from several pieces. */
    public int tryWrite(MemoryVector from) throws IOException {
        checkOpen();
        return noteWrite(handle.write(from));
    }

    private int noteWrite(int count) {
        if (count == WOULD_BLOCK) readiness.refused();
        return count;
    }

    /** Whether a read is worth trying; if not, {@code waker} is woken when it is. On the context's thread. */
    public boolean pollReadable(Waker waker) throws IOException {
        return readiness.pollReadable(waker);
    }

    /** Whether a write is worth trying; if not, {@code waker} is woken when it is. On the context's thread. */
    public boolean pollWritable(Waker waker) throws IOException {
        return readiness.pollWritable(waker);
    }

    @Override
    public Future<Integer> read(NativeMemory into, int offset, int capacity) {
        StreamRead read = reading();
        read.begin(into, offset, capacity);
        return read;
    }

    /** As {@link #read(NativeMemory, int, int)}, into several pieces in order. */
    public Future<Integer> read(MemoryVector into) {
        StreamRead read = reading();
        read.begin(into);
        return read;
    }

    /**
     * Ready when a read is worth trying, which may yet find nothing. Counts as the outstanding read. So many idle
     * connections need no memory to read into.
     */
    public Future<?> readable() {
        StreamRead read = reading();
        read.beginReadable();
        return read;
    }

    /** Ready when a write is worth trying, which may yet find no room. Counts as the outstanding write. */
    public Future<?> writable() {
        StreamWrite write = writing();
        write.beginWritable();
        return write;
    }

    @Override
    public Future<Integer> write(NativeMemory from, int offset, int length) {
        StreamWrite write = writing();
        write.begin(from, offset, length);
        return write;
    }

    /** Writes from several pieces in order, at least one byte: how many were taken. */
    public Future<Integer> write(MemoryVector from) {
        StreamWrite write = writing();
        write.begin(from, false);
        return write;
    }

    /** Writes all pieces; the vector is advanced past what was written, also when this is cancelled or fails. */
    public Future<Integer> writeAll(MemoryVector from) {
        StreamWrite write = writing();
        write.begin(from, true);
        return write;
    }

    private StreamRead reading() {
        if (reading == null) reading = new StreamRead(this);
        return reading;
    }

    private StreamWrite writing() {
        if (writing == null) writing = new StreamWrite(this);
        return writing;
    }

    /** Says that nothing more will be written: the other end reads to the end. Reading goes on. */
    public void shutdownOutput() throws IOException {
        checkOpen();
        handle.shutdownOutput();
    }

    /** Reads nothing more: reads give {@link ByteSource#END} from now on. Writing goes on. */
    public void shutdownInput() throws IOException {
        checkOpen();
        handle.shutdownInput();
    }

    /**
     * Changes a setting, such as {@link SocketSetting#NO_DELAY}.
     *
     * @throws UnsupportedOperationException when this kind of socket or this backend does not have it
     */
    public void set(SocketSetting setting, int value) throws IOException {
        checkOpen();
        handle.set(setting, value);
    }

    /** The value of a setting, as the system has it. */
    public int get(SocketSetting setting) throws IOException {
        checkOpen();
        return handle.get(setting);
    }

    /** Where it is bound: an {@link InetSocketAddress} or a {@link dev.millrace.reactor.UnixAddress}. */
    public SocketAddress localAddress() {
        return handle.localAddress();
    }

    /** Whom it talks to. */
    public SocketAddress remoteAddress() {
        return handle.remoteAddress();
    }

    /** Leaves the context it waits on, to be used on another one from now on; whoever waits is woken. */
    public void unregister() {
        readiness.unregister();
    }

    /** Whether it is closed: by {@link #close}, or together with its context. */
    public boolean isClosed() {
        return handle.isClosed();
    }

    /**
     * Closes it; what was written and is not sent yet still goes out. Pending operations fail with a
     * {@link ClosedChannelException}. On the context's thread.
     */
    @Override
    public void close() {
        readiness.close();
        handle.close();
    }

    /** A descriptor that was closed may by now be somebody else's. */
    void checkOpen() throws ClosedChannelException {
        if (handle.isClosed()) throw new ClosedChannelException();
    }

    @Override
    public String toString() {
        return "stream(remote=" + Endpoint.text(remoteAddress()) + (isClosed() ? " closed" : "") + ")";
    }
}

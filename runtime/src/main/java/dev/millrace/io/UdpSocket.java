package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.reactor.DatagramHandle;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.MemoryVector;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.Registration;
import dev.millrace.reactor.SocketSetting;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A bound UDP socket that never blocks.
 *
 * <p>It belongs to one thread: that of the context in which it is first waited for, or any ordinary one as long as nobody
 * waits for it. Hot loops call {@link #tryReceive} and {@link #pollReadable}; {@link #receive} and {@link #send} are the
 * same as futures.
 */
public final class UdpSocket implements AutoCloseable {
    /** The result of a call that would have had to wait. */
    public static final int WOULD_BLOCK = DatagramHandle.WOULD_BLOCK;

    private final DatagramHandle handle;
    private final Transfer receiving = new Transfer(true);
    private final Transfer sending = new Transfer(false);
    private @Nullable Registration registration;
    private @Nullable Context home;

    private UdpSocket(DatagramHandle handle) {
        this.handle = handle;
    }

    /**
     * Opens a socket in the environment of the calling thread.
     *
     * @param literal a literal IP address of this machine, or the wildcard
     * @param port 0 lets the system choose
     */
    public static UdpSocket bind(String literal, int port) throws IOException {
        return open(DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral(literal), port)));
    }

    /** Opens a socket in the environment of the calling thread. */
    public static UdpSocket open(DatagramOptions options) throws IOException {
        return open(Environment.current(), options);
    }

    /**
     * Opens a socket.
     *
     * @throws java.net.BindException when the address is in use or not of this machine
     * @throws dev.millrace.reactor.TooManyOpenFilesException when the limit of open files is reached
     * @throws UnsupportedOperationException when the environment's backend has no arrival times and they are asked for
     */
    public static UdpSocket open(Environment environment, DatagramOptions options) throws IOException {
        return new UdpSocket(environment.backend().openDatagram(options));
    }

    /**
     * Receives one datagram if there is one.
     *
     * @param wantSender whether {@link #sender} must be right afterwards
     * @return its full length, which exceeds {@code capacity} when it was cut (where the system tells); or
     *     {@link #WOULD_BLOCK}
     * @throws ClosedChannelException when the socket is closed
     */
    public int tryReceive(NativeMemory into, int offset, int capacity, boolean wantSender) throws IOException {
        checkOpen();
        return noteReceived(handle.receive(into, offset, capacity, wantSender));
    }

    private int noteReceived(int length) {
        if (registration != null) {
            if (length >= 0) registration.received();
            else registration.drained();
        }
        return length;
    }

    /** Who sent the datagram last received with {@code wantSender}. */
    public @Nullable Endpoint sender() {
        return handle.sender();
    }

    /**
     * When the datagram received last came to this host, by {@link #arrivalClockNs}; {@link DatagramHandle#NO_ARRIVAL} unless it was
     * opened {@link DatagramOptions#withArrivalTimes}, and after a receive into several pieces.
     */
    public long arrivalNs() {
        return handle.arrivalNs();
    }

    /** The clock that arrivals are told in, in ns since 1970, or {@link DatagramHandle#NO_ARRIVAL}; it may be set while it runs. */
    public long arrivalClockNs() {
        return handle.arrivalClockNs();
    }

    /** Sends one datagram; returns its length, or {@link #WOULD_BLOCK}. */
    public int trySend(NativeMemory from, int offset, int length, Endpoint to) throws IOException {
        checkOpen();
        return noteSent(handle.send(from, offset, length, to));
    }

    private int noteSent(int sent) {
        if (sent == WOULD_BLOCK && registration != null) registration.sendRefused();
        return sent;
    }

    /** Whether a receive is worth trying; if not, {@code waker} is woken when it is. On the context's thread. */
    public boolean pollReadable(Waker waker) throws IOException {
        return registration().pollReadable(waker);
    }

    /** Whether a send is worth trying; if not, {@code waker} is woken when it is. On the context's thread. */
    public boolean pollWritable(Waker waker) throws IOException {
        return registration().pollWritable(waker);
    }

    /**
     * The next datagram's length, once there is one; {@link #sender} is right afterwards. One outstanding, which is used
     * again for the next. Cancel safety: nothing is lost.
     */
    public Future<Integer> receive(NativeMemory into, int offset, int capacity) {
        receiving.begin();
        receiving.set(into, offset, capacity, null);
        return receiving;
    }

    /** As {@link #receive(NativeMemory, int, int)}, into several pieces in order. */
    public Future<Integer> receive(MemoryVector into) {
        receiving.begin();
        receiving.set(into, null);
        return receiving;
    }

    /** Sends one datagram, waiting for room. One outstanding, which is used again for the next. */
    public Future<Integer> send(NativeMemory from, int offset, int length, Endpoint to) {
        sending.begin();
        sending.set(from, offset, length, to);
        return sending;
    }

    /** As {@link #send(NativeMemory, int, int, Endpoint)}, one datagram out of several pieces in order. */
    public Future<Integer> send(MemoryVector from, Endpoint to) {
        sending.begin();
        sending.set(from, to);
        return sending;
    }

    /**
     * Sends one datagram to the peer of {@link #connect}.
     *
     * @throws IllegalStateException when there is none
     */
    public Future<Integer> send(NativeMemory from, int offset, int length) {
        Endpoint to = connectedTo();
        if (to == null) throw new IllegalStateException("socket is not connected: " + this + "; say whom to send to");
        return send(from, offset, length, to);
    }

    /** As {@link #tryReceive(NativeMemory, int, int, boolean)}, into several pieces. */
    public int tryReceive(MemoryVector into, boolean wantSender) throws IOException {
        checkOpen();
        return noteReceived(handle.receive(into, wantSender));
    }

    /** As {@link #trySend(NativeMemory, int, int, Endpoint)}, one datagram out of several pieces. */
    public int trySend(MemoryVector from, Endpoint to) throws IOException {
        checkOpen();
        return noteSent(handle.send(from, to));
    }

    /**
     * Talks to one peer only: datagrams of others are not received. The network's report that nobody receives there comes as
     * a {@link java.net.PortUnreachableException} of the next call, once, and the socket stays usable.
     */
    public void connect(Endpoint to) throws IOException {
        checkOpen();
        handle.connect(to);
    }

    /** Undoes {@link #connect}. */
    public void disconnect() throws IOException {
        checkOpen();
        handle.disconnect();
    }

    /** The peer of {@link #connect}, or null. */
    public @Nullable Endpoint connectedTo() {
        return handle.connectedTo();
    }

    /**
     * Receives what is sent to a multicast group; once for each interface.
     *
     * @param on an interface of this machine, see {@link Interfaces}
     * @param source the only sender that is wanted (source-specific multicast, RFC 4607), or null for all; once for each
     * @throws dev.millrace.reactor.AddressFamilyException when the group is of another family than the socket
     */
    public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException {
        checkOpen();
        handle.join(group, on, source);
    }

    /** Undoes the {@link #join} with the same arguments. */
    public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException {
        checkOpen();
        handle.leave(group, on, source);
    }

    /** The interface by which multicast datagrams go out. */
    public void multicastInterface(NetworkInterface by) throws IOException {
        checkOpen();
        handle.multicastInterface(by);
    }

    /**
     * Changes a setting, such as {@link SocketSetting#DSCP}.
     *
     * @throws UnsupportedOperationException when this backend does not have it
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

    /**
     * How many datagrams the kernel has dropped because the receive buffer was full, or -1 where it does not tell (NIO). One
     * system call, to be made now and then.
     */
    public long drops() throws IOException {
        checkOpen();
        return handle.drops();
    }

    public InetSocketAddress localAddress() {
        return handle.localAddress();
    }

    /** The size of the kernel's receive buffer in bytes, as the kernel counts it. */
    public int receiveBufferBytes() throws IOException {
        return handle.receiveBufferBytes();
    }

    /** Network reports about earlier packets (refused, unreachable), which were passed over. */
    public long networkErrors() {
        return handle.networkErrors();
    }

    /** Whether it is closed: by {@link #close}, or together with the context that it waited on. */
    public boolean isClosed() {
        return handle.isClosed();
    }

    /** Leaves the context it waits on, to be used on another thread from now on. On the context's thread. */
    public void unregister() {
        if (registration != null) registration.close();
        registration = null;
    }

    /** Closes it; whoever waits is woken and finds it closed. On the context's thread. */
    @Override
    public void close() {
        if (registration != null) registration.close();
        handle.close();
    }

    DatagramHandle handle() {
        return handle;
    }

    /** A send found no room: whether one is worth trying yet; if not, {@code waker} is woken when it is. */
    boolean pollWritableAgain(Waker waker) throws IOException {
        registration().sendRefused();
        return pollWritable(waker);
    }

    /** A descriptor that was closed may by now be somebody else's. */
    private void checkOpen() throws ClosedChannelException {
        if (isClosed()) throw new ClosedChannelException();
    }

    private Registration registration() throws IOException {
        if (registration == null) {
            Context context = Readiness.here("wait for a socket");
            registration = context.reactor().register(handle);
            home = context;
        } else if (home != null && !home.isCurrent()) {
            throw Readiness.away(home);
        }
        return registration;
    }

    @Override
    public String toString() {
        return "udp(local=" + Endpoint.text(localAddress()) + (isClosed() ? " closed" : "") + ")";
    }

    /** One attempt after the other until one does not have to wait. */
    private final class Transfer extends Operation<Integer> {
        private final boolean receives;
        private @Nullable NativeMemory memory;
        private @Nullable MemoryVector vector;
        private @Nullable Endpoint to;
        private int offset;
        private int length;

        Transfer(boolean receives) {
            super(receives ? "receive" : "send");
            this.receives = receives;
        }

        void set(NativeMemory memory, int offset, int length, @Nullable Endpoint to) {
            this.memory = memory;
            this.vector = null;
            this.offset = offset;
            this.length = length;
            this.to = to;
        }

        void set(MemoryVector vector, @Nullable Endpoint to) {
            this.memory = null;
            this.vector = vector;
            this.to = to;
        }

        @Override
        boolean advance(Waker waker) throws IOException {
            checkOpen();
            while (receives ? pollReadable(waker) : pollWritable(waker)) {
                int count = attempt();
                if (count == WOULD_BLOCK) continue;
                drop();
                return succeed(count);
            }
            return false;
        }

        @SuppressWarnings("NullAway") // set when it was begun
        private int attempt() throws IOException {
            if (memory != null)
                return receives ? tryReceive(memory, offset, length, true) : trySend(memory, offset, length, to);
            return receives ? tryReceive(vector, true) : trySend(vector, to);
        }

        /** The memory is the caller's again. */
        @Override
        void drop() {
            memory = null;
            vector = null;
        }
    }
}

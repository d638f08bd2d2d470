package dev.millrace.reactor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/**
 * A bound, non-blocking UDP socket of one backend. Belongs to one thread at a time.
 *
 * <p>Errors that the network reports about earlier packets (connection refused, host unreachable) are counted and
 * otherwise passed over, since they say nothing about the next packet.
 */
public abstract class DatagramHandle implements Pollable {
    /** The result of a call that would have had to wait. */
    public static final int WOULD_BLOCK = -1;

    /** When a datagram arrived is not known. */
    public static final long NO_ARRIVAL = Long.MIN_VALUE;

    /** Reports of the network about earlier packets, passed over. */
    private long networkErrors;

    protected DatagramHandle() {}

    /**
     * Receives one datagram.
     *
     * @param wantSender whether {@link #sender} must be right afterwards; false spares work
     * @return its full length, which exceeds {@code capacity} when it was cut; or {@link #WOULD_BLOCK}
     * @throws IOException when the socket is of no more use
     */
    public abstract int receive(NativeMemory into, int offset, int capacity, boolean wantSender) throws IOException;

    /** Who sent the last datagram that was received with {@code wantSender}; the same object as long as it is the same peer. */
    public abstract @Nullable Endpoint sender();

    /**
     * When the datagram received last came to this host, by {@link #arrivalClockNs}; {@link #NO_ARRIVAL} on a socket that was not
     * opened for it ({@link DatagramOptions#withArrivalTimes}), and after a receive into several pieces.
     */
    public long arrivalNs() {
        return NO_ARRIVAL;
    }

    /** The clock that arrivals are told in, which may be set while it runs: ns since 1970 now; {@link #NO_ARRIVAL} without one. */
    public long arrivalClockNs() {
        return NO_ARRIVAL;
    }

    /**
     * Sends one datagram.
     *
     * @return its length, or {@link #WOULD_BLOCK}
     * @throws IOException when this datagram cannot be sent; the socket stays usable
     */
    public abstract int send(NativeMemory from, int offset, int length, Endpoint to) throws IOException;

    /**
     * Sends the first of {@code count} prepared datagrams, as many as the system takes at once.
     *
     * @return how many were sent, at least one; or {@link #WOULD_BLOCK}
     * @throws IOException when the first of them cannot be sent
     */
    public int send(DatagramVector datagrams, int from, int count) throws IOException {
        int sent = send(datagrams.memory(from), datagrams.offset(from), datagrams.length(from), datagrams.to(from));
        return sent == WOULD_BLOCK ? WOULD_BLOCK : 1;
    }

    /**
     * Sends one datagram that lies in several pieces.
     *
     * @return its length, or {@link #WOULD_BLOCK}
     * @throws IOException when it cannot be sent
     */
    public int send(MemoryVector from, Endpoint to) throws IOException {
        throw unsupported("vectored sends");
    }

    /** As {@link #receive(NativeMemory, int, int, boolean)}, into several pieces in order. */
    public int receive(MemoryVector into, boolean wantSender) throws IOException {
        throw unsupported("vectored receives");
    }

    /**
     * Has it talk to one peer only: datagrams of others are not received, and {@link #connectedTo} is whom to send to.
     *
     * @throws AddressFamilyException when {@code to} is of another family than the socket
     */
    public void connect(Endpoint to) throws IOException {
        throw unsupported("connecting");
    }

    /** Undoes {@link #connect}. */
    public void disconnect() throws IOException {
        throw unsupported("connecting");
    }

    /** The peer of {@link #connect}, or null. */
    public @Nullable Endpoint connectedTo() {
        return null;
    }

    /**
     * Receives what is sent to a multicast group.
     *
     * @param on the interface on which it is asked for
     * @param source the only sender that is wanted (RFC 4607), or null for all
     * @throws AddressFamilyException when {@code group} is of another family than the socket
     * @throws IllegalArgumentException when {@code group} is no multicast address
     */
    public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException {
        throw unsupported("multicast");
    }

    /** Undoes the {@link #join} with the same arguments. */
    public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException {
        throw unsupported("multicast");
    }

    /** The interface by which multicast datagrams go out. */
    public void multicastInterface(NetworkInterface by) throws IOException {
        throw unsupported("multicast");
    }

    /**
     * Changes a setting.
     *
     * @throws UnsupportedOperationException when this socket does not have it
     */
    public void set(SocketSetting setting, int value) throws IOException {
        throw setting.unsupportedBy(getClass().getSimpleName());
    }

    /** The value of a setting, as the system has it. */
    public int get(SocketSetting setting) throws IOException {
        throw setting.unsupportedBy(getClass().getSimpleName());
    }

    /** How many datagrams the kernel has dropped because its receive buffer was full, or -1 when it does not tell. */
    public long drops() throws IOException {
        return -1;
    }

    private UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException(
                "socket does not support " + what + ": socket=" + getClass().getSimpleName());
    }

    /** Where it is bound. */
    public abstract InetSocketAddress localAddress();

    /** The size of the kernel's receive buffer in bytes, as the kernel counts it. */
    public abstract int receiveBufferBytes() throws IOException;

    /** How many reports about earlier packets were passed over. */
    public final long networkErrors() {
        return networkErrors;
    }

    protected final void countNetworkError() {
        networkErrors++;
    }

    /** Closes it; idempotent. */
    @Override
    public abstract void close();

    /** Whether it is closed: by its owner, or together with the reactor that it was registered with. */
    public abstract boolean isClosed();
}

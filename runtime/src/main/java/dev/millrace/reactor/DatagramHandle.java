package dev.millrace.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
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

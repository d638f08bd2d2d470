package dev.millrace.reactor;

import java.io.IOException;

/** A non-blocking Unix domain datagram socket of one backend. Belongs to one thread at a time. */
public abstract class UnixDatagramHandle implements Pollable {
    /** The result of a call that would have had to wait. */
    public static final int WOULD_BLOCK = -1;

    protected UnixDatagramHandle() {}

    /** Receives one datagram; returns its full length, which exceeds {@code capacity} when it was cut, or {@link #WOULD_BLOCK}. */
    public abstract int receive(NativeMemory into, int offset, int capacity) throws IOException;

    /** Who sent the last datagram; unnamed when that socket is not bound. */
    public abstract UnixAddress sender();

    /**
     * Sends one datagram; returns its length, or {@link #WOULD_BLOCK} when the receiver's queue is full.
     *
     * @throws java.net.ConnectException when nobody is bound to {@code to}
     * @throws DatagramTooLongException when the system does not carry one of this length
     */
    public abstract int send(NativeMemory from, int offset, int length, UnixAddress to) throws IOException;

    /** Where it is bound. */
    public abstract UnixAddress localAddress();

    /** Closes it; idempotent. A path that it was bound to stays in the file system. */
    @Override
    public abstract void close();

    /** Whether it is closed. */
    public abstract boolean isClosed();
}

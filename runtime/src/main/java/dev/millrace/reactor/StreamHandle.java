package dev.millrace.reactor;

import java.io.IOException;
import java.net.SocketAddress;

/**
 * A non-blocking stream socket of one backend, TCP or Unix domain. Belongs to one thread at a time.
 *
 * <p>One that was opened is connecting until {@link #finishConnect} has said yes; one that was accepted is connected.
 *
 * <p>Errors of the connection are {@link ConnectionResetException} and {@link BrokenPipeException}; both end its use.
 */
public abstract class StreamHandle implements Pollable {
    /** The result of a call that would have had to wait. */
    public static final int WOULD_BLOCK = -1;

    /** The result of a read when the other end has finished writing and everything was read. */
    public static final int END = -2;

    protected StreamHandle() {}

    /**
     * Whether the connection stands; if not, it is worth asking again once this is writable.
     *
     * @throws java.net.ConnectException when the other end refuses
     * @throws java.net.NoRouteToHostException when it cannot be reached
     * @throws IOException for other refusals; the handle is of no more use, and still to be closed
     */
    public abstract boolean finishConnect() throws IOException;

    /**
     * Reads what is there.
     *
     * @param capacity how many bytes at most; 0 reads nothing
     * @return how many bytes were read, {@link #WOULD_BLOCK} or {@link #END}
     */
    public abstract int read(NativeMemory into, int offset, int capacity) throws IOException;

    /**
     * Writes what there is room for.
     *
     * @return how many bytes were taken, perhaps fewer than {@code length}; or {@link #WOULD_BLOCK}
     */
    public abstract int write(NativeMemory from, int offset, int length) throws IOException;

    /** As {@link #read(NativeMemory, int, int)}, into several pieces in order. */
    public int read(MemoryVector into) throws IOException {
        if (into.length() == 0) return 0;
        int first = into.firstNonEmpty();
        return read(into.memory(first), into.offset(first), into.length(first));
    }

    /** As {@link #write(NativeMemory, int, int)}, from several pieces in order. */
    public int write(MemoryVector from) throws IOException {
        if (from.length() == 0) return 0;
        int first = from.firstNonEmpty();
        return write(from.memory(first), from.offset(first), from.length(first));
    }

    /** Says that nothing more will be written: the other end reads to {@link #END}. */
    public abstract void shutdownOutput() throws IOException;

    /** Reads nothing more: reads give {@link #END} from now on. */
    public abstract void shutdownInput() throws IOException;

    /** Where it is bound: an {@link java.net.InetSocketAddress} or a {@link UnixAddress}. */
    public abstract SocketAddress localAddress();

    /** Whom it talks to; of the kind of {@link #localAddress}. */
    public abstract SocketAddress remoteAddress();

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

    /** Closes it, in both directions; idempotent. Data that was written and not sent yet still goes out. */
    @Override
    public abstract void close();

    /** Whether it is closed: by its owner, or together with the reactor that it was registered with. */
    public abstract boolean isClosed();
}

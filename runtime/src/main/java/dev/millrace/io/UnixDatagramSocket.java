package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.UnixAddress;
import dev.millrace.reactor.UnixDatagramHandle;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams within the machine, in order and without loss: a Unix domain datagram socket that never blocks.
 *
 * <p>It belongs to the context that first waits for it; one receive and one send may be outstanding. Only where the backend
 * has such sockets (epoll; the JDK has none).
 */
public final class UnixDatagramSocket implements AutoCloseable {
    /** The result of a call that would have had to wait. */
    public static final int WOULD_BLOCK = UnixDatagramHandle.WOULD_BLOCK;

    private final UnixDatagramHandle handle;
    private final Readiness readiness;
    private final Receive receive = new Receive();
    private final Send send = new Send();

    private UnixDatagramSocket(UnixDatagramHandle handle) {
        this.handle = handle;
        readiness = new Readiness(handle);
    }

    /**
     * Opens a socket in the present environment, or else in that of the machine.
     *
     * @param address where others send to, or null for a socket that only sends
     * @throws java.net.BindException when the address is in use
     * @throws UnsupportedOperationException when the backend has no such sockets
     */
    public static UnixDatagramSocket bind(@Nullable UnixAddress address) throws IOException {
        return open(Environment.current(), address);
    }

    /** As {@link #bind}, in an environment. */
    public static UnixDatagramSocket open(Environment environment, @Nullable UnixAddress address) throws IOException {
        return new UnixDatagramSocket(environment.backend().openUnixDatagram(address));
    }

    /** Receives one datagram: its full length, which exceeds {@code capacity} when it was cut, or {@link #WOULD_BLOCK}. */
    public int tryReceive(NativeMemory into, int offset, int capacity) throws IOException {
        checkOpen();
        int length = handle.receive(into, offset, capacity);
        if (length == WOULD_BLOCK) readiness.drained();
        else readiness.received(true);
        return length;
    }

    /** Sends one datagram: its length, or {@link #WOULD_BLOCK} when the receiver is slow. */
    public int trySend(NativeMemory from, int offset, int length, UnixAddress to) throws IOException {
        checkOpen();
        int sent = handle.send(from, offset, length, to);
        if (sent == WOULD_BLOCK) readiness.refused();
        return sent;
    }

    /** The next datagram's full length; {@link #sender} is right afterwards. Cancel safety: nothing is lost. */
    public Future<Integer> receive(NativeMemory into, int offset, int capacity) {
        into.checkRange(offset, capacity);
        receive.begin();
        receive.memory = into;
        receive.offset = offset;
        receive.capacity = capacity;
        return receive;
    }

    /**
     * Sends one datagram, waiting for room. Fails with a {@link java.net.ConnectException} when nobody is bound there, and a
     * {@link dev.millrace.reactor.DatagramTooLongException} when the system does not carry one of this length.
     */
    public Future<Integer> send(NativeMemory from, int offset, int length, UnixAddress to) {
        from.checkRange(offset, length);
        send.begin();
        send.memory = from;
        send.offset = offset;
        send.length = length;
        send.to = to;
        return send;
    }

    /** Who sent the datagram last received; unnamed when that socket is not bound. */
    public UnixAddress sender() {
        return handle.sender();
    }

    public UnixAddress localAddress() {
        return handle.localAddress();
    }

    public boolean isClosed() {
        return handle.isClosed();
    }

    /** Closes it; pending operations fail with a {@link ClosedChannelException}. A path stays in the file system. */
    @Override
    public void close() {
        readiness.close();
        handle.close();
    }

    private void checkOpen() throws ClosedChannelException {
        if (isClosed()) throw new ClosedChannelException();
    }

    private final class Receive extends Operation<Integer> {
        @Nullable
        NativeMemory memory;

        int offset;
        int capacity;

        Receive() {
            super("receive");
        }

        @Override
        @SuppressWarnings("NullAway") // set when it is begun
        boolean advance(Waker waker) throws IOException {
            checkOpen();
            while (readiness.pollReadable(waker)) {
                int length = tryReceive(memory, offset, capacity);
                if (length != WOULD_BLOCK) return succeed(length);
            }
            return false;
        }
    }

    private final class Send extends Operation<Integer> {
        @Nullable
        NativeMemory memory;

        int offset;
        int length;

        @Nullable
        UnixAddress to;

        Send() {
            super("send");
        }

        @Override
        @SuppressWarnings("NullAway") // set when it is begun
        boolean advance(Waker waker) throws IOException {
            checkOpen();
            while (readiness.pollWritable(waker)) {
                int sent = trySend(memory, offset, length, to);
                if (sent != WOULD_BLOCK) return succeed(sent);
            }
            return false;
        }
    }
}

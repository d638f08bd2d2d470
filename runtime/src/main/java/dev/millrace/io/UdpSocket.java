package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.reactor.DatagramHandle;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.Registration;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
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
    private @Nullable Registration registration;

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
        int length = handle.receive(into, offset, capacity, wantSender);
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

    /** Sends one datagram; returns its length, or {@link #WOULD_BLOCK}. */
    public int trySend(NativeMemory from, int offset, int length, Endpoint to) throws IOException {
        checkOpen();
        int sent = handle.send(from, offset, length, to);
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

    /** The next datagram's length, once there is one; not to be used before the previous such future is done. */
    public Future<Integer> receive(NativeMemory into, int offset, int capacity) {
        return new Operation() {
            @Override
            int attempt() throws IOException {
                return tryReceive(into, offset, capacity, true);
            }

            @Override
            boolean pollReady(Waker waker) throws IOException {
                return pollReadable(waker);
            }
        };
    }

    /** Sends one datagram, waiting for room. */
    public Future<Integer> send(NativeMemory from, int offset, int length, Endpoint to) {
        return new Operation() {
            @Override
            int attempt() throws IOException {
                return trySend(from, offset, length, to);
            }

            @Override
            boolean pollReady(Waker waker) throws IOException {
                return pollWritable(waker);
            }
        };
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
            Context context = Context.current();
            if (context == null)
                throw new IllegalStateException("only a task on a context can wait for a socket: thread="
                        + Thread.currentThread().getName() + "; spawn it on a Context");
            registration = context.reactor().register(handle);
        }
        return registration;
    }

    /** One attempt after the other until one does not have to wait. */
    private abstract class Operation implements Future<Integer> {
        private int length = WOULD_BLOCK;
        private @Nullable IOException failure;

        abstract int attempt() throws IOException;

        abstract boolean pollReady(Waker waker) throws IOException;

        @Override
        public boolean poll(Waker waker) {
            // Another attempt would lose the datagram that is waiting to be taken.
            if (length != WOULD_BLOCK || failure != null) return true;
            try {
                checkOpen();
                while (pollReady(waker)) {
                    length = attempt();
                    if (length != WOULD_BLOCK) return true;
                }
                return false;
            } catch (IOException e) {
                failure = e;
                return true;
            }
        }

        @Override
        public Integer result() {
            if (failure != null) throw new CompletionException(failure);
            if (length == WOULD_BLOCK) throw new IllegalStateException("not ready: poll has not returned true");
            return length;
        }
    }
}

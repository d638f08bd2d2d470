package dev.millrace.sim;

import dev.millrace.reactor.DatagramHandle;
import dev.millrace.reactor.DatagramTooLongException;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.MemoryPollable;
import dev.millrace.reactor.MemoryVector;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A UDP socket whose receive buffer is a queue. */
final class MemoryDatagramHandle extends DatagramHandle implements MemoryPollable, Ports.Bound {
    private static final int LARGEST_DATAGRAM = 65_507;

    /** Where it sends to. */
    interface Wire {
        /** Sends {@code datagram}, which nobody writes to any more. */
        void send(MemoryDatagramHandle from, byte[] datagram, Endpoint to) throws IOException;

        void unbind(MemoryDatagramHandle handle);
    }

    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    private record Datagram(byte[] bytes, Endpoint from) {}

    private final Wire wire;
    private final InetSocketAddress localAddress;
    private final boolean shared;
    private final ReceiveBuffer room;
    private final Map<InetAddress, Endpoint> seen = new HashMap<>();
    private final ArrayDeque<Datagram> arrived = new ArrayDeque<>();
    private Runnable whenReady = () -> {};
    private @Nullable Endpoint sender;
    private @Nullable Endpoint connectedTo;
    private long drops;
    private boolean closed;

    MemoryDatagramHandle(Wire wire, InetSocketAddress localAddress, boolean shared, int receiveBufferBytes) {
        this.wire = wire;
        this.localAddress = localAddress;
        this.shared = shared;
        room = new ReceiveBuffer(receiveBufferBytes);
    }

    /** Takes a datagram into the receive buffer; false when it has no room. What strangers send to a connected one is dropped. */
    boolean offer(byte[] bytes, Endpoint from) {
        if (connectedTo != null && !connectedTo.equals(from)) return false;
        if (!room.take(bytes.length)) {
            drops++;
            return false;
        }
        arrived.add(new Datagram(bytes, from));
        whenReady.run();
        return true;
    }

    /** What a receiver sees as the sender, when it is bound to all addresses and this one is used. */
    Endpoint seenBy(InetAddress source) {
        InetAddress own = localAddress.getAddress();
        InetAddress shown = own.isAnyLocalAddress() ? source : own;
        return seen.computeIfAbsent(shown, ip -> Endpoint.of(new InetSocketAddress(ip, localAddress.getPort())));
    }

    @Override
    public boolean tellWhenReady(Runnable action) {
        whenReady = action;
        return true;
    }

    @Override
    public boolean isReadable() {
        return !arrived.isEmpty();
    }

    @Override
    public int receive(NativeMemory into, int offset, int capacity, boolean wantSender) throws IOException {
        checkOpen();
        Datagram datagram = arrived.poll();
        if (datagram == null) return WOULD_BLOCK;
        byte[] bytes = datagram.bytes();
        room.giveBack(bytes.length);
        if (wantSender) sender = datagram.from();
        int length = Math.min(bytes.length, capacity);
        MemorySegment.copy(bytes, 0, into.segment(), ValueLayout.JAVA_BYTE, offset, length);
        return bytes.length;
    }

    @Override
    public @Nullable Endpoint sender() {
        return sender;
    }

    @Override
    public int send(NativeMemory from, int offset, int length, Endpoint to) throws IOException {
        checkOpen();
        if (length > LARGEST_DATAGRAM) throw new DatagramTooLongException(to.toString(), length);
        byte[] bytes = new byte[length];
        MemorySegment.copy(from.segment(), ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
        wire.send(this, bytes, to);
        return length;
    }

    @Override
    public int send(MemoryVector from, Endpoint to) throws IOException {
        checkOpen();
        long length = from.length();
        if (length > LARGEST_DATAGRAM) throw new DatagramTooLongException(to.toString(), length);
        byte[] bytes = new byte[(int) length];
        int at = 0;
        for (int i = 0; i < from.count(); i++) {
            MemorySegment.copy(
                    from.memory(i).segment(), ValueLayout.JAVA_BYTE, from.offset(i), bytes, at, from.length(i));
            at += from.length(i);
        }
        wire.send(this, bytes, to);
        return bytes.length;
    }

    @Override
    public int receive(MemoryVector into, boolean wantSender) throws IOException {
        checkOpen();
        Datagram datagram = arrived.poll();
        if (datagram == null) return WOULD_BLOCK;
        byte[] bytes = datagram.bytes();
        room.giveBack(bytes.length);
        if (wantSender) sender = datagram.from();
        int at = 0;
        for (int i = 0; i < into.count() && at < bytes.length; i++) {
            int piece = Math.min(into.length(i), bytes.length - at);
            MemorySegment.copy(bytes, at, into.memory(i).segment(), ValueLayout.JAVA_BYTE, into.offset(i), piece);
            at += piece;
        }
        return bytes.length;
    }

    @Override
    public void connect(Endpoint to) throws IOException {
        checkOpen();
        connectedTo = to;
    }

    @Override
    public void disconnect() {
        connectedTo = null;
    }

    @Override
    public @Nullable Endpoint connectedTo() {
        return connectedTo;
    }

    /** The other host says that nobody is there: a connected socket is told. */
    void refused(Endpoint to) {
        if (to.equals(connectedTo)) countNetworkError();
    }

    @Override
    public long drops() {
        return drops;
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) throw new ClosedChannelException();
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public InetSocketAddress boundTo() {
        return localAddress;
    }

    @Override
    public boolean sharesAddress() {
        return shared;
    }

    @Override
    public int receiveBufferBytes() {
        return room.capacity();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        wire.unbind(this);
    }
}

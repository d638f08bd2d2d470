package dev.millrace.sim;

import dev.millrace.reactor.DatagramHandle;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.MemoryPollable;
import dev.millrace.reactor.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A UDP socket whose receive buffer is a queue. */
final class MemoryDatagramHandle extends DatagramHandle implements MemoryPollable {
    /** As many small datagrams as Linux's default receive buffer holds. */
    private static final int RECEIVE_BUFFER_DATAGRAMS = 256;

    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    private record Datagram(byte[] bytes, Endpoint from) {}

    private final MemoryBackend network;
    private final InetSocketAddress localAddress;
    private final Endpoint self;
    private final ArrayDeque<Datagram> arrived = new ArrayDeque<>();
    private @Nullable Endpoint sender;
    private boolean closed;

    MemoryDatagramHandle(MemoryBackend network, InetSocketAddress localAddress) {
        this.network = network;
        this.localAddress = localAddress;
        InetAddress ip = localAddress.getAddress();
        InetAddress seen = ip.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : ip;
        self = Endpoint.of(new InetSocketAddress(seen, localAddress.getPort()));
    }

    boolean offer(byte[] bytes, Endpoint from) {
        if (arrived.size() >= RECEIVE_BUFFER_DATAGRAMS) return false;
        arrived.add(new Datagram(bytes, from));
        return true;
    }

    @Override
    public boolean isReadable() {
        return !arrived.isEmpty();
    }

    @Override
    public int receive(NativeMemory into, int offset, int capacity, boolean wantSender) {
        Datagram datagram = arrived.poll();
        if (datagram == null) return WOULD_BLOCK;
        if (wantSender) sender = datagram.from();
        int length = Math.min(datagram.bytes().length, capacity);
        MemorySegment.copy(datagram.bytes(), 0, into.segment(), ValueLayout.JAVA_BYTE, offset, length);
        return datagram.bytes().length;
    }

    @Override
    public @Nullable Endpoint sender() {
        return sender;
    }

    @Override
    public int send(NativeMemory from, int offset, int length, Endpoint to) {
        byte[] bytes = from.segment().asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        network.deliver(bytes, to.address().getPort(), self);
        return length;
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public int receiveBufferBytes() {
        return RECEIVE_BUFFER_DATAGRAMS * 832;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        network.unbind(localAddress.getPort());
    }
}

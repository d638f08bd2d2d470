package dev.millrace.sim;

import dev.millrace.reactor.ListenerHandle;
import dev.millrace.reactor.ListenerOptions;
import dev.millrace.reactor.MemoryPollable;
import dev.millrace.reactor.StreamHandle;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A listener whose connections come from memory. */
final class MemoryListenerHandle extends ListenerHandle implements MemoryPollable, Ports.Bound {
    private final StreamSockets sockets;
    private final SocketAddress localAddress;
    private final ListenerOptions options;
    private final ArrayDeque<MemoryStreamHandle> waiting = new ArrayDeque<>();
    private Runnable whenReady = () -> {};
    private boolean closed;

    MemoryListenerHandle(StreamSockets sockets, SocketAddress localAddress, ListenerOptions options) {
        this.sockets = sockets;
        this.localAddress = localAddress;
        this.options = options;
    }

    /** A connection waits to be accepted; false when as many do as may. */
    boolean offer(MemoryStreamHandle connection) {
        if (waiting.size() > options.backlog()) return false;
        waiting.add(connection);
        whenReady.run();
        return true;
    }

    int receiveBufferBytes() {
        return options.receiveBufferBytes();
    }

    @Override
    public @Nullable StreamHandle accept() throws ClosedChannelException {
        if (closed) throw new ClosedChannelException();
        MemoryStreamHandle first = waiting.poll();
        while (first != null && first.isBroken()) first = waiting.poll();
        return first;
    }

    @Override
    public boolean isReadable() {
        return !waiting.isEmpty();
    }

    @Override
    public boolean tellWhenReady(Runnable action) {
        whenReady = action;
        return true;
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public InetSocketAddress boundTo() {
        return (InetSocketAddress) localAddress;
    }

    @Override
    public boolean sharesAddress() {
        return options.reusePort();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        sockets.closed(this);
        waiting.forEach(MemoryStreamHandle::breakOff);
        waiting.clear();
    }
}

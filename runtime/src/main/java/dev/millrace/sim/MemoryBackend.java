package dev.millrace.sim;

import dev.millrace.reactor.Backend;
import dev.millrace.reactor.DatagramHandle;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.ListenerHandle;
import dev.millrace.reactor.ListenerOptions;
import dev.millrace.reactor.MemoryReactor;
import dev.millrace.reactor.Reactor;
import dev.millrace.reactor.StreamHandle;
import dev.millrace.reactor.StreamOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Sockets in memory: what is sent to a bound port is there at once, in order, until the receiver's buffer is full.
 *
 * <p>Sockets are told apart by port alone; every address belongs to this host. Belongs to the thread that steps.
 */
public final class MemoryBackend implements Backend {
    private final Ports<MemoryDatagramHandle> bound = new Ports<>("udp");
    private final Line line = new Line();
    private final StreamSockets streams = new StreamSockets();
    private long undeliverable;

    MemoryBackend() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Reactor openReactor(boolean throttled) {
        return new MemoryReactor(throttled);
    }

    @Override
    public DatagramHandle openDatagram(DatagramOptions options) throws BindException {
        options.refuseArrivalTimes("memory");
        InetSocketAddress wanted = options.bind();
        int port = bound.choose(wanted, false);
        MemoryDatagramHandle handle = new MemoryDatagramHandle(
                line, new InetSocketAddress(wanted.getAddress(), port), false, ReceiveBuffer.DEFAULT_BYTES);
        bound.bind(handle);
        return handle;
    }

    @Override
    public ListenerHandle openListener(ListenerOptions options) throws IOException {
        return streams.listen(options);
    }

    @Override
    public StreamHandle openStream(StreamOptions options) throws IOException {
        return streams.connectWithin(options);
    }

    /** Puts a datagram into the socket bound to {@code port}, as if a stranger had sent it. */
    public void deliver(byte[] datagram, int port, Endpoint from) {
        MemoryDatagramHandle receiver = bound.find(null, port, 0);
        if (receiver == null || !receiver.offer(datagram, from)) undeliverable++;
    }

    /** Datagrams for which there was no socket or no room. */
    public long undeliverable() {
        return undeliverable;
    }

    private final class Line implements MemoryDatagramHandle.Wire {
        @Override
        public void send(MemoryDatagramHandle from, byte[] datagram, Endpoint to) {
            deliver(datagram, to.address().getPort(), from.seenBy(InetAddress.getLoopbackAddress()));
        }

        @Override
        public void unbind(MemoryDatagramHandle handle) {
            bound.unbind(handle);
        }
    }
}

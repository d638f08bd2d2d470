package dev.millrace.sim;

import dev.millrace.reactor.Backend;
import dev.millrace.reactor.DatagramHandle;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.MemoryReactor;
import dev.millrace.reactor.Reactor;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Datagram sockets in memory: what is sent to a bound port is there at once, in order, until the receiver's buffer is
 * full.
 *
 * <p>Sockets are told apart by port alone; every address belongs to this host. Belongs to the thread that steps.
 */
public final class MemoryBackend implements Backend {
    private static final int FIRST_EPHEMERAL_PORT = 49_152;
    private static final int LAST_PORT = 65_535;

    private final Map<Integer, MemoryDatagramHandle> bound = new HashMap<>();
    private final LongSupplier clock;
    private long undeliverable;

    MemoryBackend(LongSupplier clock) {
        this.clock = clock;
    }

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
        InetSocketAddress wanted = options.bind();
        int port = wanted.getPort() == 0 ? freePort() : wanted.getPort();
        if (bound.containsKey(port))
            throw new BindException("cannot open a udp socket at address=" + Endpoint.of(wanted) + ": port is in use");
        InetAddress ip = wanted.getAddress();
        MemoryDatagramHandle handle = new MemoryDatagramHandle(this, new InetSocketAddress(ip, port));
        bound.put(port, handle);
        return handle;
    }

    /** Puts a datagram into the socket bound to {@code port}, as if a stranger had sent it. */
    public void deliver(byte[] datagram, int port, Endpoint from) {
        MemoryDatagramHandle receiver = bound.get(port);
        if (receiver == null || !receiver.offer(datagram, from)) undeliverable++;
    }

    /** Datagrams for which there was no socket or no room. */
    public long undeliverable() {
        return undeliverable;
    }

    long nowNs() {
        return clock.getAsLong();
    }

    void unbind(int port) {
        bound.remove(port);
    }

    private int freePort() throws BindException {
        for (int port = FIRST_EPHEMERAL_PORT; port <= LAST_PORT; port++) if (!bound.containsKey(port)) return port;
        throw new BindException("no free port: from=" + FIRST_EPHEMERAL_PORT + " to=" + LAST_PORT);
    }
}

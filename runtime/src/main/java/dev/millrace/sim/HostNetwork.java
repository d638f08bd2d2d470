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
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.List;

/** The sockets of one simulated host, and its part of the way between hosts. */
final class HostNetwork implements Backend, MemoryDatagramHandle.Wire {
    private static final int HEADERS_IPV4 = 28;
    private static final int HEADERS_IPV6 = 48;
    /** How long TCP waits before it sends again; Linux begins with 1 s for a SYN and 200 ms for data. */
    private static final long RETRY_NS = 200_000_000;

    private final SimulatedHost host;
    private final SimulatedNetwork world;
    private final List<InetAddress> addresses;
    private final Ports<MemoryDatagramHandle> datagrams = new Ports<>("udp");
    private final StreamSockets streams = new StreamSockets();

    HostNetwork(SimulatedHost host, SimulatedNetwork world, List<InetAddress> addresses) {
        this.host = host;
        this.world = world;
        this.addresses = List.copyOf(addresses);
    }

    List<InetAddress> addresses() {
        return addresses;
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
        options.refuseArrivalTimes("memory");
        InetSocketAddress wanted = options.bind();
        checkLocal(wanted, "udp");
        int port = datagrams.choose(wanted, options.reuse());
        InetSocketAddress local = new InetSocketAddress(wanted.getAddress(), port);
        MemoryDatagramHandle handle = new MemoryDatagramHandle(
                this, local, options.reuse(), ReceiveBuffer.effectiveBytes(options.receiveBufferBytes()));
        datagrams.bind(handle);
        return handle;
    }

    @Override
    public ListenerHandle openListener(ListenerOptions options) throws IOException {
        if (options.bind() instanceof InetSocketAddress wanted) checkLocal(wanted, "tcp");
        return streams.listen(options);
    }

    @Override
    public StreamHandle openStream(StreamOptions options) throws IOException {
        if (!(options.to() instanceof InetSocketAddress to)) return streams.connectWithin(options);
        SimulatedHost target = world.at(to.getAddress(), host);
        if (target == null)
            throw new NoRouteToHostException("cannot connect: to=" + Endpoint.of(to) + " network is unreachable");
        if (options.from() instanceof InetSocketAddress from) checkLocal(from, "tcp");
        InetAddress source = sourceFor(to.getAddress(), target);
        return streams.connect(
                options,
                source,
                target.network().streams,
                way(target),
                target.network().way(host));
    }

    /** The way to another host for what must arrive. */
    private StreamSockets.Way way(SimulatedHost to) {
        Link link = world.link(host, to);
        Trace trace = host.scheduler().trace;
        return (bytes, arrival) -> link.sendReliably(bytes, RETRY_NS, () -> {
            trace.add(Trace.PACKET, bytes, host.scheduler().nowNs());
            arrival.run();
        });
    }

    private void checkLocal(InetSocketAddress wanted, String protocol) throws BindException {
        InetAddress address = wanted.getAddress();
        if (address.isAnyLocalAddress() || address.isLoopbackAddress() || addresses.contains(address)) return;
        throw new BindException("cannot open a " + protocol + " socket at address=" + Endpoint.of(wanted)
                + ": not an address of host=" + host.name());
    }

    @Override
    public void send(MemoryDatagramHandle from, byte[] datagram, Endpoint to) throws IOException {
        SimulatedHost target = world.at(to.address().getAddress(), host);
        if (target == null) throw new NoRouteToHostException("cannot send: to=" + to + " network is unreachable");
        Endpoint sender = from.seenBy(sourceFor(to.address().getAddress(), target));
        int bytes = datagram.length + (to.isIpv6() ? HEADERS_IPV6 : HEADERS_IPV4);
        world.link(host, target).send(bytes, () -> target.network().arrive(datagram, to, sender, from));
    }

    /** The address that a socket bound to all of them sends from. */
    private InetAddress sourceFor(InetAddress to, SimulatedHost target) {
        if (target == host) return to;
        boolean ipv4 = to instanceof Inet4Address;
        for (InetAddress own : addresses) if (own instanceof Inet4Address == ipv4) return own;
        return to;
    }

    private void arrive(byte[] datagram, Endpoint to, Endpoint from, MemoryDatagramHandle sender) {
        NetworkCounters counters = world.counters();
        InetSocketAddress address = to.address();
        MemoryDatagramHandle receiver = datagrams.find(address.getAddress(), address.getPort(), from.hashCode());
        host.scheduler().trace.add(Trace.PACKET, datagram, address.getPort());
        if (receiver == null) {
            counters.refused++;
            sender.refused(to);
        } else if (receiver.offer(datagram, from)) {
            counters.delivered++;
        } else {
            counters.bufferOverflows++;
        }
    }

    @Override
    public void unbind(MemoryDatagramHandle handle) {
        datagrams.unbind(handle);
    }
}

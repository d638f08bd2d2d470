package dev.millrace.sim;

import dev.millrace.reactor.ListenerHandle;
import dev.millrace.reactor.ListenerOptions;
import dev.millrace.reactor.StreamHandle;
import dev.millrace.reactor.StreamOptions;
import dev.millrace.reactor.UnixAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The stream sockets of one host in memory: its listeners, and the beginning of each connection. */
final class StreamSockets {
    /** How something gets to the other end: now or later, in order, once. */
    interface Way {
        void send(int bytes, Runnable arrival);
    }

    static final int HEADERS = 40;

    private static final Way AT_ONCE = (bytes, arrival) -> arrival.run();

    private final Ports<MemoryListenerHandle> tcp = new Ports<>("tcp");
    private final Map<UnixAddress, MemoryListenerHandle> unix = new HashMap<>();

    ListenerHandle listen(ListenerOptions options) throws BindException {
        if (options.bind() instanceof UnixAddress name) {
            if (unix.containsKey(name))
                throw new BindException("cannot open a listener at address=" + name + ": address is in use");
            MemoryListenerHandle made = new MemoryListenerHandle(this, name, options);
            unix.put(name, made);
            return made;
        }
        InetSocketAddress wanted = (InetSocketAddress) options.bind();
        int port = tcp.choose(wanted, options.reusePort());
        MemoryListenerHandle made =
                new MemoryListenerHandle(this, new InetSocketAddress(wanted.getAddress(), port), options);
        tcp.bind(made);
        return made;
    }

    void closed(MemoryListenerHandle listener) {
        if (listener.localAddress() instanceof UnixAddress name) unix.remove(name);
        else tcp.unbind(listener);
    }

    /** Begins a connection to this host itself, which takes no time. */
    StreamHandle connectWithin(StreamOptions options) throws IOException {
        return connect(options, InetAddress.getLoopbackAddress(), this, AT_ONCE, AT_ONCE);
    }

    /**
     * Begins a connection.
     *
     * @param source the address it comes from, if the options name none
     */
    StreamHandle connect(StreamOptions options, InetAddress source, StreamSockets target, Way there, Way back)
            throws IOException {
        SocketAddress local = local(options, source);
        MemoryStreamHandle made =
                new MemoryStreamHandle(there, local, options.to(), window(options.receiveBufferBytes()));
        there.send(HEADERS, () -> target.arrive(made, back));
        return made;
    }

    private SocketAddress local(StreamOptions options, InetAddress source) throws BindException {
        if (options.to() instanceof UnixAddress)
            return Objects.requireNonNullElse(options.from(), UnixAddress.unnamed());
        if (options.from() instanceof InetSocketAddress from && from.getPort() != 0) return from;
        InetAddress address = options.from() instanceof InetSocketAddress from
                        && !from.getAddress().isAnyLocalAddress()
                ? from.getAddress()
                : source;
        return new InetSocketAddress(address, tcp.choose(new InetSocketAddress(address, 0), false));
    }

    /** A connection asks to be accepted. */
    private void arrive(MemoryStreamHandle asking, Way back) {
        MemoryListenerHandle listener =
                find(asking.remoteAddress(), asking.localAddress().hashCode());
        if (listener == null) {
            back.send(HEADERS, asking::refused);
            return;
        }
        MemoryStreamHandle accepted = new MemoryStreamHandle(
                back,
                /* localAddress= */ asking.remoteAddress(),
                /* remoteAddress= */ asking.localAddress(),
                window(listener.receiveBufferBytes()));
        accepted.connectedWith(asking);
        back.send(HEADERS, () -> asking.connectedWith(accepted));
        // Linux would have a full listener ask again; here it is let in, and only then told that there is no room.
        if (!listener.offer(accepted)) accepted.breakOff();
    }

    private @Nullable MemoryListenerHandle find(SocketAddress to, int spread) {
        if (to instanceof UnixAddress name) return unix.get(name);
        InetSocketAddress address = (InetSocketAddress) to;
        return tcp.find(address.getAddress(), address.getPort(), spread);
    }

    /** How much may be on its way or unread: half of the buffer, as the kernel keeps the other half for itself. */
    private static int window(int receiveBufferBytes) {
        return receiveBufferBytes == 0 ? 65_536 : ReceiveBuffer.effectiveBytes(receiveBufferBytes) / 2;
    }
}

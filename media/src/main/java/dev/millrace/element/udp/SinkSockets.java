package dev.millrace.element.udp;

import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.SocketSetting;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that a sink sends from, one for each IP family, opened when a client of that family is there: its own, handed
 * over, or shared with other sinks of the context.
 *
 * <p>Guarded by itself; what it hands out is sent from on the context alone.
 */
final class SinkSockets {
    private final UdpSink sink;
    private final UdpSinkSettings settings;
    private final One v4 = new One(false);
    private final One v6 = new One(true);
    private final Map<InetAddress, Membership> memberships = new HashMap<>();

    SinkSockets(UdpSink sink, UdpSinkSettings settings) {
        this.sink = sink;
        this.settings = settings;
    }

    /** The socket of one family, if it is open; from any thread. */
    synchronized @Nullable UdpSocket opened(boolean ipv6) {
        return (ipv6 ? v6 : v4).socket;
    }

    /**
     * The socket that sends to {@code client}, opened now if need be, its multicast group joined; null when there is to be none
     * of that family.
     *
     * @param context where shared ones are kept, or null off the context: they are not opened there
     */
    synchronized @Nullable UdpSocket to(Endpoint client, @Nullable Context context) throws IOException {
        UdpSocket socket = (client.isIpv6() ? v6 : v4).get(context);
        InetAddress ip = client.address().getAddress();
        if (socket != null
                && ip.isMulticastAddress()
                && settings.autoMulticast
                && !settings.sharedSocket
                && !memberships.containsKey(ip))
            memberships.put(ip, Membership.join(socket, ip, settings.multicastInterface, Membership.sources(null)));
        return socket;
    }

    /** Leaves the multicast groups that no client has any longer. */
    synchronized void leaveGroupsBut(Set<InetAddress> wanted) {
        memberships.entrySet().removeIf(one -> {
            if (wanted.contains(one.getKey())) return false;
            leave(one.getValue());
            return true;
        });
    }

    private void leave(Membership group) {
        group.leave(e -> sink.postWarning("multicast group was not left: " + e, e));
    }

    /** Opens what the properties name in any case, so that a port in use is told at once. */
    synchronized void openNamed() throws IOException {
        if (settings.sharedSocket) return;
        if (v4.isNamed()) v4.get(null);
        if (v6.isNamed()) v6.get(null);
    }

    /** Lets go of what belongs to a context, before another may be entered. On the context's thread. */
    synchronized void leaveContext() {
        v4.leaveContext();
        v6.leaveContext();
    }

    synchronized void close() {
        memberships.values().forEach(this::leave);
        memberships.clear();
        v4.close();
        v6.close();
    }

    /** The code point has changed. */
    synchronized void mark() throws IOException {
        if (v4.socket != null) mark(v4.socket);
        if (v6.socket != null) mark(v6.socket);
    }

    private void mark(UdpSocket socket) throws IOException {
        int dscp = settings.dscp;
        if (dscp != UdpSinkSettings.NO_DSCP) set(socket, SocketSetting.DSCP, dscp);
    }

    private void prepare(UdpSocket socket, boolean ipv6) throws IOException {
        mark(socket);
        if (settings.ttl != UdpSinkSettings.DEFAULT_TTL) set(socket, SocketSetting.TTL, settings.ttl);
        if (settings.ttlMulticast != UdpSinkSettings.DEFAULT_MULTICAST_TTL)
            set(socket, SocketSetting.MULTICAST_TTL, settings.ttlMulticast);
        if (!settings.loop) set(socket, SocketSetting.MULTICAST_LOOP, 0);
        if (settings.multicastInterface != null) {
            InetAddress family = InetAddress.ofLiteral(ipv6 ? "::" : "0.0.0.0");
            socket.multicastInterface(
                    Membership.named(settings.multicastInterface, family).getFirst());
        }
    }

    private void set(UdpSocket socket, SocketSetting setting, int value) throws IOException {
        try {
            socket.set(setting, value);
        } catch (UnsupportedOperationException e) {
            sink.postWarning(
                    "setting has no effect: setting=" + setting + " value=" + value + "; " + e.getMessage(), e);
        }
    }

    /** The socket of one family. */
    private final class One {
        private final boolean ipv6;
        private @Nullable UdpSocket socket;
        private @Nullable SharedSocket shared;
        private boolean given;

        One(boolean ipv6) {
            this.ipv6 = ipv6;
        }

        /** Whether it is a certain one, by address, port or as an object. */
        boolean isNamed() {
            String literal = literal();
            if ((ipv6 ? settings.socketV6 : settings.socket) != null) return true;
            return literal != null
                    && (port() != 0 || !InetAddress.ofLiteral(literal).isAnyLocalAddress());
        }

        @Nullable
        UdpSocket get(@Nullable Context context) throws IOException {
            if (socket != null) return socket;
            UdpSocket handedOver = ipv6 ? settings.socketV6 : settings.socket;
            String literal = literal();
            if (handedOver != null) {
                prepare(handedOver, ipv6);
                given = true;
                socket = handedOver;
            } else if (literal != null && settings.sharedSocket) {
                if (context == null) return null;
                shared = SharedSocket.acquire(context, new InetSocketAddress(InetAddress.ofLiteral(literal), port()));
                socket = shared.socket();
            } else if (literal != null) {
                socket = open(literal);
            }
            return socket;
        }

        private UdpSocket open(String literal) throws IOException {
            UdpSocket opened = UdpSocket.open(
                    sink.socketEnvironment(),
                    DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral(literal), port()))
                            .withReuse(settings.reuse && port() != 0)
                            .withSendBuffer(settings.bufferSize));
            try {
                prepare(opened, ipv6);
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
            return opened;
        }

        /** The address to bind to, or null when nothing is to be sent by this family. */
        private @Nullable String literal() {
            String own = ipv6 && sink.isShared() ? settings.bindAddressV6 : settings.bindAddress;
            if (sink.isShared()) return own == null || own.isEmpty() ? null : own;
            if (own == null || own.isEmpty()) return ipv6 ? "::" : "0.0.0.0";
            return own.indexOf(':') >= 0 == ipv6 ? own : null;
        }

        private int port() {
            return ipv6 && sink.isShared() ? settings.bindPortV6 : settings.bindPort;
        }

        void leaveContext() {
            if (shared != null) {
                shared.release();
                shared = null;
                socket = null;
            } else if (socket != null && !given) {
                socket.unregister();
            }
        }

        void close() {
            if (socket != null && (!given || (settings.closeSocket && !sink.isShared()))) socket.close();
            socket = null;
            given = false;
        }
    }
}

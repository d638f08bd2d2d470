package dev.millrace.element.udp;

import dev.millrace.io.UdpSocket;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.State;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be set on a {@link UdpSink}, but for its clients. Written before it is up, because the sockets are opened by them, but
 * for what says otherwise. */
final class UdpSinkSettings {
    static final int DEFAULT_TTL = 64;
    static final int DEFAULT_MULTICAST_TTL = 1;
    static final int NO_DSCP = -1;

    @Nullable
    String bindAddress;

    int bindPort;

    @Nullable
    String bindAddressV6;

    int bindPortV6;
    boolean reuse = true;
    boolean sharedSocket;

    @Nullable
    UdpSocket socket;

    @Nullable
    UdpSocket socketV6;

    boolean closeSocket = true;
    boolean autoMulticast = true;
    boolean loop = true;
    int ttl = DEFAULT_TTL;
    int ttlMulticast = DEFAULT_MULTICAST_TTL;
    volatile int dscp = NO_DSCP;
    int bufferSize;

    @Nullable
    String multicastInterface;

    /** Those of ts-udpsink and udpsink. */
    static ElementFactory<UdpSink> addTo(ElementFactory<UdpSink> factory, Function<UdpSink, UdpSinkSettings> of) {
        return addMulticast(addSockets(factory, of), of)
                .property(
                        Property.ofInt("qos-dscp", NO_DSCP, 63, NO_DSCP)
                                .blurb("differentiated services code point of what is sent; -1 leaves it as it is")
                                .mutableIn(State.PLAYING),
                        (e, v) -> {
                            of.apply(e).dscp = v == null ? NO_DSCP : v;
                            e.markSockets();
                        },
                        e -> of.apply(e).dscp)
                .property(
                        Property.ofInt("ttl", 0, 255, DEFAULT_TTL)
                                .blurb("time to live of unicast datagrams")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).ttl = v == null ? DEFAULT_TTL : v,
                        e -> of.apply(e).ttl);
    }

    private static ElementFactory<UdpSink> addMulticast(
            ElementFactory<UdpSink> factory, Function<UdpSink, UdpSinkSettings> of) {
        return factory.property(
                        Property.ofBool("auto-multicast", true)
                                .blurb(
                                        "whether the multicast groups among the clients are joined, and left at the end"),
                        (e, v) -> of.apply(e).autoMulticast = v == null || v,
                        e -> of.apply(e).autoMulticast)
                .property(
                        Property.ofBool("loop", true)
                                .blurb("whether multicast datagrams come back to this host")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).loop = v == null || v,
                        e -> of.apply(e).loop)
                .property(
                        Property.ofInt("ttl-mc", 0, 255, DEFAULT_MULTICAST_TTL)
                                .blurb("time to live of multicast datagrams")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).ttlMulticast = v == null ? DEFAULT_MULTICAST_TTL : v,
                        e -> of.apply(e).ttlMulticast)
                .property(
                        Property.ofString("multicast-iface", null)
                                .blurb("network interface that multicast datagrams go out by")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).multicastInterface = v,
                        e -> of.apply(e).multicastInterface);
    }

    private static ElementFactory<UdpSink> addSockets(
            ElementFactory<UdpSink> factory, Function<UdpSink, UdpSinkSettings> of) {
        return factory.property(
                        Property.ofObject("socket", UdpSocket.class)
                                .blurb(
                                        "socket to send from instead of one of its own, for instance the used-socket of a"
                                                + " source on the same context")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).socket = v,
                        e -> of.apply(e).socket)
                .property(
                        Property.ofObject("socket-v6", UdpSocket.class)
                                .blurb("the same, for IPv6")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).socketV6 = v,
                        e -> of.apply(e).socketV6)
                .readOnly(
                        Property.ofObject("used-socket", UdpSocket.class)
                                .blurb("socket that is sent from; none before READY"),
                        e -> e.usedSocket(false))
                .readOnly(
                        Property.ofObject("used-socket-v6", UdpSocket.class).blurb("the same, for IPv6"),
                        e -> e.usedSocket(true));
    }

    /** Those of ts-udpsink alone. */
    static ElementFactory<UdpSink> addSharedTo(ElementFactory<UdpSink> factory, Function<UdpSink, UdpSinkSettings> of) {
        return factory.property(
                        Property.ofString("bind-address", "0.0.0.0")
                                .blurb("address to send from, IPv4; empty for no IPv4")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).bindAddress = v == null ? "" : v,
                        e -> of.apply(e).bindAddress)
                .property(
                        Property.ofInt("bind-port", 0, 65_535, 0)
                                .blurb("port to send from, IPv4; 0 has one chosen")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).bindPort = v == null ? 0 : v,
                        e -> of.apply(e).bindPort)
                .property(
                        Property.ofString("bind-address-v6", "::")
                                .blurb("address to send from, IPv6; empty for no IPv6")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).bindAddressV6 = v == null ? "" : v,
                        e -> of.apply(e).bindAddressV6)
                .property(
                        Property.ofInt("bind-port-v6", 0, 65_535, 0)
                                .blurb("port to send from, IPv6; 0 has one chosen")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).bindPortV6 = v == null ? 0 : v,
                        e -> of.apply(e).bindPortV6)
                .property(
                        Property.ofBool("reuse", true)
                                .blurb("whether others may bind the same port")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).reuse = v == null || v,
                        e -> of.apply(e).reuse)
                .property(
                        Property.ofBool("shared-socket", false)
                                .blurb("whether the sinks of a context with the same bind address send from one socket")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).sharedSocket = v != null && v,
                        e -> of.apply(e).sharedSocket);
    }

    /** Those of udpsink and multiudpsink alone. */
    static ElementFactory<UdpSink> addClassicTo(
            ElementFactory<UdpSink> factory, Function<UdpSink, UdpSinkSettings> of) {
        return factory.property(
                        Property.ofString("bind-address", null)
                                .blurb("address to send from, IPv4 or IPv6; none has one chosen for each")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).bindAddress = v,
                        e -> of.apply(e).bindAddress)
                .property(
                        Property.ofInt("bind-port", 0, 65_535, 0)
                                .blurb("port to send from; 0 has one chosen")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).bindPort = v == null ? 0 : v,
                        e -> of.apply(e).bindPort)
                .property(
                        Property.ofInt("buffer-size", 0, Integer.MAX_VALUE, 0)
                                .blurb("kernel's send buffer in bytes; 0 leaves it as it is")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).bufferSize = v == null ? 0 : v,
                        e -> of.apply(e).bufferSize)
                .property(
                        Property.ofBool("close-socket", true)
                                .blurb("whether a socket that was handed over is closed at the end"),
                        (e, v) -> of.apply(e).closeSocket = v == null || v,
                        e -> of.apply(e).closeSocket);
    }
}

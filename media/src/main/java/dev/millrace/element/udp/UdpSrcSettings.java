package dev.millrace.element.udp;

import dev.millrace.caps.Caps;
import dev.millrace.io.UdpSocket;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.PropertyException;
import dev.millrace.media.State;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be set on a {@link UdpSrc}. Written before it is up, read on its context, but for what says otherwise. */
final class UdpSrcSettings {
    /** Where the times of buffers come from, in udpsrc's words. */
    enum SocketTimestamp {
        /** From the turn that received them. */
        DISABLED,
        /** From the kernel, which notes by its real-time clock when it got them. */
        REALTIME
    }

    /** What fits a datagram of IPv4; a longer buffer would never be filled. */
    private static final int LARGEST_DATAGRAM = 65_507;

    private static final String ANY = "0.0.0.0";
    private static final int PORT = 5004;
    private static final int MTU = 1492;

    private static final String SCHEME = "udp";

    String address = ANY;
    int port = PORT;
    boolean reuse = true;

    @Nullable
    Caps caps;

    int mtu = MTU;
    boolean retrieveSenderAddress = true;
    int bufferSize;
    boolean autoMulticast = true;
    boolean loop = true;

    @Nullable
    String interfaces;

    @Nullable
    String sources;

    volatile long timeoutNs;
    int skipFirstBytes;

    @Nullable
    UdpSocket socket;

    boolean closeSocket = true;
    boolean doTimestamp = true;
    SocketTimestamp socketTimestamp = SocketTimestamp.DISABLED;

    /** Those of ts-udpsrc and udpsrc. */
    static ElementFactory<UdpSrc> addTo(ElementFactory<UdpSrc> factory, Function<UdpSrc, UdpSrcSettings> of) {
        return addMulticast(addReceiving(addSocket(factory, of), of), of)
                .property(
                        Property.ofCaps("caps", null).blurb("format of the datagrams"),
                        (e, v) -> of.apply(e).caps = v,
                        e -> of.apply(e).caps)
                .property(
                        Property.ofUlong("timeout", 0)
                                .blurb("time in ns without a datagram after which a message says so, again and again; 0"
                                        + " for never")
                                .mutableIn(State.PLAYING),
                        (e, v) -> {
                            of.apply(e).timeoutNs = v == null ? 0 : v;
                            e.extrasChanged();
                        },
                        e -> of.apply(e).timeoutNs);
    }

    private static ElementFactory<UdpSrc> addReceiving(
            ElementFactory<UdpSrc> factory, Function<UdpSrc, UdpSrcSettings> of) {
        return factory.property(
                        Property.ofInt("mtu", 1, LARGEST_DATAGRAM, MTU)
                                .blurb("largest datagram in bytes; longer ones are cut"),
                        (e, v) -> of.apply(e).mtu = v == null ? MTU : v,
                        e -> of.apply(e).mtu)
                .property(
                        Property.ofEnum("socket-timestamp", SocketTimestamp.DISABLED)
                                .blurb("whether buffers get the time at which the kernel got them; on Linux")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).socketTimestamp = v == null ? SocketTimestamp.DISABLED : v,
                        e -> of.apply(e).socketTimestamp)
                .property(
                        Property.ofInt("skip-first-bytes", 0, Integer.MAX_VALUE, 0)
                                .blurb("bytes at the beginning of each datagram that are passed over"),
                        (e, v) -> of.apply(e).skipFirstBytes = v == null ? 0 : v,
                        e -> of.apply(e).skipFirstBytes)
                .property(
                        Property.ofBool("retrieve-sender-address", true)
                                .blurb("whether buffers carry their sender's address")
                                .mutableIn(State.READY),
                        (e, v) -> of.apply(e).retrieveSenderAddress = v == null || v,
                        e -> of.apply(e).retrieveSenderAddress)
                .property(
                        Property.ofInt("buffer-size", 0, Integer.MAX_VALUE, 0)
                                .blurb("kernel's receive buffer in bytes; 0 leaves it as it is")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).bufferSize = v == null ? 0 : v,
                        e -> of.apply(e).bufferSize);
    }

    private static ElementFactory<UdpSrc> addMulticast(
            ElementFactory<UdpSrc> factory, Function<UdpSrc, UdpSrcSettings> of) {
        return factory.property(
                        Property.ofBool("auto-multicast", true)
                                .blurb("whether a multicast address is joined, and left at the end")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).autoMulticast = v == null || v,
                        e -> of.apply(e).autoMulticast)
                .property(
                        Property.ofBool("loop", true)
                                .blurb(
                                        "whether what this host sends to the multicast group by the same socket comes back")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).loop = v == null || v,
                        e -> of.apply(e).loop)
                .property(
                        Property.ofString("multicast-iface", null)
                                .blurb("network interfaces to join the multicast group on, separated by commas")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).interfaces = v,
                        e -> of.apply(e).interfaces)
                .property(
                        Property.ofString("multicast-source", null)
                                .blurb("senders to the multicast group that are wanted, as +192.0.2.7+192.0.2.8; all"
                                        + " where none is named")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).sources(v),
                        e -> of.apply(e).sources);
    }

    private static ElementFactory<UdpSrc> addSocket(
            ElementFactory<UdpSrc> factory, Function<UdpSrc, UdpSrcSettings> of) {
        return factory.property(
                        Property.ofString("address", ANY)
                                .blurb("literal IP address to receive on, or multicast group")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).address = checkLiteral("address", v),
                        e -> of.apply(e).address)
                .property(
                        Property.ofInt("port", 0, 65_535, PORT)
                                .blurb("port to receive on; 0 has one chosen")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).port = v == null ? PORT : v,
                        e -> of.apply(e).port)
                .property(
                        Property.ofBool("reuse", true)
                                .blurb("whether others may receive on the same port")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).reuse = v == null || v,
                        e -> of.apply(e).reuse)
                .property(
                        Property.ofObject("socket", UdpSocket.class)
                                .blurb("socket to receive from, instead of one of its own")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).socket = v,
                        e -> of.apply(e).socket)
                .readOnly(
                        Property.ofObject("used-socket", UdpSocket.class)
                                .blurb("socket that is received from; none before READY"),
                        UdpSrc::usedSocket);
    }

    /** Those of udpsrc alone. */
    static ElementFactory<UdpSrc> addClassicTo(ElementFactory<UdpSrc> factory, Function<UdpSrc, UdpSrcSettings> of) {
        return factory.property(
                        Property.ofString("multicast-group", ANY)
                                .blurb("the same as address")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).address = checkLiteral("multicast-group", v),
                        e -> of.apply(e).address)
                .property(
                        Property.ofString("uri", "udp://" + ANY + ":" + PORT)
                                .blurb("address and port as udp://address:port?multicast-source=+192.0.2.7")
                                .mutableIn(State.NULL),
                        (e, v) -> of.apply(e).uri(v),
                        e -> of.apply(e).uri())
                .property(
                        Property.ofBool("close-socket", true)
                                .blurb("whether a socket that was handed over is closed at the end"),
                        (e, v) -> of.apply(e).closeSocket = v == null || v,
                        e -> of.apply(e).closeSocket)
                .property(
                        Property.ofBool("do-timestamp", true).blurb("whether buffers get the time of their arrival"),
                        (e, v) -> of.apply(e).doTimestamp = v == null || v,
                        e -> of.apply(e).doTimestamp);
    }

    private static String checkLiteral(String property, @Nullable String literal) {
        if (literal == null) return ANY;
        try {
            InetAddress.ofLiteral(literal);
            return literal;
        } catch (IllegalArgumentException e) {
            throw new PropertyException(
                    property + " is not a literal IP address: " + property + "=" + literal
                            + "; use one such as 0.0.0.0 or ::",
                    e);
        }
    }

    private void sources(@Nullable String text) {
        Membership.sources(text);
        sources = text;
    }

    private void uri(@Nullable String text) {
        URI uri = parse(text == null ? SCHEME + "://" + ANY + ":" + PORT : text);
        String host = uri.getHost();
        String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        address = checkLiteral("uri", literal);
        port = uri.getPort() < 0 ? PORT : uri.getPort();
        String query = uri.getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) option(pair, String.valueOf(text));
    }

    private void option(String pair, String text) {
        Map.Entry<String, String> option = pair.contains("=")
                ? Map.entry(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1))
                : Map.entry(pair, "");
        switch (option.getKey()) {
            case "multicast-source" -> sources(option.getValue());
            case "multicast-iface" -> interfaces = option.getValue();
            default ->
                throw new PropertyException(
                        "uri has an unknown option: uri=" + text + " option=" + option.getKey()
                                + "; use multicast-source or multicast-iface",
                        null);
        }
    }

    private static URI parse(String text) {
        try {
            URI uri = URI.create(text);
            if (SCHEME.equals(uri.getScheme()) && uri.getHost() != null) return uri;
        } catch (IllegalArgumentException e) {
            throw new PropertyException("uri cannot be read: uri=" + text + "; use udp://address:port", e);
        }
        throw new PropertyException("uri is not one of udp: uri=" + text + "; use udp://address:port", null);
    }

    private String uri() {
        return SCHEME + "://" + (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }
}

package dev.millrace.element.udp;

import dev.millrace.caps.Caps;
import dev.millrace.io.UdpSocket;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.PropertyException;
import dev.millrace.media.Source;
import dev.millrace.media.State;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Receives datagrams and pushes each as a buffer; GStreamer's ts-udpsrc and udpsrc.
 *
 * <p>The two differ in their thread alone: {@code ts-udpsrc} streams on the context it names, {@code udpsrc} on a context
 * of its own that blocks for each datagram. A buffer's DTS is the running time of the turn that received it; it has no
 * PTS. After the first packets nothing is allocated.
 */
public final class UdpSrc extends Source {
    /** On a shared context. */
    public static final ElementFactory<UdpSrc> SHARED = ContextSettings.addTo(
            common(ElementFactory.of("ts-udpsrc", () -> new UdpSrc(true)))
                    .description("receives datagrams on a thread shared with other elements"),
            source -> source.contextSettings);

    /** On a thread of its own. */
    public static final ElementFactory<UdpSrc> CLASSIC = common(ElementFactory.of("udpsrc", () -> new UdpSrc(false)))
            .description("receives datagrams on a thread of its own");

    private static final int LARGEST_DATAGRAM = 65_507;

    private final boolean shared;
    private final ContextSettings contextSettings = new ContextSettings();
    private String address = "0.0.0.0";
    private int port = 5004;
    private boolean reuse = true;
    private @Nullable Caps caps;
    private int mtu = 1492;
    private boolean retrieveSenderAddress = true;
    private int bufferSize;

    // The context's thread.
    private @Nullable UdpSocket socket;
    private @Nullable BufferPool pool;
    private long truncated;

    private UdpSrc(boolean shared) {
        this.shared = shared;
    }

    private static ElementFactory<UdpSrc> common(ElementFactory<UdpSrc> factory) {
        return factory.klass("Source/Network")
                .src(Caps.any())
                .property(
                        Property.ofString("address", "0.0.0.0").blurb("literal IP address to receive on"),
                        (e, v) -> e.address = checkLiteral(v),
                        e -> e.address)
                .property(
                        Property.ofInt("port", 0, 65_535, 5004).blurb("port to receive on; 0 has one chosen"),
                        (e, v) -> e.port = v == null ? 5004 : v,
                        e -> e.port)
                .property(
                        Property.ofBool("reuse", true).blurb("whether others may receive on the same port"),
                        (e, v) -> e.reuse = v == null || v,
                        e -> e.reuse)
                .property(
                        Property.ofCaps("caps", null).blurb("format of the datagrams"),
                        (e, v) -> e.caps = v,
                        e -> e.caps)
                .property(
                        Property.ofInt("mtu", 1, LARGEST_DATAGRAM, 1492)
                                .blurb("largest datagram in bytes; longer ones are cut"),
                        (e, v) -> e.mtu = v == null ? 1492 : v,
                        e -> e.mtu)
                .property(
                        Property.ofBool("retrieve-sender-address", true)
                                .blurb("whether buffers carry their sender's address")
                                .mutableIn(State.READY),
                        (e, v) -> e.retrieveSenderAddress = v == null || v,
                        e -> e.retrieveSenderAddress)
                .property(
                        Property.ofInt("buffer-size", 0, Integer.MAX_VALUE, 0)
                                .blurb("kernel's receive buffer in bytes; 0 leaves it as it is"),
                        (e, v) -> e.bufferSize = v == null ? 0 : v,
                        e -> e.bufferSize);
    }

    private static String checkLiteral(@Nullable String literal) {
        if (literal == null) return "0.0.0.0";
        try {
            InetAddress.ofLiteral(literal);
            return literal;
        } catch (IllegalArgumentException e) {
            throw new PropertyException(
                    "address is not a literal IP address: address=" + literal + "; use one such as 0.0.0.0 or ::", e);
        }
    }

    /** The port it is bound to; that of the property until it is up. */
    public int port() {
        return port;
    }

    /** Datagrams that were longer than {@code mtu}. */
    public long truncated() {
        return truncated;
    }

    @Override
    protected Context acquireContext() throws IOException {
        return shared ? acquireShared(contextSettings) : environment().open(name(), Duration.ZERO);
    }

    @Override
    protected void open() throws IOException {
        InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral(address), port);
        DatagramOptions options = DatagramOptions.bindTo(local).withReuse(reuse).withReceiveBuffer(bufferSize);
        socket = UdpSocket.open(environment(), options);
        port = socket.localAddress().getPort();
        pool = BufferPool.of(task().context(), mtu);
    }

    @Override
    protected void close() {
        if (socket != null) socket.close();
        socket = null;
        pool = null;
    }

    @Override
    protected @Nullable Caps streamCaps() {
        return caps;
    }

    @Override
    @SuppressWarnings("NullAway") // open comes before and close after
    protected boolean produce(long nowNs) throws IOException {
        while (socket.pollReadable(task())) {
            Buffer buffer = pool.acquire();
            int length = receive(buffer);
            if (length == UdpSocket.WOULD_BLOCK) {
                buffer.release();
                continue;
            }
            buffer.setRange(0, length);
            buffer.setDtsNs(pipeline().runningTimeNs(nowNs));
            if (!push(buffer)) return task().isBlocked();
        }
        return false;
    }

    @SuppressWarnings("NullAway") // open comes before and close after
    private int receive(Buffer buffer) throws IOException {
        int length;
        try {
            length = socket.tryReceive(buffer, 0, mtu, retrieveSenderAddress);
        } catch (IOException | RuntimeException e) {
            buffer.release();
            throw e;
        }
        if (retrieveSenderAddress && length >= 0) buffer.setSender(socket.sender());
        if (length > mtu) {
            truncated++;
            return mtu;
        }
        return length;
    }
}

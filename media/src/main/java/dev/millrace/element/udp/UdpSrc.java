package dev.millrace.element.udp;

import dev.millrace.caps.Caps;
import dev.millrace.element.udp.UdpSrcSettings.SocketTimestamp;
import dev.millrace.io.UdpSocket;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Source;
import dev.millrace.media.SourceSettings;
import dev.millrace.reactor.DatagramHandle;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.SocketSetting;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Receives datagrams and pushes each as a buffer; GStreamer's ts-udpsrc and udpsrc.
 *
 * <p>The two differ in their thread alone: {@code ts-udpsrc} streams on the context it names, {@code udpsrc} on a context
 * of its own that blocks for each datagram. A buffer's DTS is the running time of the turn that received it; it has no
 * PTS. After the first packets nothing is allocated.
 *
 * <p>With {@code socket-timestamp} the DTS is the running time at which the kernel got the datagram. Where the kernel does not tell,
 * on another backend than epoll or from a socket that was handed over without ({@link DatagramOptions#withArrivalTimes}), a warning
 * says so at READY, and it stays that of the turn; so it does for a datagram between whose arrival and receipt the clock was set.
 *
 * <p>A multicast address is bound to on its port and joined on each of the interfaces; the membership ends with the
 * socket. A socket that was handed over is received from as it is, and stays open unless {@code close-socket} says
 * otherwise; while the element is up it belongs to its context.
 */
public final class UdpSrc extends Source {
    /** On a shared context. */
    public static final ElementFactory<UdpSrc> SHARED = ContextSettings.addTo(
            common(ElementFactory.of("ts-udpsrc", () -> new UdpSrc(true)))
                    .description("receives datagrams on a thread shared with other elements"),
            source -> source.contextSettings);

    /** On a thread of its own. */
    public static final ElementFactory<UdpSrc> CLASSIC = UdpSrcSettings.addClassicTo(
            SourceSettings.addNumBuffers(common(ElementFactory.of("udpsrc", () -> new UdpSrc(false)))
                    .description("receives datagrams on a thread of its own")),
            source -> source.settings);

    private static final int SILENCE = 1;
    private static final int STAMPS = 2;

    private final boolean shared;
    private final ContextSettings contextSettings = new ContextSettings();
    private final UdpSrcSettings settings = new UdpSrcSettings();

    // The context's thread; others see the socket once the element is READY.
    private volatile @Nullable UdpSocket usedSocket;
    private @Nullable UdpSocket socket;
    private @Nullable BufferPool pool;
    private @Nullable Membership membership;
    private @Nullable SilenceTimer silence;
    private long truncated;

    // What each datagram needs of the settings, in the object at hand.
    private int mtu;
    private int skipFirstBytes;
    private boolean wantSender;
    private boolean doTimestamp;
    /** What is done besides, as bits; none of it costs anything while there is none. */
    private volatile int extras;

    /** How far the clock of arrivals is ahead of the environment's, as of this turn. */
    private long clockAheadNs;

    private UdpSrc(boolean shared) {
        this.shared = shared;
    }

    private static ElementFactory<UdpSrc> common(ElementFactory<UdpSrc> factory) {
        return UdpSrcSettings.addTo(factory.klass("Source/Network").src(Caps.any()), source -> source.settings);
    }

    /** The port it is bound to; that of the property until it is up. */
    public int port() {
        return settings.port;
    }

    /** The socket it receives from, for a sink that is to send from the same port; null before READY. */
    public @Nullable UdpSocket usedSocket() {
        return usedSocket;
    }

    /** Datagrams that were longer than {@code mtu}. */
    public long truncated() {
        return truncated;
    }

    @Override
    protected Context acquireContext() throws IOException {
        return shared ? acquireShared(contextSettings) : super.acquireContext();
    }

    @Override
    protected void open() throws IOException {
        socket = settings.socket != null ? settings.socket : openSocket();
        usedSocket = socket;
        settings.port = socket.localAddress().getPort();
        silence = new SilenceTimer(this, task().context(), settings);
        extrasChanged();
        if (settings.socketTimestamp != SocketTimestamp.DISABLED && (extras & STAMPS) == 0)
            postWarning(
                    "arrival times are not told, buffers get the time of their turn: element=" + name() + " socket="
                            + socket + "; use socket-timestamp=disabled, or the epoll backend",
                    null);
    }

    @Override
    protected void readyToPaused() throws Exception {
        super.readyToPaused();
        mtu = settings.mtu;
        pool = null;
        skipFirstBytes = settings.skipFirstBytes;
        wantSender = settings.retrieveSenderAddress;
        doTimestamp = settings.doTimestamp;
    }

    synchronized void extrasChanged() {
        UdpSocket from = usedSocket;
        boolean stamps = from != null
                && settings.socketTimestamp != SocketTimestamp.DISABLED
                && from.arrivalClockNs() != DatagramHandle.NO_ARRIVAL;
        extras = (settings.timeoutNs > 0 ? SILENCE : 0) | (stamps ? STAMPS : 0);
    }

    private UdpSocket openSocket() throws IOException {
        InetAddress address = InetAddress.ofLiteral(settings.address);
        InetSocketAddress local = address.isMulticastAddress()
                ? new InetSocketAddress(anyOf(address), settings.port)
                : new InetSocketAddress(address, settings.port);
        UdpSocket opened =
                open(DatagramOptions.bindTo(local).withReuse(settings.reuse).withReceiveBuffer(settings.bufferSize));
        try {
            if (address.isMulticastAddress() && settings.autoMulticast) join(opened, address);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
        return opened;
    }

    /** With arrival times where they are wanted and can be had. */
    private UdpSocket open(DatagramOptions options) throws IOException {
        if (settings.socketTimestamp == SocketTimestamp.DISABLED) return UdpSocket.open(environment(), options);
        try {
            return UdpSocket.open(environment(), options.withArrivalTimes());
        } catch (UnsupportedOperationException _) {
            return UdpSocket.open(environment(), options);
        }
    }

    private static InetAddress anyOf(InetAddress group) throws IOException {
        return InetAddress.getByAddress(new byte[group.getAddress().length]);
    }

    private void join(UdpSocket opened, InetAddress group) throws IOException {
        if (!settings.loop) opened.set(SocketSetting.MULTICAST_LOOP, 0);
        membership = Membership.join(opened, group, settings.interfaces, Membership.sources(settings.sources));
    }

    @Override
    protected void close() {
        if (silence != null) silence.stop();
        UdpSocket closing = socket;
        if (closing != null) {
            if (membership != null) membership.leave(e -> postWarning("multicast group was not left: " + e, e));
            if (closing != settings.socket || (settings.closeSocket && !shared)) closing.close();
            else closing.unregister();
        }
        membership = null;
        socket = null;
        usedSocket = null;
        pool = null;
    }

    @Override
    protected @Nullable Caps streamCaps() {
        return settings.caps;
    }

    @Override
    @SuppressWarnings("NullAway") // open comes before and close after
    protected boolean produce(long nowNs) throws IOException {
        if (extras != 0) beginExtras(nowNs);
        if (pool == null) pool = BufferPool.of(task().context(), mtu);
        while (socket.pollReadable(task())) {
            Buffer buffer = pool.acquire();
            int length = receive(buffer);
            if (length == UdpSocket.WOULD_BLOCK) {
                buffer.release();
                continue;
            }
            int skipped = Math.min(skipFirstBytes, length);
            buffer.setRange(skipped, length - skipped);
            if (doTimestamp) buffer.setDtsNs(pipeline().runningTimeNs(nowNs));
            if (extras != 0) doExtras(buffer, nowNs);
            if (!push(buffer)) return task().isBlocked();
        }
        return false;
    }

    @SuppressWarnings("NullAway") // open comes before and close after
    private void beginExtras(long nowNs) {
        int now = extras;
        if ((now & SILENCE) != 0) silence.listen(nowNs);
        if ((now & STAMPS) != 0)
            clockAheadNs = socket.arrivalClockNs() - environment().nowNs();
    }

    @SuppressWarnings("NullAway") // open comes before and close after
    private void doExtras(Buffer buffer, long nowNs) {
        int now = extras;
        if ((now & SILENCE) != 0) silence.heard(nowNs);
        if ((now & STAMPS) != 0) stamp(buffer, socket.arrivalNs(), nowNs);
    }

    /** A time that cannot be, because the clock was set meanwhile, is not taken. */
    private void stamp(Buffer buffer, long arrivalNs, long nowNs) {
        if (arrivalNs == DatagramHandle.NO_ARRIVAL) return;
        long arrivedNs = arrivalNs - clockAheadNs;
        if (arrivedNs > nowNs && arrivedNs > environment().nowNs()) return;
        long dtsNs = pipeline().runningTimeNs(arrivedNs);
        if (dtsNs >= 0) buffer.setDtsNs(dtsNs);
    }

    @SuppressWarnings("NullAway") // open comes before and close after
    private int receive(Buffer buffer) throws IOException {
        int length;
        try {
            length = socket.tryReceive(buffer, 0, mtu, wantSender);
        } catch (IOException | RuntimeException e) {
            buffer.release();
            throw e;
        }
        if (wantSender && length >= 0) buffer.setSender(socket.sender());
        if (length > mtu) {
            truncated++;
            return mtu;
        }
        return length;
    }
}

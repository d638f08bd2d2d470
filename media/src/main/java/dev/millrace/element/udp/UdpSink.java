package dev.millrace.element.udp;

import dev.millrace.caps.Caps;
import dev.millrace.future.Waker;
import dev.millrace.io.SendBatch;
import dev.millrace.io.SendListener;
import dev.millrace.io.UdpSocket;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Property;
import dev.millrace.media.Sink;
import dev.millrace.media.State;
import dev.millrace.media.StreamTask;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Sends each buffer as a datagram to every client; GStreamer's ts-udpsink.
 *
 * <p>It has no thread: it sends on the context of the stream that pushes, from a socket of its own, together with the
 * other sinks of that context at the end of the turn. A client that cannot be reached is counted and warned of once, the
 * others go on.
 */
public final class UdpSink extends Sink {
    public static final ElementFactory<UdpSink> SHARED = ElementFactory.of("ts-udpsink", UdpSink::new)
            .klass("Sink/Network")
            .description("sends datagrams on the thread of the stream")
            .sink(Caps.any())
            .property(
                    Property.ofBool("sync", true)
                            .blurb("whether buffers wait for their time")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.sync = v == null || v,
                    e -> e.sync)
            .property(
                    Property.ofString("clients", "127.0.0.1:5004")
                            .blurb("receivers as host:port, separated by commas; literal addresses, IPv6 in brackets")
                            .mutableIn(State.PLAYING),
                    (e, v) -> e.clients = Clients.parse(v),
                    e -> e.clients.toString())
            .property(
                    Property.ofString("bind-address", "0.0.0.0").blurb("address to send from, IPv4"),
                    (e, v) -> e.bindAddress = v == null ? "" : v,
                    e -> e.bindAddress)
            .property(
                    Property.ofInt("bind-port", 0, 65_535, 0).blurb("port to send from, IPv4; 0 has one chosen"),
                    (e, v) -> e.bindPort = v == null ? 0 : v,
                    e -> e.bindPort)
            .property(
                    Property.ofString("bind-address-v6", "::").blurb("address to send from, IPv6"),
                    (e, v) -> e.bindAddressV6 = v == null ? "" : v,
                    e -> e.bindAddressV6)
            .property(
                    Property.ofInt("bind-port-v6", 0, 65_535, 0).blurb("port to send from, IPv6; 0 has one chosen"),
                    (e, v) -> e.bindPortV6 = v == null ? 0 : v,
                    e -> e.bindPortV6)
            .property(
                    Property.ofBool("shared-socket", false)
                            .blurb("whether the sinks of a context with the same bind address send from one socket"),
                    (e, v) -> e.sharedSocket = v != null && v,
                    e -> e.sharedSocket)
            .readOnly(
                    Property.ofLong("packets-sent", 0, Long.MAX_VALUE, 0).blurb("datagrams sent"), e -> e.listener.sent)
            .readOnly(
                    Property.ofLong("packets-failed", 0, Long.MAX_VALUE, 0).blurb("datagrams refused"),
                    e -> e.listener.failed);

    private volatile boolean sync = true;
    private volatile Clients clients = Clients.parse("127.0.0.1:5004");
    private String bindAddress = "0.0.0.0";
    private int bindPort;
    private String bindAddressV6 = "::";
    private int bindPortV6;
    private boolean sharedSocket;

    // Where sockets are shared they are this sink's from the first buffer until it leaves its context.
    private @Nullable UdpSocket socket;
    private @Nullable UdpSocket socketV6;
    private @Nullable SharedSocket shared;
    private @Nullable SharedSocket sharedV6;

    // The context's thread.
    private @Nullable Context context;
    private @Nullable SendBatch batch;
    private final HeldBuffers held = new HeldBuffers(this);
    /** Whether {@code held} has any: asked with every buffer, so kept in this object. */
    private boolean anyHeld;

    private final Listener listener = new Listener();

    UdpSink() {}

    /** Adds a receiver; from any thread. Adding it twice is a warning. */
    public synchronized void addClient(String host, int port) {
        Endpoint client = Endpoint.of(host, port);
        if (clients.contains(client)) postWarning("client is there already: client=" + client, null);
        else clients = clients.with(client);
    }

    /** Removes a receiver; from any thread. Removing an unknown one is a warning. */
    public synchronized void removeClient(String host, int port) {
        Endpoint client = Endpoint.of(host, port);
        if (clients.contains(client)) clients = clients.without(client);
        else postWarning("client is unknown: client=" + client, null);
    }

    /** Removes all receivers; from any thread. */
    public synchronized void clearClients() {
        clients = Clients.parse("");
    }

    /** A datagram is sent when it is time for it, and there is nothing to show in PAUSED. */
    @Override
    protected boolean prerolls() {
        return false;
    }

    @Override
    protected void flushing() {
        held.releaseAll();
    }

    @Override
    protected void nullToReady() throws IOException {
        if (sharedSocket) return;
        if (!bindAddress.isEmpty()) socket = open(bindAddress, bindPort);
        if (!bindAddressV6.isEmpty() && clients.anyIpv6()) socketV6 = open(bindAddressV6, bindPortV6);
    }

    private UdpSocket open(String literal, int port) throws IOException {
        return UdpSocket.open(environment(), DatagramOptions.bindTo(local(literal, port)));
    }

    private static InetSocketAddress local(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    @Override
    protected void pausedToReady() throws Exception {
        super.pausedToReady();
        Context streamed = context;
        if (streamed != null) streamed.enter(this::leaveContext);
    }

    private @Nullable Void leaveContext() {
        held.releaseAll();
        if (batch != null) batch.forget(listener);
        if (sharedSocket) leaveShared();
        if (socket != null) socket.unregister();
        if (socketV6 != null) socketV6.unregister();
        context = null;
        batch = null;
        return null;
    }

    private void leaveShared() {
        if (shared != null) shared.release();
        if (sharedV6 != null) sharedV6.release();
        shared = null;
        sharedV6 = null;
        socket = null;
        socketV6 = null;
    }

    @Override
    protected void readyToNull() {
        if (socket != null) socket.close();
        if (socketV6 != null) socketV6.close();
        socket = null;
        socketV6 = null;
    }

    @Override
    protected FlowReturn render(Buffer buffer) {
        if (batch == null && !enterContext()) {
            buffer.release();
            return FlowReturn.ERROR;
        }
        if (anyHeld || isEarly(buffer)) hold(buffer);
        else if (!sendNow(buffer)) hold(buffer);
        return FlowReturn.OK;
    }

    @Override
    protected void streamEnded() {
        if (!anyHeld) super.streamEnded();
        else held.whenEmpty(super::streamEnded);
    }

    private boolean enterContext() {
        Context current = Context.current();
        if (current == null) throw new IllegalStateException("buffers must come from a context: element=" + name());
        context = current;
        try {
            if (sharedSocket) enterShared(current);
        } catch (IOException e) {
            postError(String.valueOf(e.getMessage()), e);
            return false;
        }
        batch = SendBatch.of(current);
        return true;
    }

    private void enterShared(Context of) throws IOException {
        if (!bindAddress.isEmpty()) {
            shared = SharedSocket.acquire(of, local(bindAddress, bindPort));
            socket = shared.socket();
        }
        if (!bindAddressV6.isEmpty() && clients.anyIpv6()) {
            sharedV6 = SharedSocket.acquire(of, local(bindAddressV6, bindPortV6));
            socketV6 = sharedV6.socket();
        }
    }

    private void hold(Buffer buffer) {
        boolean first = !anyHeld;
        anyHeld = true;
        held.add(buffer);
        if (first) StreamTask.defer(held);
    }

    void nothingIsHeld() {
        anyHeld = false;
    }

    /** When a buffer is to be sent, in the environment's clock; a time that may be past. */
    long sendAtNs(Buffer buffer) {
        return sync ? dueNs(buffer) : Long.MIN_VALUE;
    }

    @SuppressWarnings("NullAway") // on a context by now
    private boolean isEarly(Buffer buffer) {
        return sendAtNs(buffer) > context.turnNs() + earlyByNs();
    }

    /** The nearest slice sends it: half a slice early counts as due. */
    @SuppressWarnings("NullAway") // on a context by now
    long earlyByNs() {
        return context.waitNs() / 2;
    }

    /** Hands a buffer to the batch, once per client; false when there is no room, with nothing handed over. */
    @SuppressWarnings("NullAway") // on a context by now
    boolean sendNow(Buffer buffer) {
        Clients to = clients;
        if (!batch.hasRoom(to.size())) return false;
        for (int i = 0; i < to.size(); i++) {
            Endpoint client = to.get(i);
            UdpSocket from = client.isIpv6() ? socketV6 : socket;
            if (from == null) noSocketFor(client);
            else batch.add(from, buffer.retain(), buffer.offset(), buffer.length(), client, listener);
        }
        buffer.release();
        return true;
    }

    /** Whether the batch has room for a buffer; if not, wakes {@code waker} when there is. */
    @SuppressWarnings("NullAway") // on a context by now
    boolean pollRoom(Waker waker) {
        return batch.pollRoom(waker, clients.size());
    }

    private void noSocketFor(Endpoint client) {
        listener.countFailure(
                "no socket of this address family: client=" + client + "; give bind-address or bind-address-v6", null);
    }

    /** What became of a datagram; gives the buffer's reference back. */
    private final class Listener implements SendListener {
        // Written by the context's thread; others see them a little late.
        private long sent;
        private long failed;

        void countFailure(String text, @Nullable IOException reason) {
            if (failed == 0) postWarning(text, reason);
            failed++;
        }

        @Override
        public void sent(NativeMemory memory, int length) {
            ((Buffer) memory).release();
            sent++;
        }

        @Override
        public void sendFailed(NativeMemory memory, IOException reason) {
            ((Buffer) memory).release();
            countFailure(reason.getMessage() == null ? reason.toString() : reason.getMessage(), reason);
        }
    }
}

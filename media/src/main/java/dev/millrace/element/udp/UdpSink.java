package dev.millrace.element.udp;

import dev.millrace.caps.Caps;
import dev.millrace.future.Waker;
import dev.millrace.io.SendBatch;
import dev.millrace.io.UdpSocket;
import dev.millrace.media.Buffer;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Property;
import dev.millrace.media.Sink;
import dev.millrace.media.SinkSettings;
import dev.millrace.media.State;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends each buffer as a datagram to every client; GStreamer's ts-udpsink, udpsink and multiudpsink.
 *
 * <p>It has no thread: it sends on the context of the stream that pushes, from a socket of its own, together with the
 * other sinks of that context at the end of the turn. A ts-udpsink that names a {@code context} sends on that one, wherever
 * the stream runs; its buffers then go through a short queue, and when that is full the stream waits. A client that cannot
 * be reached is counted and warned of once, the others go on. The names differ in their properties alone.
 */
public final class UdpSink extends Sink {
    public static final ElementFactory<UdpSink> SHARED = ContextSettings.addTo(
            UdpSinkSettings.addSharedTo(
                    SinkSettings.addSync(
                            ClientActions.addTo(common("ts-udpsink", true, "127.0.0.1:5004")
                                    .description("sends datagrams on the thread of the stream, or of a context")),
                            true),
                    sink -> sink.settings),
            sink -> sink.contextSettings);

    public static final ElementFactory<UdpSink> CLASSIC = UdpSinkSettings.addClassicTo(
            addCountsTo(ClientActions.addOneTo(ClientActions.addTo(common("udpsink", false, "localhost:5004")
                    .description("sends datagrams to one receiver or several")))),
            sink -> sink.settings);

    public static final ElementFactory<UdpSink> CLASSIC_MULTI = UdpSinkSettings.addClassicTo(
            addCountsTo(ClientActions.addTo(
                    common("multiudpsink", false, "").description("sends datagrams to several receivers"))),
            sink -> sink.settings);

    final UdpSinkSettings settings = new UdpSinkSettings();
    final ClientList clients;
    private final ContextSettings contextSettings = new ContextSettings();
    private final boolean shared;

    /** Where it sends, if a context is named; set up by state changes. */
    private @Nullable SendTask sending;

    // The context's thread.
    private volatile @Nullable Context context;
    private @Nullable SendBatch batch;
    private final HeldBuffers held = new HeldBuffers(this);
    /** Whether {@code held} has any: asked with every buffer, so kept in this object. */
    private boolean anyHeld;

    private long bytesToServe;

    private UdpSink(boolean shared, String defaultClients) {
        super(shared ? SinkSettings.inTime() : SinkSettings.all(true));
        this.shared = shared;
        if (shared) {
            settings.bindAddress = "0.0.0.0";
            settings.bindAddressV6 = "::";
        }
        clients = new ClientList(this, new SinkSockets(this, settings), Destination.parse(defaultClients));
    }

    /** What the classic ones have beside that: the properties of every sink, and counts of bytes. */
    private static ElementFactory<UdpSink> addCountsTo(ElementFactory<UdpSink> factory) {
        return ClientActions.addSignalsTo(SinkSettings.addTo(factory, true))
                .property(
                        Property.ofBool("send-duplicates", true)
                                .blurb("whether a client that was added twice gets everything twice"),
                        (e, v) -> e.clients.sendDuplicates(v == null || v),
                        e -> e.clients.sendsDuplicates())
                .readOnly(
                        Property.ofUlong("bytes-to-serve", 0).blurb("bytes that came to be sent to clients"),
                        e -> e.bytesToServe)
                .readOnly(
                        Property.ofUlong("bytes-served", 0).blurb("bytes sent, of all clients"),
                        e -> e.clients.bytes());
    }

    private static ElementFactory<UdpSink> common(String name, boolean shared, String defaultClients) {
        ElementFactory<UdpSink> factory = ElementFactory.of(name, () -> new UdpSink(shared, defaultClients))
                .klass("Sink/Network")
                .sink(Caps.any())
                .property(
                        Property.ofString("clients", defaultClients)
                                .blurb("receivers as host:port, separated by commas; names, or literal addresses with"
                                        + " IPv6 in brackets")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.clients.set(Destination.parse(v)),
                        e -> Destination.text(e.clients.wanted()))
                .readOnly(
                        Property.ofLong("packets-sent", 0, Long.MAX_VALUE, 0).blurb("datagrams sent"),
                        e -> e.clients.packets())
                .readOnly(
                        Property.ofLong("packets-failed", 0, Long.MAX_VALUE, 0).blurb("datagrams refused"),
                        e -> e.clients.failed());
        return UdpSinkSettings.addTo(factory, sink -> sink.settings);
    }

    /** Adds a receiver, a name or a literal address; from any thread. Adding it twice is a warning. */
    public void addClient(String host, int port) {
        clients.add(new Destination(host, port));
    }

    /** Removes a receiver; from any thread. Removing an unknown one is a warning. */
    public void removeClient(String host, int port) {
        clients.remove(new Destination(host, port));
    }

    /** Removes all receivers; from any thread. */
    public void clearClients() {
        clients.clear();
    }

    /** The list of who is wanted has changed; on the thread that changed it. */
    void clientsChanged(List<Destination> before, List<Destination> after) {
        tell("client-removed", ClientActions.without(before, after));
        tell("client-added", ClientActions.without(after, before));
    }

    private void tell(String signal, List<Destination> clients) {
        if (isConnected(signal)) for (Destination one : clients) signal(signal, one.host(), one.port());
    }

    /** Whether it is ts-udpsink. */
    boolean isShared() {
        return shared;
    }

    Environment socketEnvironment() {
        return environment();
    }

    @Nullable
    UdpSocket usedSocket(boolean ipv6) {
        return clients.sockets().opened(ipv6);
    }

    /** The code point has changed: what is sent from now on carries it. */
    void markSockets() {
        try {
            clients.sockets().mark();
        } catch (IOException e) {
            postWarning("sockets are not marked: qos-dscp=" + settings.dscp + " reason=" + e.getMessage(), e);
        }
    }

    /** Where it sends at present, or null. */
    @Nullable
    Context streamContext() {
        return context;
    }

    /** ts-udpsink has nothing to show in PAUSED. */
    @Override
    protected boolean prerolls() {
        return !shared && super.prerolls();
    }

    @Override
    protected @Nullable StreamTask streamTask() {
        return sending == null ? null : sending.task();
    }

    @Override
    protected void flushing() {
        if (sending != null && sending.isAcross()) sending.beginFlush();
        else dropHeldBuffers();
    }

    @Override
    protected void flushed() {
        if (sending != null) sending.endFlush();
    }

    void dropHeldBuffers() {
        held.releaseAll();
    }

    @Override
    protected void nullToReady() throws IOException {
        clients.open();
        if (contextSettings.isSet()) sending = new SendTask(this, contextSettings.acquire(pipeline()));
    }

    @Override
    protected void readyToPaused() {
        bytesToServe = 0;
        if (sending != null) sending.open();
    }

    @Override
    protected void pausedToReady() throws Exception {
        if (sending != null) sending.shut();
        super.pausedToReady();
        Context streamed = context;
        if (streamed != null) streamed.enter(this::leaveContext);
    }

    private @Nullable Void leaveContext() {
        held.releaseAll();
        if (batch != null) batch.forget(listener -> listener instanceof Client client && client.sink() == this);
        clients.leaveContext();
        context = null;
        batch = null;
        return null;
    }

    @Override
    protected void readyToNull() {
        clients.close();
        if (sending != null) sending.close();
        sending = null;
    }

    @Override
    protected FlowReturn render(Buffer buffer) {
        SendTask by = sending;
        return by != null && by.isAcross() ? by.add(buffer) : send(buffer);
    }

    /** Sends a buffer, or holds it while there is no room; on the context that sends. */
    FlowReturn send(Buffer buffer) {
        if (batch == null && !enterContext()) {
            buffer.release();
            return FlowReturn.ERROR;
        }
        bytesToServe += buffer.length();
        if (anyHeld || !sendNow(buffer)) hold(buffer);
        return FlowReturn.OK;
    }

    @Override
    protected void streamEnded() {
        if (sending != null && sending.isAcross()) sending.addEnd();
        else end();
    }

    /** The stream has ended; on the context that sends. */
    void end() {
        if (!anyHeld) super.streamEnded();
        else held.whenEmpty(super::streamEnded);
    }

    private boolean enterContext() {
        Context current = Context.current();
        if (current == null) throw new IllegalStateException("buffers must come from a context: element=" + name());
        context = current;
        try {
            clients.enterContext();
        } catch (IOException e) {
            postError(String.valueOf(e.getMessage()), e);
            return false;
        }
        batch = SendBatch.of(current);
        return true;
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

    /** Hands a buffer to the batch, once per client; false when there is no room, with nothing handed over. */
    @SuppressWarnings("NullAway") // on a context by now
    boolean sendNow(Buffer buffer) {
        Client[] to = clients.current();
        if (!batch.hasRoom(to.length)) return false;
        for (Client client : to) {
            UdpSocket from = client.socket();
            if (from == null) noSocketFor(client);
            else batch.add(from, buffer.retain(), buffer.offset(), buffer.length(), client.endpoint(), client);
        }
        buffer.release();
        return true;
    }

    /** Whether the batch has room for a buffer; if not, wakes {@code waker} when there is. */
    @SuppressWarnings("NullAway") // on a context by now
    boolean pollRoom(Waker waker) {
        return batch.pollRoom(waker, clients.current().length);
    }

    private static void noSocketFor(Client client) {
        client.countFailure(
                "no socket of this address family: client=" + client.endpoint()
                        + "; give bind-address or bind-address-v6",
                null);
    }
}

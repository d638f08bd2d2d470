package dev.millrace.element.tcp;

import dev.millrace.caps.Caps;
import dev.millrace.io.StreamListener;
import dev.millrace.io.StreamSocket;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Property;
import dev.millrace.media.Sink;
import dev.millrace.media.SinkSettings;
import dev.millrace.media.State;
import dev.millrace.reactor.ListenerOptions;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Listens, and sends each buffer to every client, in order and whole; GStreamer's tcpserversink.
 *
 * <p>It listens from READY on; clients are taken in from the beginning of the stream and get what comes after that. It has no
 * thread: it writes on the context of the stream. No client holds up another, nor the stream: what one does not take is kept for
 * it, without a limit unless {@code buffers-max} or {@code buffers-soft-max} sets one. The end of the stream is posted when every
 * client has taken all, or five seconds later.
 */
public final class TcpServerSink extends Sink {
    private static final String HOST = "localhost";
    private static final int PORT = 4953;

    public static final ElementFactory<TcpServerSink> FACTORY = addLimitsTo(addCountsTo(
                            SinkSettings.addTo(ElementFactory.of("tcpserversink", TcpServerSink::new), true))
                    .klass("Sink/Network")
                    .description("sends bytes to all TCP clients")
                    .sink(Caps.any())
                    .property(
                            Property.ofString("host", HOST).blurb("name or address to listen on"),
                            (e, v) -> e.host = v == null ? HOST : v,
                            e -> e.host)
                    .property(
                            Property.ofInt("port", 0, 65_535, PORT).blurb("port to listen on; 0 has one chosen"),
                            (e, v) -> e.port = v == null ? PORT : v,
                            e -> e.port))
            .signal("client-added", "a client was taken in: its StreamSocket")
            .signal("client-removed", "a client is gone: its StreamSocket, the buffers it missed, a ClientStatus");

    // Written before it is up.
    private String host = HOST;
    private int port = PORT;

    // Any thread.
    private volatile Backlog backlog = Backlog.UNLIMITED;
    private volatile int currentPort;

    // The state change's thread.
    private @Nullable StreamListener listener;

    // The context's thread; others see them a little late.
    private volatile @Nullable Context context;
    private volatile @Nullable Viewers viewers;

    private TcpServerSink() {
        super(SinkSettings.all(true));
    }

    private static ElementFactory<TcpServerSink> addLimitsTo(ElementFactory<TcpServerSink> factory) {
        return factory.property(
                        limit(
                                "buffers-max",
                                "buffers that may wait for a client before it is removed; -1 for no limit"),
                        (e, v) -> e.backlog = e.backlog.withMost(v == null ? -1 : v),
                        e -> e.backlog.most())
                .property(
                        limit("buffers-soft-max", "buffers from which on recover-policy applies; -1 for no limit"),
                        (e, v) -> e.backlog = e.backlog.withSoft(v == null ? -1 : v),
                        e -> e.backlog.soft())
                .property(
                        Property.ofEnum("recover-policy", RecoverPolicy.NONE)
                                .blurb("what a client that has fallen behind buffers-soft-max goes on with")
                                .mutableIn(State.PLAYING),
                        (e, v) -> e.backlog = e.backlog.with(v == null ? RecoverPolicy.NONE : v),
                        e -> e.backlog.policy());
    }

    private static Property<Integer> limit(String name, String blurb) {
        return Property.ofInt(name, -1, Integer.MAX_VALUE, -1).blurb(blurb).mutableIn(State.PLAYING);
    }

    private static ElementFactory<TcpServerSink> addCountsTo(ElementFactory<TcpServerSink> factory) {
        return factory.readOnly(
                        Property.ofInt("current-port", 0, 65_535, 0).blurb("port it listens on; 0 before READY"),
                        e -> e.currentPort)
                .readOnly(
                        Property.ofUint("num-handles", 0, 0xffff_ffffL, 0).blurb("clients there are now"),
                        e -> e.viewers == null ? 0L : (long) e.viewers.count())
                .readOnly(
                        Property.ofUlong("bytes-to-serve", 0).blurb("bytes that came to be sent to clients"),
                        e -> e.viewers == null ? 0L : e.viewers.bytesToServe())
                .readOnly(
                        Property.ofUlong("bytes-served", 0).blurb("bytes sent, of all clients"),
                        e -> e.viewers == null ? 0L : e.viewers.bytesServed());
    }

    /** The port it listens on; 0 before READY. */
    public int currentPort() {
        return currentPort;
    }

    void tellAdded(StreamSocket socket) {
        signal("client-added", socket);
    }

    void tellRemoved(StreamSocket socket, long missed, ClientStatus status) {
        signal("client-removed", socket, missed, status);
    }

    /** On the thread of the state change, where a name may be looked up. */
    @Override
    protected void nullToReady() throws IOException {
        Peer here = new Peer(host, port);
        InetSocketAddress address = here.toListen();
        try {
            listener = StreamListener.open(environment(), ListenerOptions.bindTo(address));
        } catch (IOException e) {
            throw here.failure("cannot listen", e);
        }
        currentPort = ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    protected void readyToNull() {
        if (listener != null) listener.close();
        listener = null;
        currentPort = 0;
    }

    /** The stream begins: clients that are there before the first buffer get it. */
    @Override
    protected void segmentChanged(Event.Segment newSegment) {
        if (context == null) enterContext();
    }

    @SuppressWarnings("NullAway") // it listens before buffers come
    private void enterContext() {
        Context current = Context.current();
        if (current == null) throw new IllegalStateException("buffers must come from a context: element=" + name());
        context = current;
        viewers = new Viewers(this, current, listener);
    }

    @Override
    @SuppressWarnings("NullAway") // on a context by now
    protected FlowReturn render(Buffer buffer) {
        if (context == null) enterContext();
        viewers.deliver(buffer, backlog);
        return FlowReturn.OK;
    }

    @Override
    protected void streamEnded() {
        Viewers all = viewers;
        if (all == null) super.streamEnded();
        else all.whenTaken(super::streamEnded);
    }

    @Override
    protected void flushing() {
        Viewers all = viewers;
        if (all != null) all.forgetEnd();
    }

    @Override
    protected void pausedToReady() throws Exception {
        super.pausedToReady();
        Context streamed = context;
        if (streamed != null) streamed.enter(this::leaveContext);
    }

    private @Nullable Void leaveContext() {
        Viewers all = viewers;
        if (all != null) all.close();
        viewers = null;
        context = null;
        return null;
    }
}

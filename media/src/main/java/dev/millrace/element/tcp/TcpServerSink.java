package dev.millrace.element.tcp;

import dev.millrace.caps.Caps;
import dev.millrace.io.StreamListener;
import dev.millrace.io.StreamSocket;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Sink;
import dev.millrace.media.SinkSettings;
import dev.millrace.reactor.ListenerOptions;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens, and sends each buffer to every client, in order and whole; GStreamer's tcpserversink.
 *
 * <p>It listens from READY on; clients are taken in from the beginning of the stream and get what comes after that. It has no
 * thread: it writes on the context of the stream. No client holds up another, nor the stream: what one does not take is kept for
 * it, without a limit unless {@code units-max} or {@code units-soft-max} sets one. A new one begins as {@code sync-method} says, with
 * what {@code buffers-min} and its like have kept. The end of the stream is posted when every
 * client has taken all, or five seconds later.
 */
public final class TcpServerSink extends Sink {
    public static final ElementFactory<TcpServerSink> FACTORY =
            ServerSinkActions.addTo(ServerSinkProperties.addTo(PeerSettings.addListenerTo(
                    SinkSettings.addTo(ElementFactory.of("tcpserversink", TcpServerSink::new), true)
                            .klass("Sink/Network")
                            .description("sends bytes to all TCP clients")
                            .sink(Caps.any()),
                    e -> e.settings,
                    e -> e.currentPort)));

    private final PeerSettings settings = new PeerSettings(PeerSettings.LOCALHOST);

    // Any thread.
    volatile Backlog backlog = Backlog.UNLIMITED;
    volatile Burst burst = Burst.NONE;
    volatile History.Kept kept = History.Kept.NOTHING;
    volatile long timeoutNs;
    volatile int dscp = -1;
    private volatile int currentPort;

    /** What the application wants done with the clients once the stream begins; guarded by itself. */
    private final List<Consumer<Viewers>> waiting = new ArrayList<>();

    // The state change's thread.
    private @Nullable StreamListener listener;

    // The context's thread; others see them a little late.
    private volatile @Nullable Context context;
    private volatile @Nullable Viewers viewers;

    private TcpServerSink() {
        super(SinkSettings.all(true));
    }

    /** The port it listens on; 0 before READY. */
    public int currentPort() {
        return currentPort;
    }

    void tellAdded(StreamSocket socket) {
        signal("client-added", socket);
    }

    void tellRemoved(Viewer viewer, ClientStatus status) {
        signal("client-removed", viewer.socket(), status);
        if (viewer.isBorrowed()) signal("client-socket-removed", viewer.socket());
    }

    Burst burst() {
        return burst;
    }

    History.Kept kept() {
        return kept;
    }

    long timeoutNs() {
        return timeoutNs;
    }

    int dscp() {
        return dscp;
    }

    /** The clients, while there is a stream. */
    @Nullable
    Viewers viewers() {
        return viewers;
    }

    /** Does something with the clients on their thread: now if this is the one, else soon; at the beginning of the stream. */
    void withViewers(Consumer<Viewers> action) {
        Viewers all;
        synchronized (waiting) {
            all = viewers;
            if (all == null) waiting.add(action);
        }
        if (all == null) return;
        if (all.context().isCurrent()) action.accept(all);
        else all.context().executeNow(() -> action.accept(all));
    }

    /** On the thread of the state change, where a name may be looked up. */
    @Override
    protected void nullToReady() throws IOException {
        Peer here = settings.peer();
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
        synchronized (waiting) {
            waiting.clear();
        }
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
        Viewers made = new Viewers(this, current, listener);
        List<Consumer<Viewers>> todo;
        synchronized (waiting) {
            viewers = made;
            todo = List.copyOf(waiting);
            waiting.clear();
        }
        todo.forEach(action -> action.accept(made));
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
        synchronized (waiting) {
            viewers = null;
        }
        context = null;
        return null;
    }
}

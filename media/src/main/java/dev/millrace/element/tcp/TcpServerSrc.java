package dev.millrace.element.tcp;

import dev.millrace.future.Future;
import dev.millrace.io.StreamListener;
import dev.millrace.io.StreamSocket;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.reactor.ListenerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Listens, and pushes what the first client sends; GStreamer's tcpserversrc.
 *
 * <p>It listens from READY on and streams on a context of its own. It is not live: PAUSED waits for the client's first bytes.
 * When the client closes the connection the stream ends once; other clients wait in vain, and are refused when it goes down.
 */
public final class TcpServerSrc extends TcpSource {
    public static final ElementFactory<TcpServerSrc> FACTORY = addClassicTo(PeerSettings.addListenerTo(
            addTo(ElementFactory.of("tcpserversrc", TcpServerSrc::new))
                    .description("receives bytes from a TCP client on a thread of its own"),
            e -> e.settings,
            e -> e.currentPort));

    private final PeerSettings settings = new PeerSettings(PeerSettings.LOCALHOST);

    private volatile int currentPort;

    // The state change's thread until it is up, then the context's.
    private @Nullable StreamListener listener;

    private TcpServerSrc() {}

    /** The port it listens on; 0 before READY. */
    public int currentPort() {
        return currentPort;
    }

    /** Here a name may be looked up: it is the thread of the state change, not that of the context. */
    @Override
    protected void nullToReady() throws Exception {
        InetSocketAddress address = peer().toListen();
        try {
            listener = StreamListener.open(environment(), ListenerOptions.bindTo(address));
        } catch (IOException e) {
            throw peer().failure("cannot listen", e);
        }
        currentPort = ((InetSocketAddress) listener.localAddress()).getPort();
        super.nullToReady();
    }

    @Override
    protected void close() {
        super.close();
        if (listener != null) listener.close();
        listener = null;
        currentPort = 0;
    }

    /** The context may never have been acquired, and then nothing was opened on it. */
    @Override
    protected void readyToNull() {
        super.readyToNull();
        if (listener != null) listener.close();
        listener = null;
        currentPort = 0;
    }

    @Override
    protected boolean isLive() {
        return false;
    }

    @Override
    protected Event.Segment streamSegment() {
        return new Event.Segment(Event.Segment.Format.BYTES, 0);
    }

    @Override
    Peer peer() {
        return settings.peer();
    }

    @Override
    String failedAttempt() {
        return "cannot accept";
    }

    @Override
    @SuppressWarnings("NullAway") // it listens before its context comes up
    Future<StreamSocket> connection() {
        return listener.accept();
    }
}

package dev.millrace.element.tcp;

import dev.millrace.caps.Caps;
import dev.millrace.future.Future;
import dev.millrace.io.StreamSocket;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.Property;
import dev.millrace.media.State;
import dev.millrace.runtime.Context;
import dev.millrace.timer.Timer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a server and pushes what it sends; GStreamer's ts-tcpclientsrc and tcpclientsrc.
 *
 * <p>{@code ts-tcpclientsrc} streams on the context it names and is live; {@code tcpclientsrc} streams on a context of its own
 * and is not, so that PAUSED waits for the first bytes. It begins to connect on the way to READY and goes on in the background;
 * that it could not is told at the start of the stream. Buffers have no time unless {@code do-timestamp} gives them one. When
 * the server closes the connection the stream ends once.
 */
public final class TcpClientSrc extends TcpSource {
    private static final long NS_PER_S = 1_000_000_000;
    private static final long NOT_WAITING = Long.MIN_VALUE;

    /** On a shared context. */
    public static final ElementFactory<TcpClientSrc> SHARED = ContextSettings.addTo(
            common("ts-tcpclientsrc", true, "127.0.0.1")
                    .description("receives bytes from a TCP server on a thread shared with other elements")
                    .property(
                            Property.ofCaps("caps", null).blurb("format of the bytes"),
                            (e, v) -> e.caps = v,
                            e -> e.caps),
            e -> e.contextSettings);

    /** On a thread of its own. */
    public static final ElementFactory<TcpClientSrc> CLASSIC = addClassicTo(common("tcpclientsrc", false, "localhost")
            .description("receives bytes from a TCP server on a thread of its own")
            .property(
                    Property.ofUint("timeout", 0, 0xffff_ffffL, 0)
                            .blurb("time in s without a connection or a byte after which it fails; 0 for never"),
                    (e, v) -> e.timeoutS = v == null ? 0 : v,
                    e -> e.timeoutS));

    /** Has the stream look how long nothing has come. */
    private final class Silence extends Timer {
        @Override
        protected void fire(long nowNs) {
            if (state() != State.PLAYING) waitingSinceNs = NOT_WAITING;
            task().wake();
        }
    }

    private final boolean shared;
    private final ContextSettings contextSettings = new ContextSettings();
    private final PeerSettings settings;

    // Written before it is up.
    private long timeoutS;
    private @Nullable Caps caps;

    // The context's thread.
    private final Silence silence = new Silence();
    private long waitingSinceNs = NOT_WAITING;

    private TcpClientSrc(boolean shared, String host) {
        this.shared = shared;
        settings = new PeerSettings(host);
    }

    private static ElementFactory<TcpClientSrc> common(String name, boolean shared, String defaultHost) {
        return PeerSettings.addServerTo(
                addTo(ElementFactory.of(name, () -> new TcpClientSrc(shared, defaultHost))),
                defaultHost,
                e -> e.settings);
    }

    @Override
    protected Context acquireContext() throws IOException {
        return shared ? acquireShared(contextSettings) : super.acquireContext();
    }

    @Override
    protected boolean isLive() {
        return shared;
    }

    @Override
    protected Event.Segment streamSegment() {
        return shared ? Event.Segment.TIME : new Event.Segment(Event.Segment.Format.BYTES, 0);
    }

    @Override
    protected @Nullable Caps streamCaps() {
        return caps;
    }

    @Override
    Peer peer() {
        return settings.peer();
    }

    @Override
    String failedAttempt() {
        return "cannot connect";
    }

    @Override
    Future<StreamSocket> connection() {
        return peer().connect(timeoutS == 0 ? null : Duration.ofSeconds(timeoutS));
    }

    @Override
    void heard() {
        waitingSinceNs = NOT_WAITING;
    }

    @Override
    void silent(long nowNs) throws IOException {
        if (timeoutS == 0) return;
        if (waitingSinceNs == NOT_WAITING) waitingSinceNs = nowNs;
        long endNs = waitingSinceNs + timeoutS * NS_PER_S;
        if (nowNs >= endNs)
            throw peer().failure(
                            "connection failed",
                            new SocketTimeoutException("nothing was received in time: timeout=" + timeoutS + " s"));
        if (silence.isArmed()) task().context().unschedule(silence);
        task().context().scheduleAtLeast(silence, endNs);
    }

    @Override
    protected void close() {
        if (silence.isArmed()) task().context().unschedule(silence);
        waitingSinceNs = NOT_WAITING;
        super.close();
    }
}

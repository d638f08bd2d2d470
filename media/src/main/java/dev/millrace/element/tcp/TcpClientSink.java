package dev.millrace.element.tcp;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Property;
import dev.millrace.media.Sink;
import dev.millrace.media.SinkSettings;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a server and sends it each buffer, in order and whole; GStreamer's tcpclientsink.
 *
 * <p>It has no thread: it connects and writes on the context of the stream, which waits, without holding up the context, until
 * the connection is there and while the server does not take more. A server that cannot be reached, or breaks off, is an
 * error with host, port and reason. The end of the stream is posted when the system has taken all bytes.
 */
public final class TcpClientSink extends Sink {
    public static final ElementFactory<TcpClientSink> FACTORY = PeerSettings.addServerTo(
                    SinkSettings.addTo(ElementFactory.of("tcpclientsink", TcpClientSink::new), true)
                            .klass("Sink/Network")
                            .description("sends bytes to a TCP server")
                            .sink(Caps.any()),
                    PeerSettings.LOCALHOST,
                    e -> e.settings)
            .readOnly(Property.ofLong("bytes-sent", 0, Long.MAX_VALUE, 0).blurb("bytes sent"), e -> e.bytesSent);

    private final PeerSettings settings = new PeerSettings(PeerSettings.LOCALHOST);

    // The context's thread; others see the count a little late.
    private volatile @Nullable Context context;
    private final Outgoing outgoing = new Outgoing(this);
    private long bytesSent;

    private TcpClientSink() {
        super(SinkSettings.all(true));
    }

    Peer peer() {
        return settings.peer();
    }

    void count(int bytes) {
        bytesSent += bytes;
    }

    /** The stream begins: a server that is not there is told before the first buffer comes. */
    @Override
    protected void segmentChanged(Event.Segment newSegment) {
        if (context == null) enterContext();
    }

    @Override
    protected FlowReturn render(Buffer buffer) {
        if (context == null) enterContext();
        if (outgoing.hasFailed()) {
            buffer.release();
            return FlowReturn.ERROR;
        }
        outgoing.add(buffer);
        await();
        return FlowReturn.OK;
    }

    private void enterContext() {
        Context current = Context.current();
        if (current == null) throw new IllegalStateException("buffers must come from a context: element=" + name());
        context = current;
        bytesSent = 0;
        outgoing.connect();
        await();
    }

    private void await() {
        if (outgoing.startsWaiting()) StreamTask.defer(outgoing);
    }

    @Override
    protected void streamEnded() {
        if (outgoing.hasFailed()) return;
        outgoing.whenEmpty(super::streamEnded);
        await();
    }

    @Override
    protected void flushing() {
        outgoing.drop();
    }

    @Override
    protected void pausedToReady() throws Exception {
        super.pausedToReady();
        Context streamed = context;
        if (streamed != null) streamed.enter(this::leaveContext);
    }

    private @Nullable Void leaveContext() {
        outgoing.close();
        context = null;
        return null;
    }
}

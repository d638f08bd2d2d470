package dev.millrace.element.tcp;

import dev.millrace.caps.Caps;
import dev.millrace.future.Future;
import dev.millrace.io.ByteSource;
import dev.millrace.io.StreamSocket;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.Source;
import dev.millrace.media.SourceSettings;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads from one connection and pushes what comes, in buffers of at most {@code blocksize}.
 *
 * <p>It waits for its connection without holding up its context. The stream ends, once, when the other end has closed it; a
 * connection that fails is an error with host, port and reason. Everything here runs on the context, but for what says
 * otherwise.
 */
public abstract sealed class TcpSource extends Source permits TcpClientSrc, TcpServerSrc {
    private static final int BLOCK_BYTES = 4096;
    /** A larger buffer would never be filled by one read. */
    private static final int LARGEST_BLOCK_BYTES = 1 << 20;
    /** Then the others on the context have their turn: a sender on the same machine never lets a read find nothing. */
    private static final int MOST_READS_IN_A_STEP = 32;

    // The context's thread; others see the count a little late.
    private @Nullable Future<StreamSocket> connecting;
    private boolean connected;
    private @Nullable StreamSocket socket;
    private @Nullable BufferPool pool;
    private int readBytes;
    private long bytesReceived;

    TcpSource() {}

    /** The properties that all of them have. */
    static <E extends TcpSource> ElementFactory<E> addTo(ElementFactory<E> factory) {
        return SourceSettings.addBlocksize(
                factory.klass("Source/Network").src(Caps.any()),
                BLOCK_BYTES,
                "most bytes in a buffer, up to 1048576; 0 is 4096");
    }

    /** Those that the classic ones have as well. */
    static <E extends TcpSource> ElementFactory<E> addClassicTo(ElementFactory<E> factory) {
        return SourceSettings.addTo(factory)
                .readOnly(
                        Property.ofString("stats", null).blurb("what was received"),
                        e -> "bytes-received=" + ((TcpSource) e).bytesReceived);
    }

    /** Begins to wait for the connection. */
    abstract Future<StreamSocket> connection();

    /** Whom the source talks to, for what it tells. */
    abstract Peer peer();

    /** What to say when the connection does not come about. */
    abstract String failedAttempt();

    /** Nothing was there, since this turn or an earlier one. */
    void silent(long nowNs) throws IOException {}

    /** Something was there. */
    void heard() {}

    @Override
    protected void open() throws IOException {
        readBytes = blockBytes(BLOCK_BYTES, LARGEST_BLOCK_BYTES);
        pool = BufferPool.of(task().context(), readBytes);
        bytesReceived = 0;
        connected = false;
        connecting = connection();
        connected = connecting.poll(task());
    }

    @Override
    protected void close() {
        if (socket != null) socket.close();
        else giveUp();
        socket = null;
        connecting = null;
        pool = null;
    }

    private void giveUp() {
        if (connecting == null) return;
        if (!connected) {
            connecting.cancel();
            return;
        }
        try {
            connecting.result().close();
        } catch (RuntimeException e) {
            // It had failed, and nobody waits for it any more.
        }
    }

    @Override
    protected boolean produce(long nowNs) throws IOException {
        StreamSocket from = socket != null ? socket : connected();
        if (from == null) return false;
        int reads = 0;
        while (from.pollReadable(task())) {
            if (reads++ == MOST_READS_IN_A_STEP) return true;
            Buffer buffer = read(from);
            if (buffer == null) continue;
            heard();
            if (buffer.length() == 0) {
                buffer.release();
                return hasEnded();
            }
            if (!push(buffer)) return task().isBlocked();
        }
        silent(nowNs);
        return false;
    }

    /** No more comes: the next step says so. */
    private boolean hasEnded() {
        endStream();
        return true;
    }

    private @Nullable StreamSocket connected() throws IOException {
        Future<StreamSocket> awaited = connecting;
        if (awaited == null || !(connected || awaited.poll(task()))) return null;
        connecting = null;
        try {
            socket = awaited.result();
        } catch (RuntimeException e) {
            throw peer().failure(failedAttempt(), e);
        }
        return socket;
    }

    /** A buffer with what was there, empty at the end of the stream, or null when nothing was. */
    @SuppressWarnings("NullAway") // open comes before and close after
    private @Nullable Buffer read(StreamSocket from) throws IOException {
        Buffer buffer = pool.acquire();
        int count;
        try {
            count = from.tryRead(buffer, 0, readBytes);
        } catch (IOException e) {
            buffer.release();
            throw peer().failure("connection failed", e);
        }
        if (count == StreamSocket.WOULD_BLOCK) {
            buffer.release();
            return null;
        }
        buffer.setRange(0, count == ByteSource.END ? 0 : count);
        bytesReceived += buffer.length();
        return buffer;
    }
}

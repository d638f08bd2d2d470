package dev.millrace.element.tcp;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.io.StreamSocket;
import dev.millrace.media.Buffer;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a {@link TcpClientSink}, and the buffers that wait for it, in order: it is not there yet, or the
 * receiver is slow.
 *
 * <p>As a future it is ready when it is connected and all of them are written, or when it has failed; the stream that pushed
 * them waits for it. A failure is told by the sink, because what the future threw would be taken for one of the source. On
 * the context of the stream.
 */
final class Outgoing implements Future<@Nullable Void> {
    private final TcpClientSink sink;
    private final ArrayDeque<Buffer> buffers = new ArrayDeque<>();
    /** How much of the first one is written. */
    private int written;

    private @Nullable Future<StreamSocket> connecting;
    private @Nullable StreamSocket socket;
    private boolean failed;
    private boolean awaited;
    private @Nullable Runnable whenEmpty;

    Outgoing(TcpClientSink sink) {
        this.sink = sink;
    }

    /** Begins to connect. */
    void connect() {
        connecting = sink.peer().connect(null);
    }

    boolean hasFailed() {
        return failed;
    }

    void add(Buffer buffer) {
        buffers.add(buffer);
    }

    /** Whether the stream has to be told to wait; true once, until it is ready. */
    boolean startsWaiting() {
        if (awaited) return false;
        awaited = true;
        return true;
    }

    /** Does {@code action} once, when it is connected and all is written, by now or when it is polled; never when it fails. */
    void whenEmpty(Runnable action) {
        whenEmpty = action;
    }

    /** Lets go of what nothing was written of; the rest of a buffer goes out, so that the receiver's bytes stay in step. */
    void drop() {
        Buffer first = written > 0 ? buffers.poll() : null;
        release();
        if (first != null) buffers.add(first);
    }

    /** Closes the connection; what the system has taken still goes out. */
    void close() {
        cancel();
        release();
        written = 0;
        if (connecting != null) connecting.cancel();
        if (socket != null) socket.close();
        connecting = null;
        socket = null;
        failed = false;
    }

    private void release() {
        for (Buffer buffer = buffers.poll(); buffer != null; buffer = buffers.poll()) buffer.release();
    }

    @Override
    public boolean poll(Waker waker) {
        try {
            if (!failed && !advance(waker)) return false;
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
        awaited = false;
        Runnable action = whenEmpty;
        whenEmpty = null;
        if (action != null && !failed) action.run();
        return true;
    }

    private void fail(Exception e) {
        failed = true;
        written = 0;
        release();
        IOException told = sink.peer().failure(socket == null ? "cannot connect" : "connection failed", e);
        sink.postError(String.valueOf(told.getMessage()), told);
    }

    private boolean advance(Waker waker) throws IOException {
        if (socket == null && !isConnected(waker)) return false;
        for (Buffer first = buffers.peek(); first != null; first = buffers.peek()) {
            if (!isWritten(first, waker)) return false;
            buffers.remove().release();
            written = 0;
        }
        return true;
    }

    private boolean isConnected(Waker waker) {
        Future<StreamSocket> begun = connecting;
        if (begun == null) throw new IllegalStateException("no connection was begun: element=" + sink.name());
        if (!begun.poll(waker)) return false;
        connecting = null;
        socket = begun.result();
        return true;
    }

    @SuppressWarnings("NullAway") // connected by now
    private boolean isWritten(Buffer buffer, Waker waker) throws IOException {
        while (written < buffer.length()) {
            if (!socket.pollWritable(waker)) return false;
            int count = socket.tryWrite(buffer, buffer.offset() + written, buffer.length() - written);
            if (count != StreamSocket.WOULD_BLOCK) {
                written += count;
                sink.count(count);
            }
        }
        return true;
    }

    @Override
    public @Nullable Void result() {
        return null;
    }

    /** The stream does not wait any more; what is held stays until it is dropped or the stream goes on. */
    @Override
    public void cancel() {
        awaited = false;
        whenEmpty = null;
    }
}

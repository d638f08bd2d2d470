package dev.millrace.element.udp;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.media.Buffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that a sink has taken but cannot send yet, in order, because the batch is full.
 *
 * <p>As a future it is ready when all of them are sent; the stream that pushed them waits for it. On the context's thread.
 */
final class HeldBuffers implements Future<@Nullable Void> {
    private final UdpSink sink;
    private final ArrayDeque<Buffer> buffers = new ArrayDeque<>();
    private @Nullable Runnable whenEmpty;

    HeldBuffers(UdpSink sink) {
        this.sink = sink;
    }

    void add(Buffer buffer) {
        buffers.add(buffer);
    }

    /** Does {@code action} once, when all buffers have been sent. */
    void whenEmpty(Runnable action) {
        whenEmpty = action;
    }

    void releaseAll() {
        cancel();
        for (Buffer buffer = buffers.poll(); buffer != null; buffer = buffers.poll()) buffer.release();
        sink.nothingIsHeld();
    }

    @Override
    public boolean poll(Waker waker) {
        for (Buffer first = buffers.peek(); first != null; first = buffers.peek()) {
            if (!sink.pollRoom(waker)) return false;
            // A client may have been added since the look: then there is not enough room, and it looks again.
            if (sink.sendNow(first)) buffers.remove();
        }
        sink.nothingIsHeld();
        if (whenEmpty != null) whenEmpty.run();
        whenEmpty = null;
        return true;
    }

    @Override
    public @Nullable Void result() {
        return null;
    }

    @Override
    public void cancel() {
        whenEmpty = null;
    }
}

package dev.millrace.element.udp;

import dev.millrace.future.Executor;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.media.Buffer;
import dev.millrace.timer.Timer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that a sink has taken but cannot send yet, in order: their time has not come, or the batch is full.
 *
 * <p>As a future it is ready when all of them are sent; the stream that pushed them waits for it. On the context's thread.
 */
final class HeldBuffers extends Timer implements Future<@Nullable Void> {
    private final UdpSink sink;
    private final ArrayDeque<Buffer> buffers = new ArrayDeque<>();
    private @Nullable Waker waker;
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
        Executor executor = Executor.current();
        for (Buffer first = buffers.peek(); first != null; first = buffers.peek()) {
            long dueNs = sink.sendAtNs(first);
            if (dueNs > executor.nowNs() + sink.earlyByNs()) {
                this.waker = waker;
                executor.schedule(this, dueNs);
                return false;
            }
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
    protected void fire(long nowNs) {
        if (waker != null) waker.wake();
    }

    @Override
    public @Nullable Void result() {
        return null;
    }

    @Override
    public void cancel() {
        if (isArmed()) Executor.current().unschedule(this);
        waker = null;
        whenEmpty = null;
    }
}

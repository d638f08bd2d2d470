package dev.millrace.element.tcp;

import dev.millrace.future.Executor;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.media.Buffer;
import dev.millrace.timer.Timer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of a server sink whose time has not come, in order. As a future it is ready when there are none; the stream that
 * pushed them waits for it. On the context of the stream.
 */
final class Paced extends Timer implements Future<@Nullable Void> {
    private final TcpServerSink sink;
    private final ArrayDeque<Buffer> buffers = new ArrayDeque<>();
    private @Nullable Waker waker;
    private @Nullable Runnable whenEmpty;

    Paced(TcpServerSink sink) {
        this.sink = sink;
    }

    boolean isEmpty() {
        return buffers.isEmpty();
    }

    void add(Buffer buffer) {
        buffers.add(buffer);
    }

    /** Does {@code action} once, when there are none; at once when there are none now. */
    void whenEmpty(Runnable action) {
        if (isEmpty()) action.run();
        else whenEmpty = action;
    }

    void drop() {
        cancel();
        for (Buffer buffer = buffers.poll(); buffer != null; buffer = buffers.poll()) buffer.release();
    }

    @Override
    public boolean poll(Waker waker) {
        Executor executor = Executor.current();
        for (Buffer first = buffers.peek(); first != null; first = buffers.peek()) {
            if (!sink.isDue(first, executor.nowNs())) {
                this.waker = waker;
                if (isArmed()) executor.unschedule(this);
                executor.schedule(this, sink.sendAtNs(first));
                return false;
            }
            sink.deliver(buffers.remove());
        }
        Runnable action = whenEmpty;
        whenEmpty = null;
        if (action != null) action.run();
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

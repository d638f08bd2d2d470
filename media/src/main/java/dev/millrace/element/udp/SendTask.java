package dev.millrace.element.udp;

import dev.millrace.media.Buffer;
import dev.millrace.media.Entrance;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.StreamLoop;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;

/**
 * Sends what a sink renders on the context that the sink names, where its stream runs elsewhere: so many streams, each on a
 * thread of its own, send with one.
 */
final class SendTask implements StreamLoop, AutoCloseable {
    private final UdpSink sink;
    private final Context context;
    private final Entrance entrance;
    private final StreamTask task;

    /** What came of the last buffer; told to the stream with the next one. */
    private volatile FlowReturn flow = FlowReturn.OK;

    /** A task on {@code context}, which it closes at the end. */
    SendTask(UdpSink sink, Context context) {
        this.sink = sink;
        this.context = context;
        this.entrance = new Entrance(sink);
        this.task = new StreamTask(context, sink, this);
    }

    StreamTask task() {
        return task;
    }

    // ---- the stream before

    /** Whether what is rendered now has to change its thread. */
    boolean isAcross() {
        return Context.current() != context || !entrance.isEmpty();
    }

    FlowReturn add(Buffer buffer) {
        FlowReturn sofar = entrance.isFlushing() ? FlowReturn.OK : flow;
        if (sofar == FlowReturn.OK) entrance.add(buffer);
        else buffer.release();
        return sofar;
    }

    void addEnd() {
        entrance.add(new Event.EndOfStream());
    }

    void beginFlush() {
        entrance.flush();
        task.trigger(StreamTask.Trigger.FLUSH_START);
    }

    void endFlush() {
        task.trigger(StreamTask.Trigger.FLUSH_STOP);
    }

    // ---- the task

    @Override
    public boolean step(long nowNs) {
        while (!task.isBlocked()) {
            Object item = entrance.take(task);
            if (item == null) return false;
            if (item instanceof Buffer buffer) flow = sink.send(buffer);
            else sink.end();
        }
        return true;
    }

    @Override
    public void start() {
        task.wake();
    }

    @Override
    public void flushStart() {
        entrance.dropFlushed(_ -> {});
        sink.dropHeldBuffers();
        flow = FlowReturn.OK;
    }

    @Override
    public void stop() {
        entrance.dropAll();
        sink.dropHeldBuffers();
        flow = FlowReturn.OK;
    }

    // ---- states of the sink

    void open() {
        entrance.open();
    }

    /** Whoever waits to add is let go. */
    void shut() {
        entrance.close();
    }

    @Override
    public void close() {
        context.close();
    }
}

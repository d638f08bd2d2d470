package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A live source: an element with one source pad and a stream task that pushes what comes in.
 *
 * <p>{@link #open}, {@link #produce} and {@link #close} run on the source's context.
 */
public abstract class Source extends Element implements StreamLoop {
    private @Nullable Context context;
    private @Nullable StreamTask task;
    private volatile boolean endRequested;

    // The context's thread.
    private boolean begun;
    private boolean ended;

    protected Source() {}

    /** Acquires the context to stream on. */
    protected abstract Context acquireContext() throws IOException;

    /** Takes what the source reads from. */
    protected abstract void open() throws Exception;

    /** Gives it back. */
    protected abstract void close();

    /** Pushes what there is, as {@link StreamLoop#step}; stops once {@link #push} has said so. */
    protected abstract boolean produce(long nowNs) throws Exception;

    /** The format of the stream, or null when nothing is said of it. */
    protected abstract @Nullable Caps streamCaps();

    /** The task that pushes. */
    protected final StreamTask task() {
        if (task == null) throw new IllegalStateException("source is not up: element=" + name());
        return task;
    }

    /** The context it streams on, acquired from shared settings. */
    protected final Context acquireShared(ContextSettings settings) throws IOException {
        return settings.acquire(pipeline());
    }

    /**
     * Pushes a buffer and its reference.
     *
     * @return whether to go on now; false when downstream wants a pause or no more
     */
    protected final boolean push(Buffer buffer) {
        FlowReturn flow = srcPad().push(buffer);
        if (flow == FlowReturn.OK) return !task().isBlocked();
        ended = true;
        if (flow == FlowReturn.NOT_LINKED || flow == FlowReturn.NOT_NEGOTIATED)
            throw new IllegalStateException("streaming stopped: reason="
                    + flow.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (flow == FlowReturn.EOS) srcPad().pushEvent(new Event.EndOfStream());
        return false;
    }

    @Override
    protected void endStream() {
        endRequested = true;
        if (task != null) task.wakeNow();
    }

    @Override
    protected final @Nullable StreamTask streamTask() {
        return task;
    }

    @Override
    protected final boolean isLiveSource() {
        return true;
    }

    @Override
    protected void nullToReady() throws Exception {
        context = acquireContext();
        task = new StreamTask(context, this, this);
    }

    @Override
    protected void readyToPaused() throws Exception {
        endRequested = false;
    }

    @Override
    protected void readyToNull() {
        task = null;
        if (context != null) context.close();
        context = null;
    }

    // ---- the stream task's loop; everything below runs on the context

    @Override
    public final void prepare() throws Exception {
        open();
    }

    @Override
    public final void start() {
        if (begun) return;
        begun = true;
        ended = false;
        long id = environment().random().nextLong();
        srcPad().pushEvent(new Event.StreamStart(String.format("%016x", id)));
        Caps caps = streamCaps();
        if (caps != null) srcPad().pushEvent(new Event.CapsChange(caps));
        srcPad().pushEvent(Event.Segment.TIME);
    }

    @Override
    public final boolean step(long nowNs) throws Exception {
        if (ended) return false;
        if (!endRequested) return produce(nowNs);
        ended = true;
        srcPad().pushEvent(new Event.EndOfStream());
        return false;
    }

    @Override
    public final void stop() {
        begun = false;
    }

    @Override
    public final void unprepare() {
        close();
    }
}

package dev.millrace.element.queue;

import dev.millrace.media.Buffer;
import dev.millrace.media.Element;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.SrcPad;
import dev.millrace.media.StreamLoop;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The second half of an element that changes the thread: a stream task that takes what lies in a {@link DataQueue} and pushes
 * it.
 *
 * <p>{@code open} to {@code close} are called by the element's state hooks, the part for upstream by whoever adds to the
 * queue, the loop by the task.
 */
class QueueTask implements StreamLoop {
    /** As many items go out before others of the context have their turn. */
    private static final int MOST_PER_STEP = 64;

    private final Element element;
    private volatile DataQueue queue;
    private final BooleanSupplier hold;
    private final Consumer<String> tell;

    private @Nullable Context context;
    private @Nullable StreamTask task;
    private @Nullable SrcPad out;

    // The task.
    private boolean dry = true;
    private final FlushMarks marks = new FlushMarks();

    // Any thread.
    private volatile FlowReturn flow = FlowReturn.OK;
    private volatile boolean endIsQueued;
    private volatile boolean resetTime;

    /** {@code hold} says whether to wait with what there is; {@code tell} hears of underrun, pushing and running. */
    QueueTask(Element element, DataQueue queue, BooleanSupplier hold, Consumer<String> tell) {
        this.element = element;
        this.queue = queue;
        this.hold = hold;
        this.tell = tell;
    }

    /** One that pushes what there is. */
    QueueTask(Element element, DataQueue queue) {
        this(element, queue, () -> false, _ -> {});
    }

    // ---- states

    /** Streams on {@code on} from now on, which is closed by {@link #close}. */
    void open(Context on, SrcPad pad) {
        context = on;
        out = pad;
        task = new StreamTask(on, element, this);
    }

    /** A new stream may come. */
    void reset() {
        queue.reopen();
        resetTaker();
    }

    /** Takes again; whether somebody may add is not its business. */
    void resetTaker() {
        flow = FlowReturn.OK;
        endIsQueued = false;
        queue.setTaker(task);
    }

    /** No stream comes any more: who waits is let go. */
    void drain() {
        queue.release();
        detach();
    }

    /** Nothing is taken for now: what is in the queue is dropped, and who adds waits when it is full. */
    void detach() {
        queue.setTaker(null);
        queue.clear(null);
    }

    /** Takes from another queue from now on; what is in the present one is dropped. On the task's thread, or while it is down. */
    void takeFrom(DataQueue other) {
        detach();
        queue = other;
        marks.forget();
        if (task != null) other.setTaker(task);
    }

    void close() {
        task = null;
        if (context != null) context.close();
        context = null;
    }

    @Nullable
    StreamTask task() {
        return task;
    }

    @Nullable
    Context context() {
        return context;
    }

    @SuppressWarnings("NullAway") // open comes before
    final SrcPad out() {
        return out;
    }

    // ---- for upstream, on its thread

    /** What came of pushing so far; anything but OK is the answer to the next buffer. */
    FlowReturn flow() {
        return flow;
    }

    /** Takes a buffer and its reference. */
    FlowReturn add(Buffer buffer) {
        FlowReturn sofar = flow;
        if (sofar == FlowReturn.OK) queue.push(buffer);
        else buffer.release();
        return sofar;
    }

    /** Takes a buffer and its reference, or drops it when there is no room. */
    void offer(Buffer buffer) {
        if (flow == FlowReturn.OK) queue.offer(buffer);
        else buffer.release();
    }

    /** Takes an event that has its place among the buffers, or a flush. */
    boolean add(Event event) {
        switch (event) {
            case Event.FlushStart _ -> flushStart0();
            case Event.FlushStop stop -> flushStop0(stop);
            case Event.EndOfStream _ -> {
                if (flow != FlowReturn.OK) return false;
                endIsQueued = true;
                queue.push(event);
            }
            default -> {
                if (!event.isSerialized()) return passAtOnce(event);
                if (event instanceof Event.StreamStart) endIsQueued = false;
                queue.push(event);
            }
        }
        return true;
    }

    /** An event that overtakes the buffers: it goes on the other thread all the same. */
    private boolean passAtOnce(Event event) {
        Context on = context;
        SrcPad pad = out;
        if (on == null || pad == null) return false;
        on.executeNow(() -> pad.pushEvent(event));
        return true;
    }

    private void flushStart0() {
        StreamTask flushed = task;
        queue.flushPending();
        if (flushed == null) return;
        marks.mark(queue);
        flushed.trigger(StreamTask.Trigger.FLUSH_START);
    }

    private void flushStop0(Event.FlushStop stop) {
        StreamTask flushed = task;
        resetTime = stop.resetTime();
        flow = FlowReturn.OK;
        endIsQueued = false;
        if (flushed != null) flushed.trigger(StreamTask.Trigger.FLUSH_STOP);
    }

    /** Whether the end of the stream lies in the queue or has been pushed. */
    boolean endIsQueued() {
        return endIsQueued;
    }

    // ---- the task

    @Override
    @SuppressWarnings("NullAway") // open comes before
    public boolean step(long nowNs) {
        if (marks.isWaiting()) return false;
        for (int items = 0; items < MOST_PER_STEP; items++) {
            Object item = hold.getAsBoolean() ? null : queue.take();
            if (item == null) return ranDry();
            if (marks.waitsAt(item)) return false;
            if (dry) runsAgain();
            FlowReturn one = pass(out, item);
            if (one != FlowReturn.OK) {
                isOver(one);
                return false;
            }
            if (task.isBlocked()) return true;
        }
        return true;
    }

    /** Passes on an item that was taken; for a task that does more with some. Anything but OK ends the stream. */
    FlowReturn pass(SrcPad to, Object item) {
        if (item instanceof Buffer buffer) return to.push(buffer);
        if (item instanceof Event event) to.pushEvent(event);
        return FlowReturn.OK;
    }

    private boolean ranDry() {
        if (!dry) tell.accept("underrun");
        dry = true;
        return false;
    }

    private void runsAgain() {
        dry = false;
        tell.accept("pushing");
    }

    /** Downstream takes no more: upstream hears of it with its next buffer, or, if none comes any more, the application. */
    final void isOver(FlowReturn stopped) {
        flow = stopped;
        boolean bad = stopped == FlowReturn.NOT_LINKED || stopped == FlowReturn.NOT_NEGOTIATED;
        if (bad && endIsQueued) element.postError("streaming stopped: reason=" + stopped, null);
        queue.clear(null);
    }

    @SuppressWarnings("NullAway") // open comes before
    private void applyFlush() {
        marks.apply(queue, out::pushEvent);
    }

    @Override
    public void start() {
        applyFlush();
        tell.accept("running");
        if (task != null) task.wake();
    }

    @Override
    @SuppressWarnings("NullAway") // open comes before
    public void flushStart() {
        applyFlush();
        out.pushEvent(new Event.FlushStart());
    }

    @Override
    @SuppressWarnings("NullAway") // open comes before
    public void flushStop() {
        applyFlush();
        out.pushEvent(new Event.FlushStop(resetTime));
    }

    @Override
    public void stop() {
        queue.clear(null);
        marks.forget();
    }
}

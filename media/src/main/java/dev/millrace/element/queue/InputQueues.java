package dev.millrace.element.queue;

import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.SinkPad;
import dev.millrace.media.SrcPad;
import dev.millrace.media.StreamLoop;
import dev.millrace.media.StreamTask;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The way from the threads of several inputs to the one task that pushes what the active one brings. */
final class InputQueues implements StreamLoop {
    private static final int MOST_PER_STEP = 64;

    private final InputSelector selector;
    private final Limits room;
    private final Map<SinkPad, Input> inputs = new ConcurrentHashMap<>();
    private volatile @Nullable StreamTask task;
    private @Nullable SrcPad out;
    private volatile FlowReturn flow = FlowReturn.OK;

    // The task.
    private @Nullable Input told;
    private boolean discont;

    InputQueues(InputSelector selector, Limits room) {
        this.selector = selector;
        this.room = room;
    }

    /** One input: what comes in waits in its queue, on its thread. */
    final class Input {
        private final DataQueue queue = new DataQueue(room);
        private final FlushMarks marks = new FlushMarks();

        // The input's thread; the last one of each is read by the task.
        private volatile Event.@Nullable StreamStart start;
        private volatile Event.@Nullable CapsChange caps;
        private volatile Event.@Nullable Segment segment;
        private volatile boolean ended;
        /** Whether a flush of this input has gone downstream and not ended; the input's thread. */
        private boolean flushing;

        /** Whether how the stream began lies in the queue. */
        private volatile boolean beginQueued;

        private Input() {
            queue.setTaker(task);
        }

        Event.@Nullable Segment segment() {
            return segment;
        }

        FlowReturn add(Buffer buffer) {
            FlowReturn sofar = flow;
            if (sofar == FlowReturn.OK) queue.push(buffer);
            else buffer.release();
            return sofar;
        }

        boolean add(Event event, boolean isActive) {
            switch (event) {
                case Event.StreamStart begin -> {
                    start = begin;
                    ended = false;
                }
                case Event.CapsChange change -> caps = change;
                case Event.Segment next -> segment = next;
                case Event.EndOfStream _ -> ended = true;
                case Event.FlushStart _ -> flushStart0(isActive);
                case Event.FlushStop _ -> flushStop0();
                default -> {}
            }
            boolean flush = event instanceof Event.FlushStart || event instanceof Event.FlushStop;
            if (!isActive || !event.isSerialized() || flush) return true;
            if (event instanceof Event.StreamStart) beginQueued = true;
            queue.push(event);
            return true;
        }

        /** A flush of the active input goes downstream; one of another drops what is held here. */
        private void flushStart0(boolean isActive) {
            StreamTask pusher = task;
            queue.flushPending();
            queue.dropAdded();
            if (!isActive || pusher == null) return;
            flushing = true;
            marks.mark(queue);
            pusher.trigger(StreamTask.Trigger.FLUSH_START);
        }

        private void flushStop0() {
            StreamTask pusher = task;
            ended = false;
            flow = FlowReturn.OK;
            if (flushing && pusher != null) pusher.trigger(StreamTask.Trigger.FLUSH_STOP);
            flushing = false;
        }
    }

    void add(SinkPad pad) {
        inputs.put(pad, new Input());
    }

    void remove(SinkPad pad) {
        Input left = inputs.remove(pad);
        if (left == null) return;
        left.queue.setTaker(null);
        left.queue.release();
        left.queue.clear(null);
    }

    @Nullable
    Input of(SinkPad pad) {
        return inputs.get(pad);
    }

    void setTask(@Nullable StreamTask pusher, @Nullable SrcPad pad) {
        task = pusher;
        out = pad;
        inputs.values().forEach(input -> input.queue.setTaker(pusher));
    }

    void reset() {
        flow = FlowReturn.OK;
        told = null;
        discont = false;
        inputs.values().forEach(input -> input.queue.reopen());
    }

    void drain() {
        for (Input input : inputs.values()) {
            input.queue.release();
            input.queue.clear(null);
        }
    }

    void wake() {
        StreamTask pusher = task;
        if (pusher != null) pusher.wake();
    }

    // ---- the task

    @Override
    @SuppressWarnings("NullAway") // set before it runs
    public boolean step(long nowNs) {
        SinkPad active = selector.active();
        Input from = active == null ? null : inputs.get(active);
        dropOfOthers(from);
        if (from == null) return false;
        if (told != from) switchTo(from);
        if (from.marks.isWaiting()) return false;
        for (int items = 0; items < MOST_PER_STEP; items++) {
            Object item = from.queue.take();
            if (item == null) return false;
            if (from.marks.waitsAt(item)) return false;
            if (item == from.start) from.beginQueued = false;
            if (item instanceof Buffer buffer) push(buffer);
            else if (item instanceof Event event) out.pushEvent(event);
            if (task.isBlocked() || selector.active() != active) return true;
        }
        return true;
    }

    @SuppressWarnings("NullAway") // set before it runs
    private void push(Buffer buffer) {
        Buffer next = discont ? DataQueue.discontinuous(buffer) : buffer;
        discont = false;
        FlowReturn one = out.push(next);
        if (one != FlowReturn.OK) flow = one;
    }

    /** What lay in the queues of inputs that are not active any more. */
    private void dropOfOthers(@Nullable Input from) {
        for (Input input : inputs.values()) {
            if (input == from || input.queue.isEmpty()) continue;
            input.beginQueued = false;
            input.queue.clear(null);
            input.marks.forget();
        }
    }

    /** Tells how the stream began, unless that lies in its queue because it has only just begun. */
    @SuppressWarnings("NullAway") // set before it runs
    private void switchTo(Input to) {
        boolean first = told == null;
        told = to;
        discont = !first;
        if (to.beginQueued) return;
        tell(to.start);
        tell(to.caps);
        tell(to.segment);
        if (to.ended) out.pushEvent(new Event.EndOfStream());
    }

    private void tell(@Nullable Event event) {
        if (event != null && out != null) out.pushEvent(event);
    }

    @Override
    public void start() {
        applyFlush();
        wake();
    }

    @Override
    public void flushStart() {
        applyFlush();
        tell(new Event.FlushStart());
    }

    @Override
    public void flushStop() {
        applyFlush();
        tell(new Event.FlushStop(false));
    }

    private void applyFlush() {
        for (Input input : inputs.values())
            input.marks.apply(input.queue, event -> {
                if (event == input.start) input.beginQueued = false;
                tell(event);
            });
    }

    @Override
    public void stop() {
        for (Input input : inputs.values()) {
            input.queue.clear(null);
            input.marks.forget();
        }
    }
}

package dev.millrace.media;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a sink holds in PAUSED until PLAYING: the first buffer, and what came before its stream could wait. */
final class Preroll {
    /*
     * Overview. The streaming thread adds items; the first one completes `reached`, which the state change waits for, and
     * defers onto its stream. letGo, from the state change, completes `opened`; the stream then renders what is held, in
     * order, and takes the sink's preroll away; when nothing was held, with its next item. `items` is guarded by itself,
     * because a stop may come while a thread outside of all contexts is waiting.
     */
    private final Sink sink;
    private final Completer<@Nullable Void> reached = new Completer<>();
    private final Completer<@Nullable Void> opened = new Completer<>();
    private final ArrayDeque<Object> items = new ArrayDeque<>();
    private boolean waiting;

    /** The stream's: what it gets for the item that was taken last. */
    private FlowReturn answer = FlowReturn.OK;

    Preroll(Sink sink) {
        this.sink = sink;
    }

    Future<@Nullable Void> reached() {
        return reached;
    }

    /** What the stream gets for the buffer or list that was taken last. */
    FlowReturn answer() {
        return answer;
    }

    /** Whether it takes a buffer with its reference. */
    boolean takes(Buffer buffer) {
        boolean first;
        synchronized (items) {
            first = !waiting && !opened.isDone();
        }
        // Before it is held: a stop may come at any time after that.
        return (first && refuses(buffer, buffer)) || add(buffer);
    }

    /** Whether it takes a list with the references in it. */
    boolean takes(BufferList list) {
        boolean first;
        synchronized (items) {
            first = !waiting && !opened.isDone();
        }
        return (first && refuses(list.get(0), list)) || add(list);
    }

    /** Whether the sink does not want what begins with {@code buffer}, which is let go then. */
    private boolean refuses(Buffer buffer, Object item) {
        answer = sink.prerolledWith(buffer);
        if (answer == FlowReturn.OK) return false;
        Sink.release(item);
        return true;
    }

    /** Whether it takes an event, because it has its place behind what is held, or is a preroll itself. */
    boolean takes(Event event) {
        boolean counts = event instanceof Event.EndOfStream || event instanceof Event.Gap;
        if (!event.isSerialized() || event instanceof Event.FlushStop) return false;
        synchronized (items) {
            if (!counts && items.isEmpty()) return false;
        }
        return add(event);
    }

    /** Only the stream takes the preroll off the sink, so that nothing overtakes what is held. */
    private boolean add(Object item) {
        boolean first;
        synchronized (items) {
            if (!waiting && opened.isDone()) {
                sink.prerollIsOver(this);
                return false;
            }
            items.add(item);
            first = !waiting;
            waiting = true;
        }
        reached.complete(null);
        if (first) StreamTask.defer(new Rendered());
        return true;
    }

    void letGo() {
        opened.complete(null);
    }

    /** Lets go of the buffers. */
    void drop() {
        synchronized (items) {
            for (Object item = items.poll(); item != null; item = items.poll()) Sink.release(item);
        }
    }

    private @Nullable Object next() {
        synchronized (items) {
            Object item = items.poll();
            if (item == null) {
                waiting = false;
                sink.prerollIsOver(this);
            }
            return item;
        }
    }

    private final class Rendered implements Future<@Nullable Void> {
        @Override
        public boolean poll(Waker waker) {
            if (!opened.poll(waker)) return false;
            for (Object item = next(); item != null; item = next()) {
                if (item instanceof Buffer buffer) sink.pass(buffer);
                else if (item instanceof BufferList list) sink.pass(list);
                else sink.pass((Event) item);
            }
            return true;
        }

        @Override
        public @Nullable Void result() {
            return null;
        }

        @Override
        public void cancel() {
            drop();
            synchronized (items) {
                waiting = false;
            }
        }
    }
}

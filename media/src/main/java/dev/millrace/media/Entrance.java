package dev.millrace.media;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.SendResult;
import dev.millrace.sync.Sender;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of buffers and events from the stream before an element to the element's own task, on another context.
 *
 * <p>When it is full the stream that adds waits, without blocking a context. Nothing is lost.
 *
 * <p>Each method says who calls it: the stream before the element, the element's task, or anybody.
 */
public final class Entrance {
    /*
     * Overview. The items go through a channel, which keeps their order also for those that wait. One that waits is a future of the
     * stream that brought it: it is sent, or, when that stream is flushed or stopped, cancelled, or, when the
     * element goes down, given up; in all but the first case its buffer is let go by the stream that brought it.
     */
    private static final int ROOM = 64;

    private final Element element;
    private final Channel<Object> channel = Channels.bounded(ROOM);
    private final Sender<Object> sender = channel.sender();

    // The stream before.
    private long added;

    /** How many items were added when the last flush began; they are dropped. */
    private volatile long flushed;

    private volatile boolean flushing;

    // The task.
    private @Nullable Future<@Nullable Object> next;
    private long taken;

    // Any thread.
    private volatile boolean closed;

    /** An empty way into {@code element}. */
    public Entrance(Element element) {
        this.element = element;
    }

    // ---- the stream before

    /** Adds a buffer, with its reference, or an event. */
    public void add(Object item) {
        if (sender.trySend(item) == SendResult.SENT) added++;
        else StreamTask.defer(new Waiting(item));
    }

    /** A flush begins: the task drops what was added so far, by {@link #dropFlushed}. */
    public void flush() {
        flushed = added;
        flushing = true;
    }

    /** Whether the task has not seen the last flush yet. */
    public boolean isFlushing() {
        return flushing;
    }

    // ---- the task

    /** The next item, with its reference if it is a buffer; or null, and {@code waker} is woken when there is one. */
    public @Nullable Object take(Waker waker) {
        Future<@Nullable Object> waited = next;
        if (waited == null) {
            Object item = channel.receiver().tryNext();
            if (item != null) {
                taken++;
                return item;
            }
            waited = channel.receiver().next();
        }
        if (!waited.poll(waker)) {
            next = waited;
            return null;
        }
        next = null;
        taken++;
        return waited.result();
    }

    /** Lets go of what was added before the last flush; events that a later peer has to know all the same go to {@code kept}. */
    public void dropFlushed(Consumer<Event> kept) {
        drop(flushed, kept);
        flushing = false;
    }

    /** Whether everything that was added was taken; on the task's context, while nobody else adds. */
    public boolean isEmpty() {
        return taken == added;
    }

    /** Lets go of everything. */
    public void dropAll() {
        drop(Long.MAX_VALUE, _ -> {});
    }

    private void drop(long upTo, Consumer<Event> kept) {
        Future<@Nullable Object> waited = next;
        if (waited != null) waited.cancel();
        next = null;
        while (taken < upTo) {
            Object item = channel.receiver().tryNext();
            if (item == null) return;
            taken++;
            if (item instanceof Buffer buffer) buffer.release();
            else if (item instanceof Event event && event.isSticky() && !(event instanceof Event.Segment))
                kept.accept(event);
        }
    }

    // ---- any thread

    /** Whoever waits is let go, with what it has, until {@link #open}. */
    public void close() {
        closed = true;
    }

    /** Takes again. */
    public void open() {
        closed = false;
    }

    private final class Waiting implements Future<@Nullable Void> {
        private final Object item;
        private final Sender<Object> own = sender.copy();
        private final Future<@Nullable Void> sending;
        private boolean over;

        Waiting(Object item) {
            this.item = item;
            this.sending = own.send(item);
        }

        @Override
        public boolean poll(Waker waker) {
            if (over) return true;
            if (closed) {
                cancel();
                return true;
            }
            if (!sending.poll(waker)) return false;
            over = true;
            added++;
            own.close();
            return true;
        }

        @Override
        public @Nullable Void result() {
            return null;
        }

        @Override
        public void cancel() {
            if (over) return;
            over = true;
            own.close();
            if (!own.wasSent() && item instanceof Buffer buffer) buffer.release();
        }

        @Override
        public String toString() {
            return "room in the context of " + element.name() + " for "
                    + (item instanceof Event ? "an event" : "a buffer");
        }
    }
}

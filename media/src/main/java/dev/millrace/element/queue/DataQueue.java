package dev.millrace.element.queue;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Event;
import dev.millrace.media.StreamTask;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Buffers and events on the way from one stream to the next, which may be on another thread: what is between the two ends of
 * a queue or a proxy. After something was dropped the next buffer is a {@link Buffer#DISCONT discontinuity}.
 *
 * <p>A full queue has the stream that pushes wait, or drops. Events are never refused, and counted as nothing.
 */
final class DataQueue {
    /*
     * Overview. One stream adds (`push`), one takes. What is refused because the queue is full lies in `pending`, of the adding
     * stream, which waits for `room`:
     *
     *   entry      room.poll stores the waker in `waiting`, then moves pending items until one is refused
     *   signals    take, after it has counted what it took, and `release`
     *   caught by  a waker that is stored before the levels are looked at: a take that comes after that look finds it
     *   invariant  items leave in the order in which they came: while anything is pending everything is
     *
     * Levels are the difference of counters, each of which has one writer.
     */
    /** Lies before a buffer that does not follow the one before it. */
    private static final Object GAP = new Object();

    private final ItemRing ring = new ItemRing();
    private final Room room = new Room();
    private volatile Limits limits;

    // The stream that adds.
    private final ArrayDeque<Object> pending = new ArrayDeque<>();
    private boolean anyPending;
    private long newestNs;
    private boolean gapBehind;

    private volatile long addedBuffers;
    private volatile long addedBytes;
    private volatile long dropped;

    private volatile boolean gapAtHead;

    // The stream that takes.
    private boolean afterGap;
    private volatile long takenBuffers;
    private volatile long takenBytes;

    // Any thread.
    private volatile boolean released;
    private volatile @Nullable Waker waiting;
    private volatile @Nullable StreamTask taker;

    DataQueue(Limits limits) {
        this.limits = limits;
    }

    Limits limits() {
        return limits;
    }

    void setLimits(Limits newLimits) {
        limits = newLimits;
        wakeAdder();
    }

    /** The task to wake for each item, or null while nobody takes. */
    void setTaker(@Nullable StreamTask task) {
        taker = task;
        if (task != null) task.wake();
    }

    // ---- the stream that adds

    /**
     * Adds a buffer and its reference: at once, or, when the queue is full, after the stream has waited, unless a buffer is
     * dropped for it.
     */
    void push(Buffer buffer) {
        if (!anyPending && tryAdd(buffer)) wakeTaker();
        else if (limits.leaky() == Leaky.UPSTREAM && !anyPending) dropNewest(buffer);
        else await(buffer);
    }

    /** Adds a buffer and its reference if there is room, or a place is made by dropping; else drops it. Never waits. */
    void offer(Buffer buffer) {
        if (tryAdd(buffer)) wakeTaker();
        else dropNewest(buffer);
    }

    /** Drops a buffer that would have come next. */
    void dropNewest(Buffer buffer) {
        gapBehind = true;
        drop(buffer);
    }

    /** Adds an event, or something else that is not counted. */
    void push(Object event) {
        if (anyPending) {
            pending.add(event);
            return;
        }
        ring.add(event, Buffer.NO_TIME);
        wakeTaker();
    }

    private void await(Buffer buffer) {
        pending.add(buffer);
        if (anyPending) return;
        anyPending = true;
        StreamTask.defer(room);
    }

    /** Whether there was room, or somebody has made some. */
    private boolean tryAdd(Buffer buffer) {
        Limits now = limits;
        int reached = now.reached(buffers(), bytes(), timeNs());
        if (reached > 0) {
            if (now.leaky() != Leaky.DOWNSTREAM) return false;
            for (int i = 0; i < reached; i++) dropOldest();
        }
        addNow(buffer);
        return true;
    }

    /** Adds a buffer and its reference whatever the limits. */
    void addAnyway(Buffer buffer) {
        addNow(buffer);
        wakeTaker();
    }

    private void addNow(Buffer buffer) {
        long timeNs = buffer.dtsNs() != Buffer.NO_TIME ? buffer.dtsNs() : buffer.ptsNs();
        if (timeNs != Buffer.NO_TIME) newestNs = timeNs;
        long more = addedBuffers + 1;
        long moreBytes = addedBytes + buffer.length();
        addedBuffers = more;
        addedBytes = moreBytes;
        if (gapBehind) ring.add(GAP, Buffer.NO_TIME);
        gapBehind = false;
        ring.add(buffer, newestNs);
    }

    private void dropOldest() {
        Buffer oldest = ring.dropOldestBuffer();
        if (oldest == null) return;
        long fewer = addedBuffers - 1;
        long fewerBytes = addedBytes - oldest.length();
        addedBuffers = fewer;
        addedBytes = fewerBytes;
        gapAtHead = true;
        drop(oldest);
    }

    private void drop(Buffer buffer) {
        long more = dropped + 1;
        dropped = more;
        buffer.release();
    }

    /** Drops all buffers that were added and not taken; events stay. */
    void dropAdded() {
        while (buffers() > 0) {
            long before = buffers();
            dropOldest();
            if (buffers() == before) return;
        }
    }

    /** A flush: lets go of the buffers that wait to be added; how the stream began is added before the mark of the flush. */
    void flushPending() {
        for (Object item = pending.poll(); item != null; item = pending.poll()) {
            if (item instanceof Buffer buffer) buffer.release();
            else if (item instanceof Event event && event.isSticky()) ring.add(event, Buffer.NO_TIME);
        }
        anyPending = false;
    }

    /** Lets go of what waits to be added: the end. */
    void dropPending() {
        for (Object item = pending.poll(); item != null; item = pending.poll())
            if (item instanceof Buffer buffer) buffer.release();
        anyPending = false;
    }

    private void wakeTaker() {
        StreamTask task = taker;
        if (task != null) task.wake();
    }

    // ---- the stream that takes

    /** The oldest item, with its reference if it is a buffer, or null. On a context. */
    @Nullable
    Object take() {
        Object item = remove();
        if (!(afterGap || gapAtHead) || !(item instanceof Buffer buffer)) return item;
        afterGap = false;
        gapAtHead = false;
        return discontinuous(buffer);
    }

    private @Nullable Object remove() {
        Object item = ring.take();
        for (; item == GAP; item = ring.take()) afterGap = true;
        if (item instanceof Buffer buffer) {
            long more = takenBuffers + 1;
            long moreBytes = takenBytes + buffer.length();
            takenBytes = moreBytes;
            takenBuffers = more;
            wakeAdder();
        }
        return item;
    }

    /** Marks a buffer, or a copy when others hold it too; takes its reference and gives one. */
    static Buffer discontinuous(Buffer buffer) {
        if (buffer.isWritable()) {
            buffer.setFlags(Buffer.DISCONT);
            return buffer;
        }
        int bytes = buffer.length();
        Buffer copy = BufferPool.here(Math.max(1, bytes)).acquire();
        copy.setRange(0, bytes);
        MemorySegment.copy(buffer.segment(), buffer.offset(), copy.segment(), copy.offset(), bytes);
        copy.copyMetadataFrom(buffer);
        copy.setFlags(Buffer.DISCONT);
        buffer.release();
        return copy;
    }

    boolean isEmpty() {
        return ring.isEmpty();
    }

    /** Lets go of all items; those that match {@code until} end it, if one is given. */
    void clear(@Nullable Object until) {
        for (Object item = remove(); item != null; item = remove()) {
            if (item instanceof Buffer buffer) buffer.release();
            if (item == until) return;
        }
    }

    private void wakeAdder() {
        Waker waker = waiting;
        if (waker == null) return;
        waiting = null;
        waker.wake();
    }

    // ---- any thread

    /** Nobody takes any more: who waits is let go, with what it has; until {@link #reopen}. */
    void release() {
        released = true;
        wakeAdder();
    }

    void reopen() {
        released = false;
    }

    long buffers() {
        return addedBuffers - takenBuffers;
    }

    long bytes() {
        return addedBytes - takenBytes;
    }

    /** Buffers that were dropped because it was full. */
    long dropped() {
        return dropped;
    }

    /** Whether a limit is reached. */
    boolean isFull() {
        return limits.reached(buffers(), bytes(), timeNs()) > 0;
    }

    /** From the oldest time in it to the newest; exact on the stream that adds. */
    long timeNs() {
        return buffers() == 0 ? 0 : Math.max(0, newestNs - ring.oldestTimeNs(newestNs));
    }

    /** Ready when everything that was refused has been added. */
    private final class Room implements Future<@Nullable Void> {
        @Override
        public boolean poll(Waker waker) {
            waiting = waker;
            if (released) dropPending();
            boolean added = false;
            for (Object item = pending.peek(); item != null; item = pending.peek()) {
                if (item instanceof Buffer buffer && !tryAdd(buffer)) break;
                if (!(item instanceof Buffer)) ring.add(item, Buffer.NO_TIME);
                pending.remove();
                added = true;
            }
            if (added) wakeTaker();
            if (!pending.isEmpty()) return false;
            anyPending = false;
            waiting = null;
            return true;
        }

        @Override
        public @Nullable Void result() {
            return null;
        }

        @Override
        public void cancel() {
            dropPending();
            waiting = null;
        }
    }
}

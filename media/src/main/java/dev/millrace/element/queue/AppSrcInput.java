package dev.millrace.element.queue;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferList;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Unit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The half of an {@link AppSrc} that takes: what an application pushes, from any thread, goes into the queue in order. */
final class AppSrcInput {
    /*
     * Overview. Those who push take turns by the lock; the stream never waits for them. With `block`, who pushes waits for room with
     * the lock held. So whoever wants the lock for a flush, a seek or a stop releases the queue first, which lets that one go,
     * without its buffer; and opens it again once it has the lock.
     */
    private final ReentrantLock pushing = new ReentrantLock();

    private final AppSrc source;
    private final AppSrcSettings settings;
    private final DataQueue queue;
    private final AppSrcTask out;
    private final boolean refuses;

    // Guarded by pushing; others may look at the first.
    private volatile boolean started;
    private boolean accepting;
    private boolean enough;
    /** The segment that the newest buffer belongs to, and the one to tell before the next. */
    private Event.@Nullable Segment segment;

    private Event.@Nullable Segment segmentToTell;

    /** {@code refuses} says what is done when it is full: the buffer is refused, or else what the settings say. */
    AppSrcInput(AppSrc source, AppSrcSettings settings, DataQueue queue, AppSrcTask out, boolean refuses) {
        this.source = source;
        this.settings = settings;
        this.queue = queue;
        this.out = out;
        this.refuses = refuses;
    }

    boolean isStarted() {
        return started;
    }

    // ---- what an application pushes

    /** Takes a buffer or a list, of a segment if one is told; if it is not taken it is let go. Returns whether it was. */
    boolean push(@Nullable Buffer buffer, @Nullable BufferList list, Event.@Nullable Segment belongsTo) {
        boolean taken;
        boolean full;
        pushing.lock();
        try {
            if (belongsTo != null) follow(belongsTo);
            taken = accepting && out.flow() == FlowReturn.OK && !(refuses && isFull());
            if (taken) tellSegment();
            if (buffer != null && taken) take(buffer);
            else if (buffer != null) buffer.release();
            if (list != null && taken) take(list);
            else if (list != null) list.releaseAll();
            full = isFull();
            if (!full) enough = false;
            full &= !enough;
            enough |= full;
        } finally {
            pushing.unlock();
        }
        if (full) source.hasEnough();
        return taken;
    }

    private void follow(Event.Segment told) {
        boolean followed = settings.handleSegmentChange
                && settings.format == Unit.TIME
                && told.format() == Event.Segment.Format.TIME
                && !told.equals(segment);
        if (!followed) return;
        segment = told;
        segmentToTell = told;
    }

    private void tellSegment() {
        if (segmentToTell != null) out.add(segmentToTell);
        segmentToTell = null;
    }

    private void take(Buffer buffer) {
        if (settings.doTimestamp) {
            buffer.setDtsNs(source.runningTimeNs());
            buffer.setPtsNs(Buffer.NO_TIME);
        }
        Leaky leaky = settings.limits.leaky();
        if (leaky == Leaky.UPSTREAM && isFull()) queue.dropNewest(buffer);
        else if (settings.block || leaky == Leaky.DOWNSTREAM) queue.push(buffer);
        else queue.addAnyway(buffer);
    }

    /** As a whole, or, when it is full and drops what comes, not at all. */
    private void take(BufferList list) {
        if (settings.limits.leaky() == Leaky.UPSTREAM && isFull()) {
            for (Buffer buffer = list.take(); buffer != null; buffer = list.take()) queue.dropNewest(buffer);
            return;
        }
        queue.push(AppSrcTask.ListMark.BEGIN);
        for (Buffer buffer = list.take(); buffer != null; buffer = list.take()) take(buffer);
        queue.push(AppSrcTask.ListMark.END);
    }

    private boolean isFull() {
        return settings.limits.reached(queue.buffers(), queue.bytes(), queue.timeNs()) > 0;
    }

    /** Ends the stream after what was pushed; returns whether there was one. */
    boolean end() {
        pushing.lock();
        try {
            if (!accepting) return false;
            accepting = false;
            return out.addEnd();
        } finally {
            pushing.unlock();
        }
    }

    void changeCaps(@Nullable Caps to) {
        pushing.lock();
        try {
            settings.caps = to;
            if (accepting && to != null && to.isFixed()) out.add(new Event.CapsChange(to));
        } finally {
            pushing.unlock();
        }
    }

    // ---- where the stream goes on

    /**
     * Drops what was pushed and what is under way, and goes on with a segment, or with the present one for null.
     *
     * @return false when it is down
     */
    boolean flush(Event.@Nullable Segment next, boolean resetTime) {
        queue.release();
        pushing.lock();
        try {
            Event.Segment first = next == null ? segment : next;
            if (!started || first == null) return false;
            queue.reopen();
            out.forgetEnd();
            out.add(new Event.FlushStart());
            out.add(new Event.FlushStop(resetTime));
            begin(first);
            return true;
        } finally {
            pushing.unlock();
        }
    }

    /** Drops what was pushed and has not gone out, and goes on with a segment; false when it is down. */
    boolean goOn(Event.Segment next) {
        queue.release();
        pushing.lock();
        try {
            if (!started) return false;
            queue.reopen();
            out.forgetEnd();
            queue.dropAdded();
            queue.push(AppSrcTask.ListMark.END);
            out.resetTaker();
            begin(next);
            return true;
        } finally {
            pushing.unlock();
        }
    }

    private void begin(Event.Segment first) {
        out.add(first);
        segment = first;
        segmentToTell = null;
        accepting = true;
        enough = false;
    }

    // ---- states

    void start(Event.StreamStart first) {
        pushing.lock();
        try {
            out.add(first);
            Caps fixed = settings.caps;
            if (fixed != null) out.add(new Event.CapsChange(fixed.isFixed() ? fixed : fixed.fixate()));
            begin(settings.segment());
            started = true;
        } finally {
            pushing.unlock();
        }
    }

    void stop() {
        queue.release();
        pushing.lock();
        try {
            started = false;
            accepting = false;
            out.drain();
        } finally {
            pushing.unlock();
        }
    }
}

package dev.millrace.element.queue;

import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where flushes were in a {@link DataQueue}: what lies before is dropped, but for how the stream began.
 *
 * <p>Upstream leaves a mark in the queue, then a trigger for the task, then what comes after the flush.
 */
final class FlushMarks {
    /*
     * Overview. The task may find the mark before the trigger: it waits at it, since what lies behind is not to overtake the flush. The
     * trigger drops what lies before the newest mark; where the trigger was skipped because a flush was under way, or nothing
     * ran, the end of the flush or the start does.
     */
    /** Both flags are the task's. */
    private static final class Mark {
        private boolean taken;
        private boolean applied;
    }

    // Any thread.
    private volatile @Nullable Mark newest;

    // The task.
    private @Nullable Mark waitingAt;

    /** A flush begins; on the stream that adds. */
    void mark(DataQueue queue) {
        Mark mark = new Mark();
        newest = mark;
        queue.push(mark);
    }

    // ---- the task

    /** Whether a mark was found whose trigger has not come yet: nothing is taken until then. */
    boolean isWaiting() {
        return waitingAt != null;
    }

    /** Whether an item that was taken is a mark to wait at. */
    boolean waitsAt(Object item) {
        if (!(item instanceof Mark mark)) return false;
        mark.taken = true;
        if (!mark.applied) waitingAt = mark;
        return !mark.applied;
    }

    /** Drops what lies before the newest mark; events that a later peer has to know all the same go to {@code kept}. */
    void apply(DataQueue queue, Consumer<Event> kept) {
        Mark mark = newest;
        waitingAt = null;
        if (mark == null || mark.applied) return;
        for (Object item = mark.taken ? null : queue.take(); item != null && item != mark; item = queue.take()) {
            if (item instanceof Buffer buffer) buffer.release();
            else if (item instanceof Event event && event.isSticky() && !(event instanceof Event.Segment))
                kept.accept(event);
        }
        mark.applied = true;
    }

    /** The queue was cleared: no mark counts any more. */
    void forget() {
        waitingAt = null;
        Mark mark = newest;
        if (mark != null) mark.applied = true;
    }
}

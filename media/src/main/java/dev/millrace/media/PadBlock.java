package dev.millrace.media;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Stops a stream at a pad: what comes is held, and its source waits, until {@link #unblock}.
 *
 * <p>Meanwhile what is downstream of the pad can be unlinked, replaced and linked again. Probes of the pad see what is held
 * when it goes on. A flush passes a block, and drops what is held.
 */
public final class PadBlock {
    /*
     * Overview. On the streaming thread the pad hands over what would pass; the first item defers `drained` onto the stream
     * task. unblock, from any thread, completes `opened`; the stream task polls `drained` again, which pushes what is held,
     * in order, and takes the block off the pad.
     */
    private final SrcPad pad;
    private final Completer<@Nullable Void> opened = new Completer<>();
    private final Completer<@Nullable Void> reached = new Completer<>();

    // The streaming thread.
    private final ArrayDeque<Object> held = new ArrayDeque<>();
    private boolean waiting;

    PadBlock(SrcPad pad) {
        this.pad = pad;
    }

    /** Ready once something is held, so that nothing is under way downstream of the pad. */
    public Future<@Nullable Void> reached() {
        return reached;
    }

    /** Lets the stream go on, with what is held first; from any thread. */
    public void unblock() {
        opened.complete(null);
        pad.changed();
    }

    /** Whether the pad has nothing more to do with it. */
    boolean isOver() {
        return opened.isDone() && held.isEmpty();
    }

    /** Takes a buffer with its reference, or an event. */
    void hold(Object item) {
        held.add(item);
        reached.complete(null);
        if (waiting) return;
        waiting = true;
        StreamTask.defer(new Drained());
    }

    /** Lets go of the buffers: a flush, or the end. How the stream began stays with the pad. */
    void releaseAll() {
        for (Object item = held.poll(); item != null; item = held.poll()) {
            if (item instanceof Buffer buffer) buffer.release();
            else if (item instanceof Event event) pad.keep(event);
        }
        waiting = false;
    }

    private final class Drained implements Future<@Nullable Void> {
        @Override
        public boolean poll(Waker waker) {
            if (!opened.poll(waker)) return false;
            for (Object item = held.poll(); item != null; item = held.poll()) pad.passHeld(item);
            waiting = false;
            pad.changed();
            return true;
        }

        @Override
        public @Nullable Void result() {
            return null;
        }

        @Override
        public void cancel() {
            releaseAll();
        }
    }
}

package dev.millrace.element.queue;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.media.Event;
import dev.millrace.media.Sample;
import dev.millrace.media.StreamTask;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What an {@link AppSink} holds for its application: samples with the events between them, and the first of them in PAUSED. */
final class SampleQueue {
    /*
     * Overview. One stream adds, any number of threads pull; all fields are guarded by this.
     *
     *   entry      who finds nothing stands in `pulling`, after one more look under the lock
     *   signals    everything that is added, the end, and a puller that gives up after it was told: all who stand there look again
     *   the stream waits for `room` once it has added one more than fits; a sample that is pulled wakes it
     *   invariant  an event is seen after the samples before it; whoever wants samples alone passes over the events before one
     */
    /** Which of the things there are. */
    enum Wanted {
        SAMPLE,
        OBJECT,
        PREROLL
    }

    /** Of more events than this the oldest are let go: an application that wants none never takes them out. */
    private static final int MOST_EVENTS = 1000;

    private final Runnable whenEndIsReached;

    private final ArrayDeque<Object> items = new ArrayDeque<>();
    private int samples;
    private @Nullable Sample preroll;
    private final ArrayDeque<Completer<@Nullable Void>> pulling = new ArrayDeque<>();
    private @Nullable Completer<@Nullable Void> room;
    private boolean ended = true;
    private boolean endPending;

    /** {@code whenEndIsReached} is run by whoever pulls the last sample before an end that waited for it. */
    SampleQueue(Runnable whenEndIsReached) {
        this.whenEndIsReached = whenEndIsReached;
    }

    // ---- the stream

    /**
     * Adds a sample and what it holds; the stream waits when there are {@code most} then, or the oldest is dropped.
     *
     * @param most 0 for no limit
     * @return false when it has ended, and the sample was let go
     */
    boolean add(Sample sample, long most, boolean drop) {
        Sample dropped = null;
        Completer<@Nullable Void> wait = null;
        boolean taken;
        synchronized (this) {
            taken = !ended;
            if (taken) {
                if (drop && most > 0 && samples >= most) dropped = nextSample();
                items.add(sample);
                samples++;
                // One more than fits waits here, so that the one after it waits upstream.
                if (!drop && most > 0 && samples >= most) {
                    wait = new Completer<>();
                    room = wait;
                }
            }
        }
        if (dropped != null) dropped.release();
        if (!taken) sample.release();
        wakePullers();
        if (wait != null) StreamTask.defer(wait);
        return taken;
    }

    void add(Event event) {
        synchronized (this) {
            if (ended) return;
            if (items.size() - samples >= MOST_EVENTS) dropOldestEvent();
            items.add(event);
        }
        wakePullers();
    }

    private void dropOldestEvent() {
        for (Iterator<Object> all = items.iterator(); all.hasNext(); )
            if (all.next() instanceof Event) {
                all.remove();
                return;
            }
    }

    /** Keeps a sample and what it holds as the first in PAUSED, in place of the one before. */
    void setPreroll(Sample first) {
        Sample before;
        synchronized (this) {
            before = ended ? first : preroll;
            if (!ended) preroll = first;
        }
        if (before != null) before.release();
        wakePullers();
    }

    /**
     * Nothing follows.
     *
     * @param waits whether the end is reached only when all samples have been pulled
     * @return whether it is reached
     */
    boolean end(boolean waits) {
        boolean now;
        synchronized (this) {
            ended = true;
            endPending = waits && samples > 0;
            now = !endPending;
        }
        wakePullers();
        return now;
    }

    /** A stream may come. */
    synchronized void begin() {
        ended = false;
        endPending = false;
    }

    /** No stream comes any more: who waits is let go, and so is what is held. */
    void stop() {
        synchronized (this) {
            ended = true;
        }
        clear();
        wakePullers();
    }

    /** Lets go of what is held; an end that waited for it is not reached. */
    void clear() {
        synchronized (this) {
            endPending = false;
        }
        for (Object item = tryTake(Wanted.OBJECT); item != null; item = tryTake(Wanted.OBJECT))
            if (item instanceof Sample sample) sample.release();
        if (tryTake(Wanted.PREROLL) instanceof Sample sample) sample.release();
    }

    // ---- any thread

    /** The next of what is wanted, or null when there is none now. */
    @Nullable
    Object tryTake(Wanted wanted) {
        Completer<@Nullable Void> wake = null;
        boolean last = false;
        Object taken;
        synchronized (this) {
            taken = take(wanted);
            if (wanted != Wanted.PREROLL && taken instanceof Sample) {
                wake = room;
                room = null;
                last = endPending && samples == 0;
                if (last) endPending = false;
            }
        }
        if (wake != null) wake.complete(null);
        if (last) whenEndIsReached.run();
        return taken;
    }

    private @Nullable Object take(Wanted wanted) {
        return switch (wanted) {
            case SAMPLE -> nextSample();
            case OBJECT -> nextObject();
            case PREROLL -> {
                Sample first = preroll;
                preroll = null;
                yield first;
            }
        };
    }

    private @Nullable Object nextObject() {
        Object next = items.poll();
        if (next instanceof Sample) samples--;
        return next;
    }

    /** The next sample without the events before it; where there is none the events stay. */
    private @Nullable Sample nextSample() {
        while (samples > 0) {
            if (!(items.remove() instanceof Sample sample)) continue;
            samples--;
            return sample;
        }
        return null;
    }

    /** Whether none of what is wanted is there or will come. */
    synchronized boolean isOver(Wanted wanted) {
        return ended && !has(wanted);
    }

    private boolean has(Wanted wanted) {
        return switch (wanted) {
            case SAMPLE -> samples > 0;
            case OBJECT -> !items.isEmpty();
            case PREROLL -> preroll != null;
        };
    }

    /** The next of what is wanted, once it is there, or null when none will come. */
    <T> Future<@Nullable T> take(Wanted wanted, Class<T> type) {
        return new Pull<>(wanted, type);
    }

    private void wakePullers() {
        ArrayDeque<Completer<@Nullable Void>> woken;
        synchronized (this) {
            if (pulling.isEmpty()) return;
            woken = new ArrayDeque<Completer<@Nullable Void>>(pulling);
            pulling.clear();
        }
        for (Completer<@Nullable Void> one : woken) one.complete(null);
    }

    private synchronized boolean leaveLine(Completer<@Nullable Void> waiting) {
        return pulling.remove(waiting);
    }

    /** Stands in line, unless something has come meanwhile. */
    private synchronized Completer<@Nullable Void> standInLine(Wanted wanted) {
        Completer<@Nullable Void> turn = new Completer<>();
        if (has(wanted) || ended) turn.complete(null);
        else pulling.add(turn);
        return turn;
    }

    private final class Pull<T> implements Future<@Nullable T> {
        private final Wanted wanted;
        private final Class<T> type;
        private @Nullable T taken;
        private boolean done;
        private @Nullable Completer<@Nullable Void> turn;

        Pull(Wanted wanted, Class<T> type) {
            this.wanted = wanted;
            this.type = type;
        }

        @Override
        public boolean poll(Waker waker) {
            while (!done) {
                if (turn != null && !turn.poll(waker)) return false;
                turn = null;
                taken = type.cast(tryTake(wanted));
                done = taken != null || isOver(wanted);
                if (!done) turn = standInLine(wanted);
            }
            return true;
        }

        @Override
        public @Nullable T result() {
            if (!done) throw new IllegalStateException("not ready: poll has not returned true");
            return taken;
        }

        @Override
        public void cancel() {
            Completer<@Nullable Void> waiting = turn;
            // One that was told to pull has others look in its place.
            if (waiting != null && !leaveLine(waiting)) wakePullers();
        }
    }
}

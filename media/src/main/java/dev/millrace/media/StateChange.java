package dev.millrace.media;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Brings the elements of one pipeline to one state, step by step. Runs on the environment's blocking pool. */
final class StateChange implements Runnable, Waker {
    /*
     * Overview. A step brings every element that is in `from` to the next state. Upwards, hooks run first, sinks before
     * sources, then the triggers of all stream tasks are posted and joined: one wait per step, whatever the number of
     * elements. Downwards the other way round: all tasks stop, are joined, then hooks run, sources before sinks. So hooks
     * never run while their element streams.
     *
     * It waits without a thread: as the waker of the joined triggers it puts itself back onto the blocking pool.
     *
     *   entry      run() finds triggers that are not done, and returns
     *   signals    wake(), once or more per trigger, from the contexts' threads: counts itself in `wakes`; the one that
     *              finds none counted before hands run() to the pool
     *   caught by  run(): it takes off only what it had seen before it looked, and looks again while any are left
     *   invariant  run() is on the pool, or running, exactly while `wakes` is above zero: never twice at a time
     */
    private final Pipeline pipeline;
    private final State target;
    private final List<Element> sinksFirst;
    private final Completer<State> done = new Completer<>();
    private final Runnable whenDone;
    private final AtomicInteger wakes = new AtomicInteger();
    private @Nullable Future<?> joining;
    private State from = State.NULL;
    private List<Element> moving = List.of();

    StateChange(Pipeline pipeline, State target, Runnable whenDone) {
        this.pipeline = pipeline;
        this.target = target;
        this.sinksFirst = pipeline.sinksFirst();
        this.whenDone = whenDone;
    }

    Completer<State> done() {
        return done;
    }

    @Override
    public void wake() {
        if (wakes.getAndIncrement() == 0) pipeline.environment().blocking().execute(this);
    }

    @Override
    public void run() {
        int seen;
        do {
            seen = wakes.get();
            advance();
        } while (wakes.addAndGet(-seen) != 0);
    }

    private void advance() {
        if (done.isDone()) return;
        try {
            while (joinStep() && beginStep()) {}
        } catch (Throwable e) {
            finish(e);
        }
    }

    /** Whether the triggers of the present step are done; finishes the step if so. */
    private boolean joinStep() throws Exception {
        if (joining == null) return true;
        if (!joining.poll(this)) return false;
        Future<?> joined = joining;
        joining = null;
        boolean up = isUpward();
        try {
            joined.result();
        } catch (RuntimeException e) {
            // A task that fails has posted why. Upwards that ends the change; downwards the rest still comes down.
            if (up) throw e;
        }
        if (!up) runHooks();
        State to = from.towards(target);
        for (Element element : moving) element.setState(to);
        return true;
    }

    /** Begins the next step; false when there is none left. */
    private boolean beginStep() throws Exception {
        State next = nextFrom();
        if (next == null) {
            finish(null);
            return false;
        }
        from = next;
        moving = new ArrayList<>(
                sinksFirst.stream().filter(element -> element.state() == from).toList());
        if (isUpward()) runHooks();
        else moving = moving.reversed();
        joining = Futures.join(triggers());
        return true;
    }

    /** The state farthest from the target in which an element still is, or null. */
    private @Nullable State nextFrom() {
        State farthest = null;
        for (Element element : sinksFirst) {
            State state = element.state();
            if (state == target) continue;
            if (farthest == null || state.stepsTo(target) > farthest.stepsTo(target)) farthest = state;
        }
        return farthest;
    }

    private boolean isUpward() {
        return from.compareTo(target) < 0;
    }

    private List<Future<StreamTask.Phase>> triggers() {
        List<Future<StreamTask.Phase>> triggered = new ArrayList<>();
        for (Element element : moving) {
            StreamTask task = element.streamTask();
            StreamTask.Trigger trigger = triggerFor(element);
            if (task != null && trigger != null) triggered.add(task.trigger(trigger));
        }
        return triggered;
    }

    private StreamTask.@Nullable Trigger triggerFor(Element element) {
        boolean live = element.isLiveSource();
        return switch (from) {
            case NULL -> StreamTask.Trigger.PREPARE;
            case READY -> isUpward() ? (live ? null : StreamTask.Trigger.START) : StreamTask.Trigger.UNPREPARE;
            case PAUSED -> isUpward() ? (live ? StreamTask.Trigger.START : null) : StreamTask.Trigger.STOP;
            case PLAYING -> live ? StreamTask.Trigger.PAUSE : null;
        };
    }

    private void runHooks() throws Exception {
        if (from == State.READY && isUpward()) pipeline.resetClock();
        if (from == State.PAUSED && isUpward()) pipeline.startClock();
        if (from == State.PLAYING) pipeline.stopClock();
        for (Element element : moving) {
            try {
                runHook(element);
            } catch (Throwable e) {
                String text = e.getMessage() != null ? e.getMessage() : e.toString();
                element.postError(text, e);
                if (isUpward()) throw e;
            }
        }
    }

    private void runHook(Element element) throws Exception {
        boolean up = isUpward();
        switch (from) {
            case NULL -> element.nullToReady();
            case READY -> {
                if (up) {
                    element.activatePads(true);
                    element.readyToPaused();
                } else {
                    element.readyToNull();
                }
            }
            case PAUSED -> {
                if (up) {
                    element.pausedToPlaying();
                } else {
                    element.activatePads(false);
                    element.pausedToReady();
                }
            }
            case PLAYING -> element.playingToPaused();
        }
    }

    /**
     * Ends the change. When it failed on the way up, the elements of that step count as up, whether or not all got there:
     * the way down gives back what each of them has taken.
     */
    private void finish(@Nullable Throwable failure) {
        if (failure != null && isUpward()) moving.forEach(element -> element.setState(from.towards(target)));
        if (failure != null) done.fail(failure);
        else done.complete(target);
        whenDone.run();
    }
}

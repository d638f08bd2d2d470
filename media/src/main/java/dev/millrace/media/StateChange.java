package dev.millrace.media;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Brings elements of one pipeline, all or some, to one state, step by step. Runs on the environment's blocking pool. */
final class StateChange implements Runnable, Waker {
    /*
     * Overview. A step brings every element that is in `from` to the next state. Upwards, hooks run first, sinks before
     * sources, then the triggers of all stream tasks are posted and joined: one wait per step, whatever the number of
     * elements. Downwards the other way round: all tasks stop, are joined, then hooks run, sources before sinks. So hooks
     * below PAUSED never run while their element streams.
     *
     * The step to PAUSED, if no source is live, also waits until every sink has its first buffer. That wait alone can be given
     * up: because somebody wants another state (`supersede`), or because an element has failed meanwhile (`giveUp`).
     *
     * It waits without a thread: as the waker of the joined futures it puts itself back onto the blocking pool.
     *
     *   entry      run() finds futures that are not done, and returns
     *   signals    wake(), once or more per future, from the contexts' threads: counts itself in `wakes`; the one that
     *              finds none counted before hands run() to the pool
     *   caught by  run(): it takes off only what it had seen before it looked, and looks again while any are left
     *   invariant  run() is on the pool, or running, exactly while `wakes` is above zero: never twice at a time
     */
    private final Pipeline pipeline;
    private final State target;
    private final boolean whole;
    private final List<Element> only;
    private final Completer<State> done = new Completer<>();
    private final Runnable whenDone;
    private final AtomicInteger wakes = new AtomicInteger();
    private final StuckWatch watch;

    // Any thread.
    private volatile boolean superseded;
    private volatile Message.@Nullable Error failed;

    // Between wakes, one run at a time.
    private List<Element> sinksFirst = List.of();
    private boolean begun;
    /** Unlike {@code done}, which also ends when whoever waits for it gives up: the change goes on then. */
    private boolean over;

    private @Nullable Future<?> joining;
    private volatile boolean prerolling;
    private State from = State.NULL;
    private List<Element> moving = List.of();

    /** A change of all elements that are there when it begins, or, if any are given, of these. */
    StateChange(Pipeline pipeline, State target, List<Element> only, Runnable whenDone) {
        this.pipeline = pipeline;
        this.target = target;
        this.only = only;
        this.whole = only.isEmpty();
        this.whenDone = whenDone;
        this.watch = new StuckWatch(pipeline.environment());
    }

    Completer<State> done() {
        return done;
    }

    /** Somebody wants a state below PAUSED: there is no use in waiting for first buffers. From any thread. */
    void supersede() {
        superseded = true;
        if (prerolling) wake();
    }

    /** An element has posted an error: first buffers may never come. From any thread. */
    void giveUp(Message.Error error) {
        failed = error;
        if (prerolling) wake();
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
        if (over) return;
        try {
            if (!begun) sinksFirst = pipeline.sinksFirst(only);
            begun = true;
            while (joinStep() && beginStep()) {}
        } catch (Throwable e) {
            finish(e);
        }
    }

    /** Whether what the present step waits for is done; finishes the step if so. */
    private boolean joinStep() throws Exception {
        if (joining == null) return true;
        if (prerolling) checkPreroll();
        if (!joining.poll(this)) {
            if (prerolling) checkPreroll();
            return false;
        }
        watch.end();
        Future<?> joined = joining;
        joining = null;
        boolean up = isUpward();
        try {
            joined.result();
        } catch (RuntimeException e) {
            // A task that fails has posted why. Upwards that ends the change; downwards the rest still comes down.
            if (up) throw e;
        }
        if (beginPreroll()) return joinStep();
        if (!up) runHooks();
        endStep();
        return true;
    }

    private void endStep() {
        State to = from.towards(target);
        for (Element element : moving) element.setState(to);
        if (whole) pipeline.allReached(to, prerolling);
        prerolling = false;
    }

    private void checkPreroll() {
        Message.Error error = failed;
        if (superseded) throw new CancellationException("state change is given up for a later one: target=" + target);
        if (error != null)
            throw new IllegalStateException(
                    "element " + error.source() + " has failed: " + error.text(), error.cause());
    }

    /** Whether there are sinks whose first buffers have to be waited for now. */
    private boolean beginPreroll() {
        if (prerolling || from != State.READY || !isUpward() || pipeline.isLive()) return false;
        List<Future<@Nullable Void>> waits = new ArrayList<>();
        for (Element element : moving) {
            Future<@Nullable Void> wait = element instanceof Sink sink ? sink.prerolled() : null;
            if (wait == null) continue;
            waits.add(wait);
            watch.add(element, "a first buffer at its sink pad", wait);
        }
        if (waits.isEmpty()) return false;
        prerolling = true;
        joining = Futures.join(waits);
        watch.begin();
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
        watch.begin();
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
            if (task == null || trigger == null) continue;
            Completer<StreamTask.Phase> answer = task.tell(trigger);
            watch.add(element, "its stream task to answer trigger=" + trigger, answer);
            triggered.add(answer);
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
        if (whole) pipeline.beforeStep(from, isUpward());
        for (Element element : moving) {
            try {
                StateHooks.run(element, from, isUpward());
            } catch (Throwable e) {
                String text = e.getMessage() != null ? e.getMessage() : e.toString();
                element.postError(text, e);
                if (isUpward()) throw e;
            }
        }
    }

    /**
     * Ends the change. When it failed on the way up, the elements of that step count as up, whether or not all got there:
     * the way down gives back what each of them has taken.
     */
    private void finish(@Nullable Throwable failure) {
        watch.end();
        over = true;
        if (failure != null && isUpward()) moving.forEach(element -> element.setState(from.towards(target)));
        if (failure != null) done.fail(failure);
        else done.complete(target);
        whenDone.run();
    }
}

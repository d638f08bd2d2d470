package dev.millrace.media;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The task of a context that pushes the buffers of one stream, from a source or from an element that holds buffers back.
 *
 * <p>It is told by {@link #trigger}s from any thread, and waits, before its next step, for what elements downstream have
 * {@link #defer deferred}: that is how back-pressure works without blocking the thread and without the elements between
 * knowing of it.
 */
public final class StreamTask extends Task {
    /*
     * Overview. The phase moves by triggers alone, one at a time, in the order in which they were given:
     *
     *   UNPREPARED ──prepare──► PREPARED ──start──► STARTED ◄──start── PAUSED
     *        ▲                     │                  │ └────pause──────►│
     *        │                     │                 stop               stop
     *        │                     ▼                  ▼                  │
     *        └──────unprepare──── STOPPED ◄───────────┴──────────────────┘     STOPPED ──start──► STARTED
     *
     *   STARTED ──flush start──► FLUSHING ──flush stop──► STARTED
     *      PAUSED ──flush start──► PAUSED_FLUSHING ──flush stop──► PAUSED      start, pause: from one FLUSHING to the other
     *   stop leads from both to STOPPED. A flush cancels what was deferred.
     *
     *   An exception in an action or a step leads to FAILED, from which only stop (runs its action, stays FAILED) and
     *   unprepare lead on, so that everything taken is given back.
     *
     * A trigger that does not apply to the phase is skipped; its future still completes. Triggers wake the context at
     * once. Between triggers, in STARTED, each run polls the deferred futures, in order, and when none is left takes a
     * step.
     */
    /** How far the task is. */
    public enum Phase {
        UNPREPARED,
        PREPARED,
        STARTED,
        PAUSED,
        FLUSHING,
        PAUSED_FLUSHING,
        STOPPED,
        FAILED
    }

    /** What a task can be told. */
    public enum Trigger {
        PREPARE,
        START,
        PAUSE,
        FLUSH_START,
        FLUSH_STOP,
        STOP,
        UNPREPARE
    }

    private record Request(Trigger trigger, Completer<Phase> done) {}

    /** The stream task that runs on a context now; one object per context, so that finding it costs nothing per buffer. */
    private static final class Running {
        @Nullable
        StreamTask task;
    }

    private static final VarHandle REQUEST_COUNT;

    static {
        try {
            REQUEST_COUNT = MethodHandles.lookup().findVarHandle(StreamTask.class, "requestCount", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Element element;
    private final StreamLoop loop;

    // Any thread.
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    /** How many requests were added and not taken; looked at in every run, so kept in this object. */
    @SuppressWarnings("unused") // through REQUEST_COUNT
    private volatile int requestCount;

    private volatile Phase phase = Phase.UNPREPARED;

    // The context's thread.
    private final ArrayDeque<Future<?>> deferred = new ArrayDeque<>();
    /** The size of {@code deferred}: asked for with every buffer, so kept in this object. */
    private int deferredCount;

    private @Nullable Running running;
    private @Nullable Throwable failure;

    /** A task of {@code element} on {@code context}; nothing happens before the first trigger. */
    public StreamTask(Context context, Element element, StreamLoop loop) {
        super(context);
        this.element = element;
        this.loop = loop;
    }

    /** How far it is; from any thread. */
    public Phase phase() {
        return phase;
    }

    /**
     * Tells the task what to do, and wakes its context; from any thread.
     *
     * @return the phase it is in afterwards; fails when the trigger's action fails
     */
    public Future<Phase> trigger(Trigger trigger) {
        return tell(trigger);
    }

    Completer<Phase> tell(Trigger trigger) {
        Completer<Phase> done = new Completer<>();
        requests.add(new Request(trigger, done));
        REQUEST_COUNT.getAndAdd(this, 1);
        wakeNow();
        if (isFinished()) answerAll();
        return done;
    }

    /**
     * Prepares and starts it at once, without a trigger; for an element that learns its context from the first buffer.
     *
     * <p>On the context's thread.
     */
    public void startHere() {
        try {
            apply(Trigger.PREPARE);
            apply(Trigger.START);
        } catch (Exception e) {
            fail(e);
        }
    }

    /**
     * Has the stream that runs now wait for {@code future} before its next item; off a stream, the thread blocks.
     *
     * <p>Called by an element that has taken a buffer but cannot take another yet. A failure of the future fails the
     * stream.
     */
    public static void defer(Future<?> future) {
        StreamTask task = current();
        if (task != null) task.await(future);
        else BlockOn.run(future);
    }

    private void await(Future<?> future) {
        deferred.add(future);
        deferredCount++;
    }

    /** The stream task that runs on this thread now, or null. */
    public static @Nullable StreamTask current() {
        Context context = Context.current();
        return context == null ? null : context.local(Running.class, _ -> new Running()).task;
    }

    /** Whether an element downstream has asked for a pause since the last step began. */
    public boolean isBlocked() {
        return deferredCount > 0;
    }

    @Override
    protected void run(long nowNs) {
        Running slot = slot();
        StreamTask outer = slot.task;
        slot.task = this;
        try {
            while (requestCount > 0) handleNext();
            // What the step has deferred is polled once more, so that it knows whom to wake.
            if (phase == Phase.STARTED && drainDeferred() && (step(nowNs) || deferredCount > 0)) wake();
        } finally {
            slot.task = outer;
        }
    }

    @Override
    protected void failed(Throwable failure) {
        fail(failure);
    }

    private Running slot() {
        if (running == null) running = context().local(Running.class, _ -> new Running());
        return running;
    }

    private boolean step(long nowNs) {
        try {
            return loop.step(nowNs);
        } catch (Exception e) {
            fail(e);
            return false;
        }
    }

    /** Polls what was deferred; returns whether nothing is left to wait for. */
    private boolean drainDeferred() {
        if (deferredCount == 0) return true;
        try {
            for (Future<?> first = deferred.peek(); first != null; first = deferred.peek()) {
                if (!first.poll(this)) return false;
                deferred.remove();
                deferredCount--;
                first.result();
            }
            return true;
        } catch (RuntimeException e) {
            fail(e);
            return false;
        }
    }

    private void handleNext() {
        REQUEST_COUNT.getAndAdd(this, -1);
        Request request = requests.remove();
        try {
            apply(request.trigger());
        } catch (Throwable e) {
            fail(e);
        }
        if (failure != null && request.trigger().compareTo(Trigger.STOP) < 0)
            request.done().fail(failure);
        else request.done().complete(phase);
        if (phase == Phase.UNPREPARED && request.trigger() == Trigger.UNPREPARE) end();
    }

    private void apply(Trigger trigger) throws Exception {
        switch (trigger) {
            case PREPARE -> {
                if (phase != Phase.UNPREPARED) return;
                loop.prepare();
                phase = Phase.PREPARED;
            }
            case START -> start();
            case PAUSE -> pause();
            case FLUSH_START -> flushStart();
            case FLUSH_STOP -> flushStop();
            case STOP -> stop();
            case UNPREPARE -> {
                if (phase == Phase.UNPREPARED) return;
                stop();
                phase = Phase.UNPREPARED;
                loop.unprepare();
            }
        }
    }

    private void start() throws Exception {
        switch (phase) {
            case PREPARED, PAUSED, STOPPED -> {
                loop.start();
                phase = Phase.STARTED;
            }
            case PAUSED_FLUSHING -> phase = Phase.FLUSHING;
            default -> {}
        }
    }

    private void pause() throws Exception {
        if (phase == Phase.FLUSHING) phase = Phase.PAUSED_FLUSHING;
        if (phase != Phase.STARTED) return;
        loop.pause();
        phase = Phase.PAUSED;
    }

    private void flushStart() throws Exception {
        if (phase != Phase.STARTED && phase != Phase.PAUSED) return;
        phase = phase == Phase.STARTED ? Phase.FLUSHING : Phase.PAUSED_FLUSHING;
        loop.flushStart();
        cancelDeferred();
    }

    private void flushStop() throws Exception {
        if (phase != Phase.FLUSHING && phase != Phase.PAUSED_FLUSHING) return;
        loop.flushStop();
        cancelDeferred();
        if (phase == Phase.FLUSHING) loop.start();
        phase = phase == Phase.FLUSHING ? Phase.STARTED : Phase.PAUSED;
    }

    private void stop() throws Exception {
        if (phase == Phase.UNPREPARED || phase == Phase.PREPARED || phase == Phase.STOPPED) return;
        cancelDeferred();
        if (phase != Phase.FAILED) phase = Phase.STOPPED;
        loop.stop();
    }

    private void cancelDeferred() {
        for (Future<?> future = deferred.poll(); future != null; future = deferred.poll()) future.cancel();
        deferredCount = 0;
    }

    private void fail(Throwable cause) {
        if (failure != null) return;
        failure = cause;
        phase = Phase.FAILED;
        String text = cause.getMessage() != null ? cause.getMessage() : cause.toString();
        element.postError(text, cause);
    }

    /** What reports of stalls show. */
    @Override
    public String toString() {
        return "stream(element=" + element.name() + ")";
    }

    /** It is unprepared and will not be used again; what was asked meanwhile gets its answer. */
    private void end() {
        finish();
        answerAll();
    }

    @Override
    protected void dropped() {
        answerAll();
    }

    /** After the end: nobody else will answer. */
    private void answerAll() {
        for (Request request = requests.poll(); request != null; request = requests.poll())
            request.done().fail(new CancellationException("stream task has ended: element=" + element.name()));
    }
}

package dev.millrace.runtime;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Takes items and handles them, one after the other, as one task of a context that can be started, paused, flushed and stopped
 * from any thread.
 *
 * <p>A pause loses no item and a stop tears none: triggers are carried out between items, and cancel only the wait for the next
 * one. After the element tasks of GStreamer's thread-sharing plugins.
 *
 * @param <T> the items
 */
public final class Worker<T> implements AutoCloseable {
    /*
     * Overview. Where triggers lead (those that do not apply are skipped, some are refused; see TransitionTable):
     *
     *   UNPREPARED ──prepare──► PREPARED ──start──► STARTED ──flush start──► FLUSHING ──flush stop──► STARTED
     *       ▲                      │                 │    ▲                     │  ▲
     *       │                      │               pause start                pause start
     *       │                      │                 ▼    │                     ▼  │
     *       │                      └──────pause──► PAUSED ──flush start──► PAUSED_FLUSHING ──flush stop──► PAUSED
     *       └──unprepare── STOPPED ◄──stop── (each of these four; start leads back from STOPPED)
     *
     *   A failure leads to FAILED: ways up are refused, ways down run their action and stay there, unprepare ends it.
     *
     * Each poll of the machine does, until one of them has to wait: the step under way (action, or handling of an item), else
     * the next trigger (cancelling the wait for an item), else, when STARTED, the next item. A trigger adds to `requests`, then
     * wakes the task and ends its context's wait; a worker whose task has ended answers by itself.
     */
    private static final int MOST_ITEMS_PER_RUN = 64;

    private record Request(WorkerTrigger trigger, Completer<Transition> done) {}

    private final Work<T> work;
    private final FutureTask<@Nullable Void> task;

    // Any thread.
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private volatile WorkerState state = WorkerState.UNPREPARED;
    private volatile boolean closing;
    private volatile @Nullable Throwable failure;

    // The context's thread.
    private final ArrayDeque<Future<?>> steps = new ArrayDeque<>();
    private @Nullable Future<@Nullable T> next;
    private @Nullable Future<Work.Flow> handling;
    private @Nullable Request current;
    private WorkerState target = WorkerState.UNPREPARED;
    private boolean polling;

    private Worker(Context context, Work<T> work) {
        this.work = work;
        this.task = new FutureTask<>(context, new Machine(), Priority.NORMAL);
    }

    /** A worker on {@code context}; it does nothing before its first trigger, and is closed at the end. */
    public static <T> Worker<T> on(Context context, Work<T> work) {
        Worker<T> worker = new Worker<>(context, work);
        worker.task.wake();
        return worker;
    }

    /** How far it is; from any thread. */
    public WorkerState state() {
        return state;
    }

    /** Why it is in {@link WorkerState#FAILED}, or null. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /**
     * Tells the worker what to do, and ends its context's wait; from any thread.
     *
     * @return what came of it. Fails with a {@link TransitionException} when the state does not allow it, with the failure of the
     *     action when that failed, with a {@link CancellationException} when the context has ended. Given by an action or an item
     *     of the worker itself it is ready at once, as {@link Transition.Kind#NOT_WAITING}
     */
    public Future<Transition> trigger(WorkerTrigger trigger) {
        Completer<Transition> done = new Completer<>();
        if (task.context().isCurrent() && isMyOwn())
            done.complete(new Transition(trigger, state, state, Transition.Kind.NOT_WAITING));
        requests.add(new Request(trigger, done));
        task.wakeNow();
        if (task.isFinished()) answerAll();
        return done;
    }

    /** Whether an action or an item of this worker is calling: while it is polled, or from its body. */
    private boolean isMyOwn() {
        Future<?> body = AsyncFuture.current();
        return body == null ? polling : body == next || body == handling || steps.contains(body);
    }

    /** Takes what it needs. */
    public Future<Transition> prepare() {
        return trigger(WorkerTrigger.PREPARE);
    }

    /** Begins, or goes on after a pause. */
    public Future<Transition> start() {
        return trigger(WorkerTrigger.START);
    }

    /** Takes no further items for now; one that is being handled is handled to its end. */
    public Future<Transition> pause() {
        return trigger(WorkerTrigger.PAUSE);
    }

    /** Drops what is held, until {@link #flushStop}. */
    public Future<Transition> flushStart() {
        return trigger(WorkerTrigger.FLUSH_START);
    }

    /** Ends a flush; goes on as before it. */
    public Future<Transition> flushStop() {
        return trigger(WorkerTrigger.FLUSH_STOP);
    }

    /** Takes no further items; one that is being handled is handled to its end. */
    public Future<Transition> stop() {
        return trigger(WorkerTrigger.STOP);
    }

    /** Gives back what it took. */
    public Future<Transition> unprepare() {
        return trigger(WorkerTrigger.UNPREPARE);
    }

    /** Stops and unprepares it as far as it is up, then ends its task; does not wait. From any thread. */
    @Override
    public void close() {
        stop();
        unprepare();
        closing = true;
        task.wakeNow();
    }

    private void answerAll() {
        for (Request request = requests.poll(); request != null; request = requests.poll())
            request.done().fail(new CancellationException("worker has ended: trigger=" + request.trigger()));
    }

    /** The future that the task polls. */
    private final class Machine implements Future<@Nullable Void> {
        @Override
        public boolean poll(Waker waker) {
            polling = true;
            try {
                return advance(waker);
            } finally {
                polling = false;
            }
        }

        @Override
        public @Nullable Void result() {
            answerAll();
            return null;
        }

        /** The context ends, with whatever is under way. */
        @Override
        public void cancel() {
            cancelNext();
            if (handling != null) handling.cancel();
            steps.forEach(Future::cancel);
            steps.clear();
            if (current != null) current.done().fail(new CancellationException("context has ended"));
            answerAll();
        }

        @Override
        public String toString() {
            return "worker(state=" + state + " work=" + work.getClass().getSimpleName() + ")";
        }
    }

    private boolean advance(Waker waker) {
        for (int items = 0; items < MOST_ITEMS_PER_RUN; ) {
            if (handling != null) {
                if (!pollHandling(waker)) return false;
                items++;
            } else if (current != null) {
                if (!pollAction(waker)) return false;
            } else if (!requests.isEmpty()) {
                begin(requests.remove());
            } else if (closing) {
                return true;
            } else if (state != WorkerState.STARTED || !pollNext(waker)) {
                return false;
            }
        }
        waker.wake();
        return false;
    }

    // ---- items

    private boolean pollNext(Waker waker) {
        try {
            if (next == null) next = work.next();
            if (!next.poll(waker)) return false;
            T item = next.result();
            next = null;
            if (item == null) tellMyself(WorkerTrigger.STOP);
            else handling = work.handle(item);
        } catch (Throwable e) {
            next = null;
            itemFailed(e);
        }
        return true;
    }

    private void cancelNext() {
        if (next != null) next.cancel();
        next = null;
    }

    @SuppressWarnings("NullAway") // called only while an item is handled
    private boolean pollHandling(Waker waker) {
        try {
            if (!handling.poll(waker)) return false;
            Work.Flow flow = handling.result();
            handling = null;
            if (flow == Work.Flow.FLUSHING) tellMyself(WorkerTrigger.FLUSH_START);
            else if (flow == Work.Flow.END) tellMyself(WorkerTrigger.STOP);
        } catch (Throwable e) {
            handling = null;
            itemFailed(e);
        }
        return true;
    }

    private void itemFailed(Throwable e) {
        WorkerTrigger recovery = work.itemFailed(e);
        if (recovery != null) tellMyself(recovery);
        else failWith(e);
    }

    /** Nobody waits for it, and it comes before what others ask. */
    private void tellMyself(WorkerTrigger trigger) {
        begin(new Request(trigger, new Completer<>()));
    }

    private void failWith(Throwable e) {
        if (failure == null) failure = e;
        state = WorkerState.FAILED;
    }

    // ---- triggers

    private void begin(Request request) {
        cancelNext();
        WorkerTrigger trigger = request.trigger();
        WorkerState to = TransitionTable.target(trigger, state);
        if (to == null) {
            request.done().fail(refusal(trigger));
        } else if (to == state && state != WorkerState.FAILED) {
            request.done().complete(new Transition(trigger, state, state, Transition.Kind.SKIPPED));
        } else {
            current = request;
            target = to;
            if (trigger == WorkerTrigger.PREPARE) state = WorkerState.PREPARING;
            try {
                actions(trigger, to);
            } catch (Throwable e) {
                actionFailed(e);
            }
        }
    }

    private TransitionException refusal(WorkerTrigger trigger) {
        if (state == WorkerState.FAILED)
            return new TransitionException(trigger, state, "worker has failed before; unprepare it", failure);
        return new TransitionException(trigger, state, "trigger is not possible in this state", null);
    }

    private void actions(WorkerTrigger trigger, WorkerState to) {
        switch (trigger) {
            case PREPARE -> steps.add(work.prepare());
            case START -> {
                if (to == WorkerState.STARTED) steps.add(work.start());
            }
            case PAUSE -> steps.add(work.pause());
            case FLUSH_START -> steps.add(work.flushStart());
            case FLUSH_STOP -> {
                steps.add(work.flushStop());
                if (to == WorkerState.STARTED) steps.add(work.start());
            }
            case STOP -> steps.add(work.stop());
            case UNPREPARE -> {
                if (state != WorkerState.UNPREPARED) steps.add(work.unprepare());
            }
        }
    }

    /** Polls the actions of the current trigger in order; true when it is done with. */
    private boolean pollAction(Waker waker) {
        try {
            for (Future<?> step = steps.peek(); step != null; step = steps.peek()) {
                if (!step.poll(waker)) return false;
                steps.remove();
                step.result();
            }
            arrive();
        } catch (Throwable e) {
            actionFailed(e);
        }
        return true;
    }

    @SuppressWarnings("NullAway") // called only while a trigger is carried out
    private void arrive() {
        Request done = current;
        WorkerState from = state == WorkerState.PREPARING ? WorkerState.UNPREPARED : state;
        current = null;
        state = target;
        if (state == WorkerState.UNPREPARED) failure = null;
        done.done().complete(new Transition(done.trigger(), from, state, Transition.Kind.COMPLETE));
    }

    @SuppressWarnings("NullAway") // called only while a trigger is carried out
    private void actionFailed(Throwable e) {
        Request failed = current;
        current = null;
        steps.forEach(Future::cancel);
        steps.clear();
        WorkerTrigger recovery = work.actionFailed(failed.trigger(), e);
        if (recovery == null || recovery == failed.trigger()) failWith(e);
        failed.done().fail(e);
        if (recovery != null && recovery != failed.trigger()) {
            if (state == WorkerState.PREPARING) state = WorkerState.UNPREPARED;
            tellMyself(recovery);
        }
    }
}

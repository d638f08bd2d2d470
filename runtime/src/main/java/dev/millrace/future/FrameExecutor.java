package dev.millrace.future;

import dev.millrace.timer.Timer;
import dev.millrace.timer.TimerWheel;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Polls every live future once per frame, woken or not: for futures that advance by a step each time they are looked at
 * and know nobody who would wake them, as in a game or a simulation.
 *
 * <p>The thread that calls {@link #frame} owns it and is lent to it meanwhile; {@link #execute} may be called from any
 * thread. A failing future, timer or runnable touches no other. Timers are never early, and late by up to one frame.
 */
public final class FrameExecutor implements Executor, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.millrace.future");

    // Any thread.
    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();

    // The owning thread.
    private final List<Spawned<?>> live = new ArrayList<>();
    private final TimerWheel timers;
    private long nowNs;
    private long faults;

    /**
     * Creates an executor whose time begins at {@code nowNs}, in nanoseconds of a clock of the caller's choice.
     */
    public FrameExecutor(long nowNs) {
        this.nowNs = nowNs;
        timers = new TimerWheel(nowNs);
    }

    /**
     * Has {@code future} polled from the next frame on, after those spawned before it; on the owning thread.
     *
     * @return its outcome, which keeps its value. Cancelling that, from any thread, decides the outcome at once; the next
     *     frame then drops the future
     */
    public <T extends @Nullable Object> Future<T> spawn(Future<T> future) {
        Spawned<T> spawned = new Spawned<>(future);
        live.add(spawned);
        return spawned.outcome;
    }

    /**
     * Does one frame: due timers, what was executed up to now, then one poll of each live future in the order of spawning.
     *
     * @param nowNs the time of this frame; a time before that of the last frame counts as that
     * @return how many futures are live afterwards
     */
    public int frame(long nowNs) {
        this.nowNs = Math.max(this.nowNs, nowNs);
        try (var _ = Entered.enter(this)) {
            expireTimers();
            runExecuted();
            pollAll();
        }
        return live.size();
    }

    /** How many spawned futures are not ready yet; on the owning thread. */
    public int live() {
        return live.size();
    }

    /** How many timers, runnables and drops have failed; the first is logged. Failures of futures are in their outcome. */
    public long faults() {
        return faults;
    }

    /** Cancels all live futures, in the order of spawning. */
    @Override
    public void close() {
        try (var _ = Entered.enter(this)) {
            for (Spawned<?> spawned : live) spawned.cancel();
            live.clear();
        }
    }

    private void expireTimers() {
        while (true) {
            try {
                timers.expire(nowNs);
                return;
            } catch (Throwable failure) {
                fault("a timer failed", failure);
            }
        }
    }

    /** What these runnables execute comes in the next frame. */
    private void runExecuted() {
        int tasks = queue.size();
        for (int i = 0; i < tasks; i++) {
            Runnable task = queue.poll();
            if (task == null) return;
            try {
                task.run();
            } catch (Throwable failure) {
                fault("a runnable failed", failure);
            }
        }
    }

    /** Those that stay move down over those that ended. What is spawned meanwhile is behind, for the next frame. */
    private void pollAll() {
        int size = live.size();
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Spawned<?> spawned = live.get(i);
            if (!spawned.poll()) live.set(kept++, spawned);
        }
        live.subList(kept, size).clear();
    }

    private void fault(String what, Throwable failure) {
        if (faults++ == 0) LOG.log(Level.WARNING, what + ", further ones are counted only", failure);
    }

    @Override
    public void execute(Runnable task) {
        queue.add(task);
    }

    /** The time of the present frame, or of the last one. */
    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public void schedule(Timer timer, long deadlineNs) {
        timers.arm(timer, deadlineNs);
    }

    @Override
    public void scheduleAtLeast(Timer timer, long deadlineNs) {
        timers.arm(timer, deadlineNs);
    }

    @Override
    public boolean unschedule(Timer timer) {
        return timers.disarm(timer);
    }

    @Override
    public boolean isCurrent() {
        return Executor.currentOrNull() == this;
    }

    private final class Spawned<T extends @Nullable Object> {
        private final Future<T> future;
        final Completer<T> outcome = new Completer<>();

        Spawned(Future<T> future) {
            this.future = future;
        }

        /** Returns whether it has ended. */
        boolean poll() {
            try {
                if (outcome.isDone()) future.cancel();
                else if (future.poll(Waker.none())) outcome.complete(future.result());
            } catch (Throwable failure) {
                if (!outcome.fail(failure)) fault("a future failed to be dropped", failure);
            }
            return outcome.isDone();
        }

        void cancel() {
            outcome.cancel();
            poll();
        }
    }
}

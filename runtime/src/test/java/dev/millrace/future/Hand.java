package dev.millrace.future;

import dev.millrace.timer.Timer;
import dev.millrace.timer.TimerWheel;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * An executor driven by hand that polls one future, only when it was woken: what a forgotten wake leaves hanging, hangs
 * here. Counts polls and wakes.
 */
final class Hand<T extends @Nullable Object> implements Executor, Waker {
    private static final int MOST_POLLS_PER_RUN = 10_000;

    private final Future<T> future;
    private final TimerWheel timers = new TimerWheel(0);
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private long nowNs;
    private boolean woken = true;
    int polls;
    int wakes;
    boolean ready;

    Hand(Future<T> future) {
        this.future = future;
    }

    /** Polls for as long as it is woken; returns whether the future is ready. */
    boolean run() {
        int before = polls;
        try (var _ = Entered.enter(this)) {
            while (woken && !ready) {
                woken = false;
                if (++polls - before > MOST_POLLS_PER_RUN) throw new AssertionError("wakes itself for ever");
                ready = future.poll(this);
                for (Runnable task = queue.poll(); task != null; task = queue.poll()) task.run();
            }
        }
        return ready;
    }

    /** Moves time to {@code nowNs}, fires what is due, runs. */
    boolean runAt(long nowNs) {
        this.nowNs = nowNs;
        timers.expire(nowNs);
        return run();
    }

    /** Runs, jumping from deadline to deadline, until ready or until no timer is left or the next is after {@code untilNs}. */
    boolean runUntil(long untilNs) {
        run();
        while (!ready && timers.nextDeadlineNs() <= untilNs) runAt(Math.max(nowNs, timers.nextDeadlineNs()));
        return ready;
    }

    /** Cancels the future as its task would. */
    void cancel() {
        try (var _ = Entered.enter(this)) {
            future.cancel();
        }
    }

    T result() {
        return future.result();
    }

    int armedTimers() {
        return timers.size();
    }

    @Override
    public void wake() {
        wakes++;
        woken = true;
    }

    @Override
    public void execute(Runnable task) {
        queue.add(task);
        wake();
    }

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
        return true;
    }
}

package dev.millrace.runtime;

import dev.millrace.future.Entered;
import dev.millrace.future.Executor;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.timer.Timer;
import dev.millrace.timer.TimerWheel;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Has an ordinary thread wait for a future, by being its executor meanwhile.
 *
 * <p>It parks while there is nothing to do; timers of the future run on the waiting thread.
 */
public final class BlockOn implements Executor, Waker {
    private final Environment environment;
    private final Thread thread = Thread.currentThread();
    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final TimerWheel timers;
    private volatile boolean woken = true;
    private boolean interrupted;

    private BlockOn(Environment environment) {
        this.environment = environment;
        timers = new TimerWheel(environment.nowNs());
    }

    /**
     * Waits for {@code future} and returns its value.
     *
     * @throws IllegalStateException on the thread of a context: it would stop all tasks there
     * @throws RuntimeException the failure of the future
     */
    public static <T extends @Nullable Object> T run(Future<T> future) {
        if (Executor.currentOrNull() instanceof Context context)
            throw new IllegalStateException("blocking on a future would stop every task of the context: name="
                    + context.name() + "; await it in a task, or block on an ordinary thread");
        BlockOn executor = new BlockOn(Environment.current());
        try (var _ = Entered.enter(executor)) {
            executor.pollUntilReady(future);
            return future.result();
        } finally {
            if (executor.interrupted) Thread.currentThread().interrupt();
        }
    }

    private void pollUntilReady(Future<?> future) {
        while (true) {
            if (woken) {
                woken = false;
                if (future.poll(this)) return;
            }
            for (Runnable task = queue.poll(); task != null; task = queue.poll()) task.run();
            timers.expire(nowNs());
            if (!woken && queue.isEmpty()) park();
        }
    }

    /** An interrupted thread would not park any more, so the interrupt is kept for the end of the wait. */
    private void park() {
        if (Thread.interrupted()) interrupted = true;
        environment.park(this, timers.nextDeadlineNs());
    }

    Environment environment() {
        return environment;
    }

    @Override
    public void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void execute(Runnable task) {
        queue.add(task);
        LockSupport.unpark(thread);
    }

    @Override
    public long nowNs() {
        return environment.nowNs();
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

    @Override
    public String toString() {
        return "BlockOn(thread=" + thread.getName() + ")";
    }
}

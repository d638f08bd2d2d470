package dev.millrace.bridge;

import dev.millrace.future.Completer;
import dev.millrace.future.TimedOutException;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A context as the executor that libraries of the JDK's kind ask for.
 *
 * <p>It keeps the contract of {@link ScheduledExecutorService}, on the one thread of the context: tasks run one after the other, in
 * order, and must not block. Tasks end a throttled context's wait; delayed ones are never early, and late by up to a slice. Its end
 * is its own: {@link #shutdown} lets the context live, for its other users. After a shutdown one-shot tasks that are due later still
 * run and repeated ones do not, as with {@link java.util.concurrent.ScheduledThreadPoolExecutor}; {@link #shutdownNow} drops both,
 * and interrupts nobody, because the thread is not its own.
 *
 * <p>When the context ends first, what was submitted is cancelled. Waiting (get, invokeAll, awaitTermination) on the context's own
 * thread would be for ever and throws.
 */
public final class ContextExecutor extends AbstractExecutorService implements ScheduledExecutorService {
    /*
     * Overview.
     *
     *   OPEN ──shutdown──► SHUT ──the last of `pending` ends──► TERMINATED
     *
     * `pending` has every task from its acceptance to its outcome. All fields are guarded by `lock`, which is held for a few
     * instructions, never while a task runs and never while somebody is woken.
     */
    private final Context context;
    private final Object lock = new Object();
    private final Set<ContextTask<?>> pending = new LinkedHashSet<>();
    /** Those who wait for the end; guarded by the lock. */
    private final List<Completer<Boolean>> waiting = new ArrayList<>();

    private boolean shut;
    private boolean terminated;

    private ContextExecutor(Context context) {
        this.context = context;
    }

    /** A view of {@code context}; several do not know of each other. */
    public static ContextExecutor of(Context context) {
        return new ContextExecutor(context);
    }

    /** Whose thread it is. */
    public Context context() {
        return context;
    }

    /** Accepts a task. */
    private void accept(ContextTask<?> task) {
        synchronized (lock) {
            if (shut)
                throw new RejectedExecutionException(
                        "executor is shut down: context=" + context.name() + " task=" + task);
            pending.add(task);
        }
    }

    /** The outcome of a task is decided. */
    void ended(ContextTask<?> task) {
        boolean last;
        synchronized (lock) {
            last = pending.remove(task) && shut && pending.isEmpty();
        }
        if (last) terminate();
    }

    private void terminate() {
        List<Completer<Boolean>> all;
        synchronized (lock) {
            terminated = true;
            all = List.copyOf(waiting);
            waiting.clear();
        }
        for (Completer<Boolean> one : all) one.complete(true);
    }

    /** One wait for the end. */
    private Completer<Boolean> termination() {
        Completer<Boolean> one = new Completer<>();
        synchronized (lock) {
            if (!terminated) {
                waiting.add(one);
                return one;
            }
        }
        one.complete(true);
        return one;
    }

    @Override
    public void execute(Runnable command) {
        ContextTask<?> task = command instanceof ContextTask<?> own ? own : ContextTask.command(this, command);
        accept(task);
        task.hand();
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Runnable body, T value) {
        return newTaskFor(Executors.callable(body, value));
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> body) {
        return ContextTask.once(this, body, 0);
    }

    @Override
    public void shutdown() {
        List<ContextTask<?>> repeated = new ArrayList<>();
        boolean last;
        synchronized (lock) {
            shut = true;
            for (ContextTask<?> task : pending) if (task.isRepeated()) repeated.add(task);
            last = pending.isEmpty();
        }
        repeated.forEach(task -> task.cancel(false));
        if (last) terminate();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<ContextTask<?>> left;
        synchronized (lock) {
            shut = true;
            left = List.copyOf(pending);
        }
        List<Runnable> never = new ArrayList<>();
        for (ContextTask<?> task : left) if (task.cancel(false)) never.add(task.forCaller());
        shutdown();
        return never;
    }

    @Override
    public boolean isShutdown() {
        synchronized (lock) {
            return shut;
        }
    }

    @Override
    public boolean isTerminated() {
        synchronized (lock) {
            return terminated;
        }
    }

    /** Blocks the calling thread, which may not be the context's. Several may wait. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        checkMayWait();
        if (Thread.interrupted()) throw new InterruptedException();
        Duration limit = Duration.ofNanos(Math.min(unit.toNanos(timeout), Long.MAX_VALUE / 4));
        try {
            return BlockOn.run(termination().timeout(limit));
        } catch (TimedOutException e) {
            return false;
        }
    }

    @Override
    public <T extends @Nullable Object> List<java.util.concurrent.Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks) throws InterruptedException {
        checkMayWait();
        return super.invokeAll(tasks);
    }

    @Override
    public <T extends @Nullable Object> List<java.util.concurrent.Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        checkMayWait();
        return super.invokeAll(tasks, timeout, unit);
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        checkMayWait();
        return super.invokeAny(tasks);
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        checkMayWait();
        return super.invokeAny(tasks, timeout, unit);
    }

    void checkMayWait() {
        if (context.isCurrent())
            throw new IllegalStateException(
                    "waiting for a task of the context on its own thread would be for ever: context=" + context.name()
                            + "; await a future instead");
    }

    // ---- ScheduledExecutorService

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return schedule(ContextTask.once(this, Executors.callable(command), unit.toNanos(delay)));
    }

    @Override
    public <V extends @Nullable Object> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return schedule(ContextTask.once(this, callable, unit.toNanos(delay)));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return schedule(repeated(command, initialDelay, period, unit, true));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return schedule(repeated(command, initialDelay, delay, unit, false));
    }

    private ContextTask<?> repeated(Runnable command, long first, long period, TimeUnit unit, boolean fixedRate) {
        if (period <= 0)
            throw new IllegalArgumentException("period is not positive: period=" + period + "; use 1 or more");
        long periodNs = unit.toNanos(period);
        return ContextTask.repeated(this, command, unit.toNanos(first), fixedRate ? periodNs : -periodNs);
    }

    private <V extends @Nullable Object> ContextTask<V> schedule(ContextTask<V> task) {
        accept(task);
        task.arm();
        return task;
    }
}

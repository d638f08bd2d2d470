package dev.millrace.bridge;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.timer.Timer;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A task of a {@link ContextExecutor}: run at once, once later, or again and again. */
final class ContextTask<V extends @Nullable Object> extends FutureTask<V> implements RunnableScheduledFuture<V> {
    /*
     * Overview. On its way to its run it is in one place at a time:
     *
     *   accepted ──hand──► run queue of the context ──► running ──► ended
     *       └──arm──► run queue ──► timer of the context ──fires──► running ──repeated: timer again
     *
     * The timer belongs to the context's thread; cancel, from any thread, decides the outcome at once and has the timer disarmed
     * there. A run that finds the outcome decided does nothing (FutureTask sees to that).
     */
    /** Runs once. */
    static final long ONCE = 0;

    private final ContextExecutor executor;
    private final Context context;
    /** What was given to execute(), whose failure is the context's to report; else null. */
    private final @Nullable Runnable command;
    /** From beginning to beginning; from end to beginning if negative; {@link #ONCE}. */
    private final long periodNs;

    private final Alarm alarm = new Alarm();
    private volatile long dueNs;
    private @Nullable Throwable thrown;

    private ContextTask(
            ContextExecutor executor, Callable<V> body, @Nullable Runnable command, long delayNs, long periodNs) {
        super(body);
        this.executor = executor;
        this.context = executor.context();
        this.command = command;
        this.periodNs = periodNs;
        dueNs = after(context.nowNs(), delayNs);
    }

    static ContextTask<@Nullable Void> command(ContextExecutor executor, Runnable command) {
        return new ContextTask<>(executor, callable(command), command, 0, ONCE);
    }

    static <V extends @Nullable Object> ContextTask<V> once(ContextExecutor executor, Callable<V> body, long delayNs) {
        return new ContextTask<>(executor, body, null, delayNs, ONCE);
    }

    static ContextTask<@Nullable Void> repeated(ContextExecutor executor, Runnable body, long delayNs, long periodNs) {
        return new ContextTask<>(executor, callable(body), null, delayNs, periodNs);
    }

    private static Callable<@Nullable Void> callable(Runnable body) {
        Objects.requireNonNull(body, "command is null");
        return () -> {
            body.run();
            return null;
        };
    }

    /** The farthest deadline is one that is never reached. */
    private static long after(long nowNs, long delayNs) {
        long dueNs = nowNs + Math.max(delayNs, 0);
        return dueNs < 0 ? Long.MAX_VALUE : dueNs;
    }

    /** Has it run at the context's next turn, which begins now. */
    void hand() {
        JoinHandle<?> handle = context.spawnNow(new Step(this::runOnContext));
        cancelWithContext(handle);
    }

    /** Has it run when it is due. */
    void arm() {
        JoinHandle<?> handle = context.spawnNow(new Step(() -> {
            if (isDone()) return;
            context.scheduleAtLeast(alarm, dueNs);
        }));
        cancelWithContext(handle);
    }

    private void cancelWithContext(JoinHandle<?> handle) {
        Waker ended = () -> {
            if (isDropped(handle)) cancel(false);
        };
        if (handle.poll(ended)) ended.wake();
    }

    private static boolean isDropped(JoinHandle<?> handle) {
        try {
            handle.result();
            return false;
        } catch (RuntimeException | Error e) {
            return true;
        }
    }

    /** On the context's thread. */
    private void runOnContext() {
        if (isRepeated()) {
            if (!runAndReset() || executor.isShutdown()) {
                cancel(false);
                return;
            }
            dueNs = periodNs > 0 ? dueNs + periodNs : context.nowNs() - periodNs;
            context.scheduleAtLeast(alarm, dueNs);
            return;
        }
        run();
        Throwable failure = thrown;
        thrown = null;
        if (command != null && failure != null) throw unchecked(failure);
    }

    /** A command can throw what is not checked, only. */
    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) throw error;
        return failure instanceof RuntimeException e ? e : new CompletionException(failure);
    }

    @Override
    protected void setException(Throwable failure) {
        thrown = failure;
        super.setException(failure);
    }

    @Override
    protected void done() {
        executor.ended(this);
    }

    /** As {@link FutureTask#cancel}, but a task that runs is never interrupted: the thread is not its own. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean decided = super.cancel(false);
        if (decided) context.execute(() -> context.unschedule(alarm));
        return decided;
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        if (!isDone()) executor.checkMayWait();
        return super.get();
    }

    @Override
    public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!isDone()) executor.checkMayWait();
        return super.get(timeout, unit);
    }

    @Override
    public boolean isPeriodic() {
        return periodNs != ONCE;
    }

    boolean isRepeated() {
        return periodNs != ONCE;
    }

    /** What the caller of shutdownNow gets back. */
    Runnable forCaller() {
        return command != null ? command : this;
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(dueNs - context.nowNs(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        if (other instanceof ContextTask<?> task) return Long.compare(dueNs, task.dueNs);
        return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    private final class Alarm extends Timer {
        @Override
        protected void fire(long nowNs) {
            if (!isDone()) hand();
        }
    }

    /** A piece of work of the context. */
    private static final class Step implements Future<Boolean> {
        private final Runnable body;

        Step(Runnable body) {
            this.body = body;
        }

        @Override
        public boolean poll(Waker waker) {
            body.run();
            return true;
        }

        @Override
        public Boolean result() {
            return true;
        }
    }
}

package dev.millrace.future;

import dev.millrace.timer.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Carries work and time for one thread: the only thing that futures know of where they run.
 *
 * <p>{@link #execute} may be called from any thread, everything else from the executor's own thread alone.
 */
public interface Executor extends java.util.concurrent.Executor {
    /** Runs {@code task} soon on the executor's thread; from any thread, in the order of each caller. */
    @Override
    void execute(Runnable task);

    /**
     * What runs the steps of an async body that begins in the calling task, at the priority of that. Each mounts a virtual thread,
     * which no virtual thread can do: an executor that may run tasks on one has to keep these for a platform thread.
     */
    default java.util.concurrent.Executor carrier() {
        return this;
    }

    /** The time in nanoseconds since an arbitrary origin of the environment; it never goes back. */
    long nowNs();

    /**
     * Arms {@code timer}; it fires in the turn nearest to the deadline, which on a throttled context may be up to half a
     * slice early.
     */
    void schedule(Timer timer, long deadlineNs);

    /** Arms {@code timer}; it never fires before the deadline, and up to one slice after it. */
    void scheduleAtLeast(Timer timer, long deadlineNs);

    /** Disarms {@code timer}; returns whether it was armed. */
    boolean unschedule(Timer timer);

    /** Whether the calling thread is the one that this executor runs on now. */
    boolean isCurrent();

    /**
     * The executor whose thread this is.
     *
     * @throws IllegalStateException on a thread that belongs to no executor
     */
    static Executor current() {
        Executor executor = currentOrNull();
        if (executor == null)
            throw new IllegalStateException("not on an executor: thread="
                    + Thread.currentThread().getName() + "; spawn this work on a Context, or run it with BlockOn.run");
        return executor;
    }

    /** The executor whose thread this is, or null. */
    static @Nullable Executor currentOrNull() {
        ExecutorThread thread = ExecutorThread.current();
        return thread != null ? thread.executor() : Entered.current();
    }
}

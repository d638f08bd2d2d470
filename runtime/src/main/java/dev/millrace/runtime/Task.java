package dev.millrace.runtime;

import dev.millrace.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Something that a context runs each time it is woken, and that is its own waker.
 *
 * <p>It runs on the context's thread alone. It may be woken from any thread; wakes count once until it runs. Waking
 * allocates nothing, as the task is its own queue node.
 */
public abstract class Task implements Waker {
    /*
     * Overview. Two bits:
     *
     *   idle ──wake──► SCHEDULED ──the loop takes it, clears the bit, then runs it──► idle
     *                                                                       └─finish─► DONE
     *
     *   SCHEDULED: set by the wake that puts it into a queue; never set without being queued, so that it is in one queue
     *              at most once. Cleared before it runs: a wake during the run queues it again.
     *   DONE:      set once, by finish; never cleared. Wakes of a done task do nothing.
     *
     * Setting and clearing SCHEDULED are read-modify-writes, hence full fences: what a waker wrote before waking is seen by
     * the run that its wake causes, or by the run that it found scheduled already. Two writes need not be:
     *
     *   wakeFirst: nobody else knows the task yet; the queue publishes it. For the same reason the first take needs no fence:
     *              who wakes the task later has learnt of it from its first run, hence after SCHEDULED was cleared. Who has
     *              learnt of it otherwise (the holder of a join handle) may find it scheduled still, while the run has looked
     *              already: see FutureTask.
     *   finish:    writes DONE alone, over a SCHEDULED that a wake may set at the same time. If the wake was first, the task is
     *              in the queue, and not run when taken; it is not queued twice, because later wakes see DONE.
     */
    private static final int SCHEDULED = 1;
    private static final int DONE = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Task.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Context context;
    /** Which ready list it goes to. */
    final Priority priority;
    /** Whether its run mounts a virtual thread, and so has to be on the bare thread of the loop. */
    final boolean mounts;

    @SuppressWarnings("unused") // through STATE
    private volatile int state;

    /** Whether it was woken by wakeFirst and not taken yet; of who makes it, then of the loop, which the queue sees to. */
    private boolean fresh;

    /** The next task in the queue that this one is in; owned by that queue. */
    @Nullable
    Task next;

    /** A task of normal priority. */
    protected Task(Context context) {
        this(context, Priority.NORMAL);
    }

    protected Task(Context context, Priority priority) {
        this(context, priority, false);
    }

    Task(Context context, Priority priority, boolean mounts) {
        this.context = context;
        this.priority = priority;
        this.mounts = mounts;
    }

    /** The context that it runs on. */
    public final Context context() {
        return context;
    }

    /** The first wake of a task that no other thread knows yet, and that was not woken. */
    final void wakeFirst() {
        fresh = true;
        STATE.set(this, SCHEDULED);
        context.loop().enqueue(this);
    }

    /** Has it run in the current slice if this is the context's thread, else at the context's next turn. */
    @Override
    public final void wake() {
        if (markScheduled()) context.loop().enqueue(this);
    }

    /** Has it run soon, ending a throttled context's wait. */
    public final void wakeNow() {
        wake();
        context.loop().unpark();
    }

    /**
     * Does what there is to do without blocking.
     *
     * @param nowNs the time of this turn, in the clock of the environment
     */
    protected abstract void run(long nowNs);

    /** Called when {@link #run} has thrown; the context goes on in any case. */
    protected abstract void failed(Throwable failure);

    /**
     * Called when it was woken but will not run, because its context has ended; on any thread. It must not throw. The default
     * does nothing.
     */
    protected void dropped() {}

    /** Ends it: it is not run again. */
    protected final void finish() {
        STATE.setRelease(this, DONE);
    }

    /** Whether {@link #finish} was called; from any thread. */
    public final boolean isFinished() {
        return ((int) STATE.getVolatile(this) & DONE) != 0;
    }

    /** The virtual thread that its run lets go on, if it has one. */
    @Nullable
    Thread bodyThread() {
        return null;
    }

    /** Whether this call made it scheduled, and so has to queue it. */
    private boolean markScheduled() {
        return ((int) STATE.getAndBitwiseOr(this, SCHEDULED) & (SCHEDULED | DONE)) == 0;
    }

    /** The loop has taken it off the queue; returns whether it still wants to run. */
    final boolean takeScheduled() {
        if (fresh) {
            fresh = false;
            STATE.setRelease(this, 0);
            return true;
        }
        return ((int) STATE.getAndBitwiseAnd(this, ~SCHEDULED) & DONE) == 0;
    }
}

package dev.millrace.runtime;

import dev.millrace.future.Entered;
import dev.millrace.future.ExecutorThread;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of a loop that has async bodies: on a virtual thread, so that a lock they wait for does not stop the loop. */
final class Dispatcher implements Executor {
    /*
     * Overview. An async body may be suspended with a lock in its hands. If a task then waited for that lock on the bare thread
     * of the loop, the body could never run again to release it. So the tasks are run by one virtual thread, mounted on the
     * loop's thread once per round; if it parks for a lock in mid-round, the loop goes on with the bodies.
     *
     *   IDLE ──dispatch: unparks and mounts it──► running ──round done, parks──► IDLE
     *                                                └──parks for a lock──► BUSY ──lock is free, the JDK hands its
     *                                                         continuation to execute()──► `resumption` is woken, mounts it
     *
     *   IDLE/BUSY is the field `busy`, which only code on the loop's thread (bare or mounted) touches.
     *
     * execute() is called by the JDK each time the thread becomes runnable: by dispatch() on the bare loop thread, which takes
     * the continuation at once (`taken`), or by whoever released the lock, on any thread, which goes through the run queue.
     */
    private final Context context;
    private final Loop loop;
    private final Rounds rounds;
    private final Thread thread;
    private final Resumption resumption;

    // The loop's thread.
    private boolean dispatching;
    private boolean started;
    private boolean requested;
    private boolean busy;
    private boolean ending;
    private @Nullable Runnable taken;
    private int ran;

    Dispatcher(Context context, Loop loop, Rounds rounds) {
        this.context = context;
        this.loop = loop;
        this.rounds = rounds;
        this.thread = AwaitMode.newThread(this, context.name() + "/tasks", this::main);
        this.resumption = new Resumption(context);
    }

    Thread thread() {
        return thread;
    }

    /** Whether a round can be run, or the last one still waits for a lock. */
    boolean isIdle() {
        return !busy;
    }

    /** Has a round run; returns how many tasks ran, as far as it came. */
    int dispatch() {
        if (busy) return 0;
        requested = true;
        ran = 0;
        becomeRunnable();
        Runnable continuation = taken;
        taken = null;
        busy = true;
        if (continuation != null) continuation.run();
        return ran;
    }

    private void becomeRunnable() {
        dispatching = true;
        try {
            if (started) LockSupport.unpark(thread);
            else thread.start();
            started = true;
        } finally {
            dispatching = false;
        }
    }

    /** Has the virtual thread end, if it is not waiting for a lock. */
    void end() {
        if (!started || busy) return;
        ending = true;
        dispatch();
    }

    private void main() {
        if (ExecutorThread.current() instanceof LoopThread) {
            runRounds();
            return;
        }
        try (var _ = Entered.enter(context)) {
            runRounds();
        }
    }

    private void runRounds() {
        while (!ending) {
            if (requested) {
                requested = false;
                ran = rounds.runPlain();
                busy = false;
            }
            if (!requested) LockSupport.park(this);
        }
    }

    /** The virtual thread is runnable; called by the JDK. */
    @Override
    public void execute(Runnable continuation) {
        if (loop.isOnBareThread() && dispatching) {
            taken = continuation;
        } else {
            resumption.continuation = continuation;
            resumption.wakeNow();
        }
    }

    /** Mounts the virtual thread when something else than a dispatch has made it runnable. */
    private static final class Resumption extends Task {
        private @Nullable Runnable continuation;

        Resumption(Context context) {
            super(context, Priority.HIGH, true);
        }

        @Override
        @SuppressWarnings("NullAway") // set before it was woken
        protected void run(long nowNs) {
            continuation.run();
        }

        @Override
        protected void failed(Throwable failure) {
            context().loop().faults.report("the dispatcher of a context failed", failure);
        }

        @Override
        @SuppressWarnings("NullAway") // set before it was woken
        protected void dropped() {
            context().environment().carry(continuation);
        }
    }
}

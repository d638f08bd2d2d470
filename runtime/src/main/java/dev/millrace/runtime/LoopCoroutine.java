package dev.millrace.runtime;

import dev.millrace.future.ExecutorThread;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An async body whose continuation the loop of a context runs, as one of its tasks. */
final class LoopCoroutine extends Task implements Coroutine, Executor {
    /*
     * Overview. The JDK hands the continuation of the virtual thread to execute() exactly once each time the thread becomes
     * runnable: at its start, and at the unpark that ends a park (by await, or by a lock that the body waits for). That makes
     * this task scheduled; its run mounts the virtual thread until it parks or ends.
     *
     * A context that has ended drops tasks, but a virtual thread that is never run again would keep its locks for ever. Its
     * remaining steps are run on the environment's blocking pool; every await there throws.
     */
    private final AsyncFuture<?> future;
    private final Thread thread;
    private @Nullable Runnable continuation;

    LoopCoroutine(Context context, AsyncFuture<?> future, Priority priority) {
        super(context, priority, true);
        this.future = future;
        this.thread = AwaitMode.newThread(this, future.threadName(context), future::runBody);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void park() {
        LockSupport.park(future);
    }

    @Override
    public void unpark() {
        LockSupport.unpark(thread);
    }

    /** The virtual thread is runnable; called by the JDK. It is the same continuation each time. */
    @Override
    public void execute(Runnable continuation) {
        if (context().environment().takesOver(continuation)) return;
        this.continuation = continuation;
        wake();
    }

    @Override
    @SuppressWarnings("NullAway") // set before it was woken
    protected void run(long nowNs) {
        if (!(ExecutorThread.current() instanceof LoopThread carrier)) {
            Runnable now = continuation;
            continuation = null;
            now.run();
            context().environment().suspended(thread, () -> continuation != null);
            return;
        }
        carrier.mounted = future;
        try {
            continuation.run();
        } finally {
            carrier.mounted = null;
        }
    }

    @Override
    protected void failed(Throwable failure) {
        context().loop().faults.report("the continuation of an async body failed: name=" + thread.getName(), failure);
    }

    @Override
    @SuppressWarnings("NullAway") // set before it was woken
    protected void dropped() {
        context().environment().carry(continuation);
    }

    @Override
    Thread bodyThread() {
        return thread;
    }

    @Override
    public String toString() {
        return thread.getName();
    }
}

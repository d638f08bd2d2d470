package dev.millrace.runtime;

import dev.millrace.future.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An async body whose continuation is run by an executor that is no context, such as a thread that blocks on a future. */
final class GuestCoroutine implements Coroutine, java.util.concurrent.Executor, Runnable {
    private final Executor executor;
    private final java.util.concurrent.Executor carrier;
    private final AsyncFuture<?> future;
    private final Thread thread;
    private volatile @Nullable Runnable continuation;

    GuestCoroutine(Executor executor, AsyncFuture<?> future) {
        this.executor = executor;
        this.carrier = executor.carrier();
        this.future = future;
        this.thread = AwaitMode.newThread(this, future.threadName(executor), future::runBody);
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

    /** Whether it is run by this executor. */
    boolean isGuestOf(Executor other) {
        return executor == other;
    }

    /** The virtual thread is runnable; called by the JDK. It is the same continuation each time. */
    @Override
    public void execute(Runnable continuation) {
        this.continuation = continuation;
        carrier.execute(this);
    }

    @Override
    @SuppressWarnings("NullAway") // set before it was handed over
    public void run() {
        continuation.run();
    }
}

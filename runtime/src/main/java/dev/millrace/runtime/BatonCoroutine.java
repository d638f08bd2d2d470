package dev.millrace.runtime;

import dev.millrace.future.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An async body on a virtual thread of the JDK's scheduler, which runs only while it holds the baton of its executor. */
final class BatonCoroutine implements Coroutine {
    /*
     * Overview. Each turn of the body is a relay:
     *
     *   executor's thread: lend() hands over the baton ──► waits until it is back
     *   body's thread:     takes it, runs until it parks or ends, gives it back
     *
     *   entry      lend(): `lender` = this thread, `lent` = true; then parks while `lent`
     *   signals    to the body: unpark(thread) after `lent` is set; to the lender: unpark(lender) after `lent` is cleared
     *   exit       each side re-checks `lent` after every return from park
     *   invariant  of the two threads, the one runs for which `lent` says so; `lent` is volatile, so each sees what the other
     *              wrote before handing over
     *
     * A body that waits for a lock keeps the baton: the executor stands still with it. In loop mode it would not. A context that
     * has ended lends no more; the rest of the body is run with the blocking pool as the lender, and every await there throws.
     */
    private final Executor executor;
    private final AsyncFuture<?> future;
    private final Thread thread;
    private final Runnable lend = this::lend;
    private final @Nullable Task relay;

    private volatile boolean lent;
    private volatile boolean over;
    private volatile @Nullable Thread lender;

    BatonCoroutine(Executor executor, AsyncFuture<?> future) {
        this.executor = executor;
        this.future = future;
        this.thread = Thread.ofVirtual().name(future.threadName(executor)).unstarted(this::main);
        this.relay = executor instanceof Context context ? new Relay(context) : null;
    }

    private void main() {
        awaitBaton();
        future.runBody();
    }

    @Override
    public void start() {
        thread.start();
        unpark();
    }

    @Override
    public void unpark() {
        if (relay != null) relay.wake();
        else executor.execute(lend);
    }

    /** Lends the baton to the body, and waits for it to come back. */
    private void lend() {
        if (over) return;
        lender = Thread.currentThread();
        lent = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (lent) {
            LockSupport.park(future);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    @Override
    public void park() {
        giveBack();
        awaitBaton();
    }

    @Override
    public void ended() {
        over = true;
        giveBack();
    }

    private void giveBack() {
        Thread waiting = lender;
        lent = false;
        LockSupport.unpark(waiting);
    }

    private void awaitBaton() {
        boolean interrupted = false;
        while (!lent) {
            LockSupport.park(future);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** Lends as a task of a context. */
    private final class Relay extends Task {
        Relay(Context context) {
            super(context, context.loop().rounds.currentPriority(), true);
        }

        @Override
        protected void run(long nowNs) {
            lend();
        }

        @Override
        Thread bodyThread() {
            return thread;
        }

        @Override
        protected void failed(Throwable failure) {
            context().loop().faults.report("an async body could not be resumed: name=" + thread.getName(), failure);
        }

        @Override
        protected void dropped() {
            context().environment().blocking().execute(lend);
        }
    }
}

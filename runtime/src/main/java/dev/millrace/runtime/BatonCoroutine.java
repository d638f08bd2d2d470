package dev.millrace.runtime;

import dev.millrace.future.Executor;
import org.jspecify.annotations.Nullable;

/** An async body on a virtual thread of the JDK's scheduler, which runs only while it holds the baton of its executor. */
final class BatonCoroutine implements Coroutine {
    /*
     * Overview. Each turn of the body is a relay:
     *
     *   executor's thread: lends the baton ──► waits until it is back
     *   body's thread:     takes it, runs until it parks or ends, gives it back
     *
     * A body that waits for a lock keeps the baton: the executor stands still with it. In loop mode it would not. A context that
     * has ended lends no more; the rest of the body is run with the blocking pool as the lender, and every await there throws.
     */
    private final Executor executor;
    private final AsyncFuture<?> future;
    private final Baton baton;
    private final Thread thread;
    private final Runnable lend = this::lend;
    private final @Nullable Task relay;
    private volatile boolean over;

    BatonCoroutine(Executor executor, AsyncFuture<?> future) {
        this.executor = executor;
        this.future = future;
        this.baton = new Baton(future);
        this.thread = Environment.current().newCoroutine(future.threadName(executor), this::main);
        this.relay = executor instanceof Context context ? new Relay(context) : null;
    }

    private void main() {
        baton.take();
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
        if (!over) baton.lend(thread);
    }

    @Override
    public void park() {
        baton.giveBack();
        baton.take();
    }

    @Override
    public void ended() {
        over = true;
        baton.giveBack();
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

        @Override
        public String toString() {
            return thread.getName();
        }
    }
}

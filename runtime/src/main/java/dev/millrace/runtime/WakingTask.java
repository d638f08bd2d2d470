package dev.millrace.runtime;

import dev.millrace.future.Waker;

/** Wakes another when its turn comes, behind all that was runnable before; as often as it is woken itself. */
final class WakingTask extends Task {
    private final Waker waker;

    WakingTask(Context context, Waker waker) {
        super(context);
        this.waker = waker;
    }

    @Override
    protected void run(long nowNs) {
        waker.wake();
    }

    @Override
    protected void failed(Throwable failure) {
        context().loop().faults.report("a wake failed: waker=" + waker, failure);
    }
}

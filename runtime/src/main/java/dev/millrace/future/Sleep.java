package dev.millrace.future;

import dev.millrace.timer.Timer;
import org.jspecify.annotations.Nullable;

/** Waits for a time that counts from the first poll, on the executor of that poll. */
final class Sleep extends Timer implements Future<@Nullable Void> {
    private final long delayNs;
    private @Nullable Executor executor;
    private @Nullable Waker waker;
    private boolean over;

    Sleep(long delayNs) {
        this.delayNs = delayNs;
        over = delayNs <= 0;
    }

    @Override
    public boolean poll(Waker waker) {
        if (over) return true;
        this.waker = waker;
        if (executor == null) {
            executor = Executor.current();
            executor.schedule(this, executor.nowNs() + delayNs);
        }
        return false;
    }

    @Override
    protected void fire(long nowNs) {
        over = true;
        if (waker != null) waker.wake();
    }

    @Override
    public @Nullable Void result() {
        return null;
    }

    @Override
    public void cancel() {
        if (executor != null) executor.unschedule(this);
        waker = null;
    }
}

package dev.millrace.reactor;

import org.jspecify.annotations.Nullable;

/**
 * A reactor for a loop that blocks at most once, against one other thread: it blocks until that thread is done with what
 * it does, and then has the loop end. It knows whether the loop has blocked, and whether the other thread woke it.
 */
public final class WatchedReactor extends Reactor {
    private volatile boolean otherIsDone;
    private volatile boolean wokenByOther;
    private @Nullable Thread owner;
    private @Nullable Runnable onBlock;
    private boolean blocked;

    public WatchedReactor() {
        super(false);
    }

    /** What ends the loop; on its thread, before it runs. */
    public void onBlock(Runnable end) {
        owner = Thread.currentThread();
        onBlock = end;
    }

    public void otherIsDone() {
        otherIsDone = true;
    }

    public boolean hasBlocked() {
        return blocked;
    }

    public boolean wasWokenByOther() {
        return wokenByOther;
    }

    @Override
    public void wakeUp() {
        if (Thread.currentThread() != owner) wokenByOther = true;
    }

    @Override
    void select(long timeoutNs) {
        blocked = timeoutNs > 0;
        while (!otherIsDone) Thread.onSpinWait();
        if (onBlock != null) onBlock.run();
    }

    @Override
    protected void attach(Registration registration) {}

    @Override
    protected void detach(Registration registration) {}

    @Override
    void setInterest(Registration registration, int interest) {}
}

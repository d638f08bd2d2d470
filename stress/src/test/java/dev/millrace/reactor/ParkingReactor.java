package dev.millrace.reactor;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A reactor without handles: it waits for {@link #wakeUp} alone, which is sticky, as it is of every backend. */
public final class ParkingReactor extends Reactor {
    private volatile boolean woken;
    private volatile @Nullable Thread waiting;

    public ParkingReactor(boolean throttled) {
        super(throttled);
    }

    @Override
    public void wakeUp() {
        woken = true;
        LockSupport.unpark(waiting);
    }

    @Override
    void select(long timeoutNs) {
        waiting = Thread.currentThread();
        while (timeoutNs > 0 && !woken) LockSupport.park(this);
        woken = false;
    }

    @Override
    protected void attach(Registration registration) {}

    @Override
    protected void detach(Registration registration) {}

    @Override
    void setInterest(Registration registration, int interest) {}
}

package dev.millrace.sim;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What happens when a virtual thread of a simulation finds that the machine holds a monitor for a moment. */
final class MonitorWait {
    /*
     * Overview. Everything happens on the simulation's thread, but for monitors. A thread of the machine may hold one for a moment,
     * such as that of a class which it loads. Whoever wants it meanwhile is suspended, and a thread of the JDK makes it runnable:
     *
     *   step:       run; suspended by a monitor: wait for `unblocked`; run on, as if the monitor had been free
     *   unblocker:  write `unblocked`; unpark the simulation's thread
     *
     * So chance does not depend on the machine. One thread at a time is in a step, so one place for what is unblocked is enough.
     * A monitor whose holder is itself suspended is never given up meanwhile: after a second the scheduler refuses it.
     */
    private static final String UNBLOCKER = "VirtualThread-unblocker";
    private static final long MOST_REAL_NS = 1_000_000_000;
    private static final long LOOK_EVERY_NS = 1_000_000;

    private final Scheduler scheduler;

    // The simulation's thread and the JDK's unblocker.
    private volatile @Nullable Runnable unblocked;
    private volatile boolean refused;

    MonitorWait(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Takes what has become runnable, if that is because a monitor is free; from whoever makes it runnable. */
    boolean takesOver(Runnable continuation) {
        if (refused || !Thread.currentThread().getName().equals(UNBLOCKER)) return false;
        unblocked = continuation;
        scheduler.unpark();
        return true;
    }

    /**
     * A virtual thread has stopped running: while that is for a monitor, waits and runs it on.
     *
     * @param resumed whether it is to run again for another reason
     */
    void settle(Thread thread, BooleanSupplier resumed) {
        while (!resumed.getAsBoolean() && isSuspendedByMonitor(thread)) {
            Runnable next = await();
            if (next == null) return;
            next.run();
        }
    }

    /** It has been suspended and does not wait; or what it waited for is there already, and {@link #unblocked} not yet. */
    private static boolean isSuspendedByMonitor(Thread thread) {
        return switch (thread.getState()) {
            case BLOCKED, RUNNABLE -> true;
            default -> false;
        };
    }

    private @Nullable Runnable await() {
        long beganNs = System.nanoTime();
        while (unblocked == null && System.nanoTime() - beganNs < MOST_REAL_NS) LockSupport.parkNanos(LOOK_EVERY_NS);
        Runnable next = unblocked;
        unblocked = null;
        refused = next == null;
        return next;
    }
}

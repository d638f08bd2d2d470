package dev.millrace.sim;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that may block: a virtual one, whose continuation the scheduler runs on its own thread. */
final class ThreadActor extends Actor implements Executor {
    /*
     * Overview. Everything happens on the simulation's thread, but for monitors. A thread of the machine may hold one for a moment,
     * such as that of a class which it loads. Whoever wants it meanwhile is suspended, and a thread of the JDK makes it runnable:
     *
     *   step:       run; suspended by a monitor: wait for `unblocked`; run on, as if the monitor had been free
     *   unblocker:  write `unblocked`; unpark the simulation's thread
     *
     * So chance does not depend on the machine. A monitor whose holder is itself suspended is never given up meanwhile: after a
     * second the scheduler refuses it.
     */
    private static final String UNBLOCKER = "VirtualThread-unblocker";
    private static final long MOST_REAL_NS = 1_000_000_000;
    private static final long LOOK_EVERY_NS = 1_000_000;

    private final Thread thread;
    private @Nullable Runnable continuation;

    // The simulation's thread and the JDK's unblocker.
    private volatile @Nullable Runnable unblocked;
    private volatile boolean refused;

    ThreadActor(SimulatedHost host, String name, Runnable body) {
        super(host, "thread " + name);
        thread = host.newActorThread(this, name, body);
    }

    /** The thread is runnable; called by the JDK. */
    @Override
    public void execute(Runnable runnable) {
        if (!refused && Thread.currentThread().getName().equals(UNBLOCKER)) {
            unblocked = runnable;
            scheduler.unpark();
            return;
        }
        scheduler.checkCaller(this);
        continuation = runnable;
        ready();
    }

    @Override
    void step() {
        Runnable next = continuation;
        continuation = null;
        while (next != null) {
            next.run();
            next = isSuspendedByMonitor() ? awaitMonitor() : null;
        }
        if (!thread.isAlive()) end();
        else if (continuation == null) scheduler.checkWait(thread);
    }

    /** It has been suspended and does not wait; or what it waited for is there already, and {@link #unblocked} not yet. */
    private boolean isSuspendedByMonitor() {
        return continuation == null
                && switch (thread.getState()) {
                    case BLOCKED, RUNNABLE -> true;
                    default -> false;
                };
    }

    private @Nullable Runnable awaitMonitor() {
        long beganNs = System.nanoTime();
        while (unblocked == null && System.nanoTime() - beganNs < MOST_REAL_NS) LockSupport.parkNanos(LOOK_EVERY_NS);
        Runnable next = unblocked;
        unblocked = null;
        refused = next == null;
        return next;
    }

    @Override
    Thread thread() {
        return thread;
    }

    /** Whether a thread of this kind may make an actor ready: the scheduler's, or one that it waits for. */
    static boolean isKnown(Thread caller, Thread own) {
        return caller == own || caller.isVirtual() || caller instanceof ForkJoinWorkerThread;
    }
}

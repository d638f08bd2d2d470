package dev.millrace.sim;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/** A thread that may block: a virtual one, whose continuation the scheduler runs on its own thread. */
final class ThreadActor extends Actor implements Executor {
    private final Thread thread;
    private @Nullable Runnable continuation;

    ThreadActor(SimulatedHost host, String name, Runnable body) {
        super(host, "thread " + name);
        thread = host.newActorThread(this, name, body);
    }

    /** The thread is runnable; called by the JDK. */
    @Override
    public void execute(Runnable runnable) {
        if (scheduler.monitors().takesOver(runnable)) return;
        scheduler.checkCaller(this);
        continuation = runnable;
        ready();
    }

    @Override
    void step() {
        Runnable next = continuation;
        continuation = null;
        if (next != null) next.run();
        scheduler.monitors().settle(thread, () -> continuation != null);
        if (!thread.isAlive()) end();
        else if (continuation == null) scheduler.checkWait(thread);
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

package dev.millrace.future;

import org.jspecify.annotations.Nullable;

/** A thread that runs one executor for all its life, so that {@link Executor#current} is a field read. */
public interface ExecutorThread {
    /** The executor that this thread runs. */
    Executor executor();

    /** The executor thread that the calling thread is, or, if it is virtual, that carries it now; else null. */
    static @Nullable ExecutorThread current() {
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) thread = CarrierThread.current();
        return thread instanceof ExecutorThread executorThread ? executorThread : null;
    }
}

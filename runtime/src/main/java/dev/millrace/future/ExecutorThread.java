package dev.millrace.future;

/** A thread that runs one executor for all its life, so that {@link Executor#current} is a field read. */
public interface ExecutorThread {
    /** The executor that this thread runs. */
    Executor executor();
}

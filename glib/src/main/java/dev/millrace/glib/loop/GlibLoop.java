package dev.millrace.glib.loop;

import dev.millrace.glib.abi.MainContexts;
import java.lang.foreign.MemorySegment;

/** Runs a main context until it is told to quit: {@code GMainLoop}. */
public final class GlibLoop implements AutoCloseable {
    private final GlibExecutor executor;
    private final MemorySegment loop;
    private boolean closed;

    private GlibLoop(GlibExecutor executor) {
        this.executor = executor;
        loop = MainContexts.newLoop(executor.context());
    }

    /** A loop of the context of {@code executor}. */
    public static GlibLoop of(GlibExecutor executor) {
        return new GlibLoop(executor);
    }

    /**
     * Serves all sources of the context on the calling thread until {@link #quit}.
     *
     * @throws IllegalStateException in a task, on a virtual thread, and when another thread owns the context
     */
    public void run() {
        executor.checkOutside("running a main loop", "spawn a task instead");
        try (var _ = executor.ownership().take("running a main loop")) {
            MainContexts.runLoop(loop);
        }
    }

    /** Has {@link #run} return soon; from any thread. */
    public synchronized void quit() {
        if (!closed) MainContexts.quitLoop(loop);
    }

    /** Whether {@link #run} is under way. */
    public synchronized boolean isRunning() {
        return !closed && MainContexts.isLoopRunning(loop);
    }

    /** Gives back the native loop, which must not be running. */
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        MainContexts.unrefLoop(loop);
    }
}

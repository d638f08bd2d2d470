package dev.millrace.runtime;

import dev.millrace.future.Executor;
import dev.millrace.future.ExecutorThread;
import org.jspecify.annotations.Nullable;

/** The thread of one context; a daemon, so that forgetting to close a context does not keep the program alive. */
final class LoopThread extends Thread implements ExecutorThread {
    private final Context context;

    /** The async body that is mounted on this thread now; this thread's own. */
    @Nullable
    AsyncFuture<?> mounted;

    LoopThread(Context context, Runnable body) {
        super(null, body, context.name().isEmpty() ? "context" : context.name());
        this.context = context;
        setDaemon(true);
    }

    @Override
    public Executor executor() {
        return context;
    }
}

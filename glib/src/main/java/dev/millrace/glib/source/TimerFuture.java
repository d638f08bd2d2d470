package dev.millrace.glib.source;

import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.LoopFuture;
import dev.millrace.timer.Timer;
import org.jspecify.annotations.Nullable;

/** A timer of the executor, which has one source for all of a priority. */
final class TimerFuture extends LoopFuture<@Nullable Void> {
    private final long delayNs;
    private final int priority;
    private @Nullable GlibExecutor executor;
    private final Timer timer = new Timer() {
        @Override
        protected void fire(long nowNs) {
            complete(null);
        }
    };

    TimerFuture(String what, long delayNs, int priority) {
        super(what);
        this.delayNs = delayNs;
        this.priority = priority;
    }

    @Override
    protected void start(GlibExecutor executor) {
        this.executor = executor;
        executor.schedule(timer, GlibSources.laterNs(executor.nowNs(), delayNs), priority);
    }

    @Override
    protected void drop() {
        if (executor != null) executor.unschedule(timer, priority);
    }
}

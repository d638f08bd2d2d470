package dev.millrace.glib.source;

import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.LoopStream;
import dev.millrace.timer.Timer;
import org.jspecify.annotations.Nullable;

/** A timer that is armed anew each time it has fired, counting from then, as GLib's timeouts do. */
final class TimerStream extends LoopStream<Long> {
    private final long periodNs;
    private final int priority;
    private long ticks;
    private @Nullable GlibExecutor executor;
    private final Timer timer = new Timer() {
        @Override
        protected void fire(long nowNs) {
            emit(++ticks);
            arm(nowNs);
        }
    };

    TimerStream(String what, long periodNs, int priority) {
        super(what);
        this.periodNs = periodNs;
        this.priority = priority;
    }

    @Override
    protected void start(GlibExecutor executor) {
        this.executor = executor;
        arm(executor.nowNs());
    }

    private void arm(long nowNs) {
        if (executor != null) executor.schedule(timer, GlibSources.laterNs(nowNs, periodNs), priority);
    }

    @Override
    protected void drop() {
        if (executor != null) executor.unschedule(timer, priority);
        executor = null;
    }
}

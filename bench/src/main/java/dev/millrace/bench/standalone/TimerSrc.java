package dev.millrace.bench.standalone;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.Source;
import dev.millrace.runtime.Context;
import dev.millrace.timer.Timer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Pushes a tiny buffer each time its period is over. Everything here runs on its context.
 *
 * <p>The times are those of a grid that begins with the stream. A buffer's PTS is the running time at which it was due, so that
 * a sink sees how late it comes. What a busy context has missed is pushed afterwards, one buffer for each period: a measurement
 * that left out what it was too late for would look better than it is.
 */
final class TimerSrc extends Source {
    private static final int BYTES = 16;
    private static final int PERIOD_MS = 20;
    private static final long NS_PER_MS = 1_000_000;
    private static final long NOT_BEGUN = Long.MIN_VALUE;

    static final ElementFactory<TimerSrc> FACTORY = ContextSettings.addTo(
            ElementFactory.of("ts-timersrc", TimerSrc::new)
                    .klass("Source")
                    .description("pushes a tiny buffer each time its period is over")
                    .src(Caps.any())
                    .property(
                            Property.ofInt("period", 1, 60_000, PERIOD_MS).blurb("time between two buffers in ms"),
                            (e, v) -> e.periodNs = (v == null ? PERIOD_MS : v) * NS_PER_MS,
                            e -> (int) (e.periodNs / NS_PER_MS)),
            e -> e.contextSettings);

    /** Wakes the stream when the next buffer is due. */
    private final class Due extends Timer {
        @Override
        protected void fire(long nowNs) {
            task().wake();
        }
    }

    private final ContextSettings contextSettings = new ContextSettings();
    private final Due due = new Due();
    private long periodNs = PERIOD_MS * NS_PER_MS;
    private long dueNs = NOT_BEGUN;
    private @Nullable BufferPool pool;

    private TimerSrc() {}

    @Override
    protected Context acquireContext() throws IOException {
        return acquireShared(contextSettings);
    }

    @Override
    protected void open() {
        pool = BufferPool.of(task().context(), BYTES);
        dueNs = NOT_BEGUN;
    }

    @Override
    protected void close() {
        if (due.isArmed()) task().context().unschedule(due);
        pool = null;
    }

    @Override
    protected @Nullable Caps streamCaps() {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // open comes before and close after
    protected boolean produce(long nowNs) {
        if (dueNs == NOT_BEGUN) dueNs = nowNs + periodNs;
        while (dueNs <= nowNs) {
            Buffer buffer = pool.acquire();
            buffer.setRange(0, BYTES);
            buffer.setPtsNs(pipeline().runningTimeNs(dueNs));
            dueNs += periodNs;
            if (!push(buffer)) return task().isBlocked();
        }
        if (!due.isArmed()) task().context().scheduleAtLeast(due, dueNs);
        return false;
    }
}

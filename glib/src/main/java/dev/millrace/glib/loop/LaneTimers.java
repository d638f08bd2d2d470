package dev.millrace.glib.loop;

import dev.millrace.glib.abi.Boundary;
import dev.millrace.glib.abi.Sources;
import dev.millrace.timer.Timer;
import dev.millrace.timer.TimerWheel;
import java.lang.foreign.MemorySegment;

/** The timers of one priority: a wheel, and one source that is ready at the earliest deadline. On the thread of the context. */
final class LaneTimers {
    private static final long NS_PER_US = 1_000;

    private final GlibExecutor executor;
    private final Lane lane;
    private final TimerWheel wheel;
    private final MemorySegment source;
    /** What the source is set to; {@link Long#MAX_VALUE} for never. */
    private long setNs = Long.MAX_VALUE;

    private boolean firing;

    LaneTimers(GlibExecutor executor, Lane lane) {
        this.executor = executor;
        this.lane = lane;
        wheel = new TimerWheel(executor.nowNs());
        source = Sources.onReadyTime("millrace timers", lane.priority, this::dispatch);
        Sources.releaseAfter(this, source);
        Sources.attach(source, executor.context());
    }

    void arm(Timer timer, long deadlineNs) {
        wheel.arm(timer, deadlineNs);
        if (!firing && deadlineNs < setNs) set(deadlineNs);
    }

    boolean disarm(Timer timer) {
        boolean wasArmed = wheel.disarm(timer);
        if (!firing && wheel.size() == 0) set(Long.MAX_VALUE);
        return wasArmed;
    }

    private boolean dispatch() {
        boolean bare = !Thread.currentThread().isVirtual();
        Lane outer = executor.enterDispatch(lane);
        firing = true;
        try {
            wheel.expire(executor.nowNs());
        } catch (Throwable failure) {
            // What was due behind it fires at the next dispatch, which is at once.
            Boundary.report("a timer has failed", failure);
        } finally {
            firing = false;
            setNs = Long.MIN_VALUE;
            set(wheel.nextDeadlineNs());
            executor.leaveDispatch(outer, bare);
        }
        return true;
    }

    /** Never early: GLib's clock has microseconds. */
    private void set(long deadlineNs) {
        if (deadlineNs == setNs) return;
        setNs = deadlineNs;
        long readyUs = deadlineNs == Long.MAX_VALUE ? -1 : Math.max(0, Math.ceilDiv(deadlineNs, NS_PER_US));
        Sources.setReadyTime(source, readyUs);
    }

    /** Ends the source, whose memory stays: what is dropped later may still disarm. */
    void close() {
        Sources.end(source);
    }
}

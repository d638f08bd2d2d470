package dev.millrace.future;

import dev.millrace.timer.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@link Streams#interval}: a grid of deadlines from the first poll on, and one timer for it. */
final class Interval extends Pull<Tick> {
    private final long periodNs;
    private final boolean atLeast;
    private final Tick tick = new Tick();
    private @Nullable Alarm alarm;

    Interval(Duration period, boolean atLeast) {
        if (period.isZero() || period.isNegative())
            throw new IllegalArgumentException("period must be greater than zero: period=" + period);
        periodNs = Sleep.saturatedNs(period);
        this.atLeast = atLeast;
    }

    @Override
    Step advance(Waker waker) {
        if (alarm == null) alarm = new Alarm(Executor.current(), waker);
        return alarm.poll(waker);
    }

    @Override
    void drop() {
        if (alarm != null) alarm.executor.unschedule(alarm);
    }

    private final class Alarm extends Timer {
        final Executor executor;
        private Waker waker;
        private long dueNs;
        private boolean fired;

        Alarm(Executor executor, Waker waker) {
            this.executor = executor;
            this.waker = waker;
            dueNs = Sleep.laterNs(executor.nowNs(), periodNs);
        }

        Step poll(Waker waker) {
            this.waker = waker;
            long nowNs = executor.nowNs();
            if (fired || nowNs >= dueNs) return give(nowNs);
            if (!isArmed()) {
                if (atLeast) executor.scheduleAtLeast(this, dueNs);
                else executor.schedule(this, dueNs);
            }
            return Step.PENDING;
        }

        /** One tick for all that are due; the next one is on the grid and later than now. */
        private Step give(long nowNs) {
            executor.unschedule(this);
            fired = false;
            long missed = Math.max(0, nowNs - dueNs) / periodNs;
            tick.set(dueNs, missed);
            dueNs = Sleep.laterNs(dueNs + missed * periodNs, periodNs);
            return emit(tick);
        }

        @Override
        protected void fire(long nowNs) {
            fired = true;
            waker.wake();
        }
    }
}

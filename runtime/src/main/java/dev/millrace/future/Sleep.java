package dev.millrace.future;

import dev.millrace.timer.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits for a time that counts from the first poll, on the executor of that poll. */
final class Sleep extends SingleUse<@Nullable Void> {
    private final long delayNs;
    private final boolean atLeast;
    private boolean over;
    private @Nullable Alarm alarm;

    Sleep(Duration delay, boolean atLeast) {
        delayNs = saturatedNs(delay);
        this.atLeast = atLeast;
    }

    /** The duration in nanoseconds; what is too long for that, 292 years, is the longest there is. */
    static long saturatedNs(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException _) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** When {@code delayNs} from now is, or the end of time if that is sooner. */
    static long laterNs(long nowNs, long delayNs) {
        long sumNs = nowNs + delayNs;
        return delayNs > 0 && sumNs < nowNs ? Long.MAX_VALUE : sumNs;
    }

    @Override
    boolean advance(Waker waker) {
        if (over || delayNs <= 0) return succeed(null);
        if (alarm == null) alarm = new Alarm(Executor.current(), waker);
        alarm.waker = waker;
        return false;
    }

    @Override
    void drop() {
        if (alarm != null) alarm.executor.unschedule(alarm);
    }

    private final class Alarm extends Timer {
        final Executor executor;
        Waker waker;

        Alarm(Executor executor, Waker waker) {
            this.executor = executor;
            this.waker = waker;
            long deadlineNs = laterNs(executor.nowNs(), delayNs);
            if (atLeast) executor.scheduleAtLeast(this, deadlineNs);
            else executor.schedule(this, deadlineNs);
        }

        @Override
        protected void fire(long nowNs) {
            over = true;
            waker.wake();
        }
    }
}

package dev.millrace.timer;

import org.jspecify.annotations.Nullable;

/**
 * A deadline that fires once each time it is armed.
 *
 * <p>Owners extend it and keep one instance for as long as they live: arming, firing and disarming allocate nothing.
 * A timer is its own list node, so it can be armed in one wheel at a time. It belongs to the thread that owns the
 * wheel.
 */
public abstract class Timer {
    /** When it is due, in the clock of the executor; meaningful while armed. */
    private long deadlineNs;

    // Links of the slot it is in. Null while disarmed; a slot's head links to itself while the slot is empty.
    @Nullable
    Timer previous;

    @Nullable
    Timer next;

    protected Timer() {}

    /**
     * Called once when the deadline is reached, on the thread that owns the wheel; may arm this or any other timer.
     *
     * @param nowNs the time of this turn, never before the deadline
     */
    protected abstract void fire(long nowNs);

    /** Whether it is waiting for its deadline. */
    public final boolean isArmed() {
        return next != null;
    }

    /** The deadline it was last armed with, in nanoseconds of the executor's clock. */
    public final long deadlineNs() {
        return deadlineNs;
    }

    final void setDeadlineNs(long deadlineNs) {
        this.deadlineNs = deadlineNs;
    }
}

package dev.millrace.runtime;

/**
 * Which of the tasks that are runnable a context takes first.
 *
 * <p>Within a turn all of higher priority run before any of lower. A task that is passed over is not starved: with every 64
 * tasks that ran, the one that has waited longest at each level moves up by one.
 */
public enum Priority {
    HIGH(0),
    NORMAL(1),
    LOW(2);

    /** Its ready list; lower ones are taken first. */
    final byte level;

    Priority(int level) {
        this.level = (byte) level;
    }
}

package dev.millrace.reactor;

/** A handle whose readiness is a look at it; what a {@link MemoryReactor} serves. */
public interface MemoryPollable extends Pollable {
    /** Whether a receive would give something. */
    boolean isReadable();

    /** Whether a send would have room. */
    default boolean isWritable() {
        return true;
    }

    /**
     * Has {@code action} run whenever it becomes readable or writable, in place of any earlier action.
     *
     * @return whether it does that; else it is looked at in every turn
     */
    default boolean tellWhenReady(Runnable action) {
        return false;
    }
}

package dev.millrace.reactor;

/** A handle whose readiness is a look at it; what a {@link MemoryReactor} serves. */
public interface MemoryPollable extends Pollable {
    /** Whether a receive would give something. */
    boolean isReadable();

    /** Whether a send would have room. */
    default boolean isWritable() {
        return true;
    }
}

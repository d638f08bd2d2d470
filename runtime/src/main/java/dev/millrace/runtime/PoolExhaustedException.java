package dev.millrace.runtime;

/** A pool has neither a thread nor a place in its queue left. */
public final class PoolExhaustedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    PoolExhaustedException(String message) {
        super(message);
    }
}

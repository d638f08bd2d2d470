package dev.millrace.future;

import java.time.Duration;

/** A future was not ready within its limit, and was cancelled. */
public final class TimedOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration limit;

    /** Creates the exception. */
    public TimedOutException(Duration limit) {
        super("not ready in time, and cancelled: limit=" + limit);
        this.limit = limit;
    }

    /** The limit that was not met. */
    public Duration limit() {
        return limit;
    }
}

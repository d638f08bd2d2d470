package dev.millrace.future;

/**
 * Asks the executor for one more poll of a task.
 *
 * <p>Calls are cheap, may come from any thread, and count once until the next poll. A waker that outlives its task does
 * nothing.
 */
@FunctionalInterface
public interface Waker {
    /** Has the task polled again. Must not throw and must not block. */
    void wake();

    /** A waker for polls whose outcome is looked at right away and not waited for. */
    static Waker none() {
        return () -> {};
    }
}

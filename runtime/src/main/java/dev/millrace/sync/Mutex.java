package dev.millrace.sync;

import dev.millrace.future.Future;
import org.jspecify.annotations.Nullable;

/**
 * A lock that may be held across {@code await}; who waits longest gets it first. Not reentrant.
 *
 * <p>It belongs to a guard and not to a thread: {@code try (var guard = await(mutex.lock())) { ... }}. All methods may be
 * called from any thread.
 */
public final class Mutex {
    private final PermitQueue queue = new PermitQueue(1);

    /** An open lock. */
    public Mutex() {}

    /**
     * Waits for the lock. Nothing happens before the first poll.
     *
     * <p>Cancel safety: it gives up its place in line, and the lock if it had got it and the guard was not fetched.
     */
    public Future<MutexGuard> lock() {
        return new Acquisition<>(queue, 1, () -> new MutexGuard(queue));
    }

    /** Takes the lock if it is open and nobody waits; else null. */
    public @Nullable MutexGuard tryLock() {
        return queue.tryTake(1) ? new MutexGuard(queue) : null;
    }

    /** Whether somebody holds it. */
    public boolean isLocked() {
        return queue.available() == 0;
    }
}

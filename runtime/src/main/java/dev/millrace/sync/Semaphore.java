package dev.millrace.sync;

import dev.millrace.future.Future;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits that tasks and threads take and give back; who waits longest is served first.
 *
 * <p>A wait for many permits is not overtaken by later ones for few. All methods may be called from any thread.
 */
public final class Semaphore {
    private final PermitQueue queue;

    /** A semaphore with {@code permits}, 0 or more. */
    public Semaphore(int permits) {
        if (permits < 0)
            throw new IllegalArgumentException("permits out of range: permits=" + permits + ", expected 0 or more");
        queue = new PermitQueue(permits);
    }

    /** As {@link #acquire(int)}, for one permit. */
    public Future<Permit> acquire() {
        return acquire(1);
    }

    /**
     * Waits for {@code count} permits, all at once. Nothing happens before the first poll.
     *
     * <p>Cancel safety: it gives up its place in line, and the permits if it had got them and they were not fetched. The
     * result throws {@link ClosedException} when the semaphore is closed before.
     *
     * @param count 1 or more; more than there will ever be waits for ever
     */
    public Future<Permit> acquire(int count) {
        check(count);
        return new Acquisition<>(queue, count, () -> new Permit(queue, count));
    }

    /** Takes {@code count} permits if they are there and nobody waits before; else, or when closed, null. */
    public @Nullable Permit tryAcquire(int count) {
        check(count);
        return queue.tryTake(count) ? new Permit(queue, count) : null;
    }

    /** Adds {@code count} permits for good. */
    public void addPermits(int count) {
        check(count);
        queue.give(count);
    }

    /** How many permits could be taken now. */
    public long availablePermits() {
        return queue.available();
    }

    /** Has all waits fail, now and later. Permits that are held stay valid. */
    public void close() {
        queue.close();
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return queue.isClosed();
    }

    private static void check(int count) {
        if (count < 1)
            throw new IllegalArgumentException("permits out of range: count=" + count + ", expected 1 or more");
    }
}

package dev.millrace.sync;

import java.util.concurrent.atomic.AtomicBoolean;

/** Permits of a {@link Semaphore}, held until closed; from any thread. */
public final class Permit implements AutoCloseable {
    private final PermitQueue queue;
    private final int count;
    private final AtomicBoolean released = new AtomicBoolean();

    Permit(PermitQueue queue, int count) {
        this.queue = queue;
        this.count = count;
    }

    /** How many permits it stands for. */
    public int count() {
        return count;
    }

    /** Gives the permits back. A second call does nothing. */
    @Override
    public void close() {
        if (released.compareAndSet(false, true)) queue.give(count);
    }
}

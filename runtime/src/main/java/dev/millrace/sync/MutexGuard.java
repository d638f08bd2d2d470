package dev.millrace.sync;

import java.util.concurrent.atomic.AtomicBoolean;

/** A {@link Mutex} that is held until this is closed; from any thread. */
public final class MutexGuard implements AutoCloseable {
    private final PermitQueue queue;
    private final AtomicBoolean released = new AtomicBoolean();

    MutexGuard(PermitQueue queue) {
        this.queue = queue;
    }

    /** Opens the lock, and lets the first in line have it. A second call does nothing. */
    @Override
    public void close() {
        if (released.compareAndSet(false, true)) queue.give(1);
    }
}

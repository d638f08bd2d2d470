package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for permits, and turns them into a guard that gives them back. */
final class Acquisition<G> extends Waiter implements Future<G> {
    private final PermitQueue queue;
    private final Supplier<G> guards;

    final long permits;

    // The thread that polls.
    private boolean ready;
    private boolean cancelled;
    private @Nullable G guard;

    /** Whether it has its permits; decided when it is ready. */
    boolean granted;

    Acquisition(PermitQueue queue, long permits, Supplier<G> guards) {
        this.queue = queue;
        this.permits = permits;
        this.guards = guards;
    }

    @Override
    public boolean poll(Waker waker) {
        if (!ready) ready = cancelled || queue.poll(this, waker);
        return ready;
    }

    @Override
    public G result() {
        if (cancelled) throw new CancellationException("acquire was cancelled");
        if (!ready) throw new IllegalStateException("not ready: poll has not returned true");
        if (!granted) throw new ClosedException("the semaphore was closed: permits=" + permits);
        G made = guard;
        if (made == null) made = guards.get();
        guard = made;
        return made;
    }

    /** Gives up the place in line, or the permits, unless the guard was fetched. */
    @Override
    public void cancel() {
        if (cancelled || guard != null) return;
        cancelled = true;
        if (!ready) queue.cancel(this);
        else if (granted) queue.give(permits);
    }
}

package dev.millrace.sync;

import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/** One wait for a primitive, and its own node in the primitive's {@link WaitList}: waiting allocates nothing. */
abstract class Waiter {
    private static final System.Logger LOG = System.getLogger("dev.millrace.sync");

    // The thread that polls.
    /** Whether the primitive counts it: it is listed, or it was chosen and has not left. */
    boolean entered;

    // Guarded by the lock of the primitive.
    @Nullable
    Waiter previous;

    @Nullable
    Waiter next;

    /** When it came, in the count of its list. */
    long ticket;

    /** Whether it is in the list. */
    boolean listed;

    /** Whether it was taken off the list because what it waits for is there; never with {@link #listed}. */
    boolean chosen;

    /** Whom the latest poll wants woken; null once that was done. */
    @Nullable
    Waker waker;

    /** Takes the waker, to be woken after the lock is released; a waiter is woken once for each poll. */
    final Waker takeWaker() {
        Waker taken = waker;
        waker = null;
        return taken == null ? Waker.none() : taken;
    }

    /** Chooses it; the caller has taken it off the list, and wakes the waker after the lock is released. */
    final Waker choose() {
        chosen = true;
        return takeWaker();
    }

    /** Forgets the wait, once it is off the list. */
    final void reset() {
        entered = false;
        chosen = false;
        waker = null;
    }

    /** Wakes; a waker that throws hurts nobody else. Never under a lock: whoever is woken may poll at once. */
    static void wake(Waker waker) {
        try {
            waker.wake();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a waker failed", e);
        }
    }
}

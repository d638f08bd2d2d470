package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/** Has a number of tasks or threads wait for each other; then it can be used again. From any thread. */
public final class Barrier {
    /*
     * Overview. Everything happens under the lock. A wait arrives at its first poll; the last one to arrive moves the
     * generation on, and then chooses all who are listed from an earlier one. Those who arrive meanwhile are of the next
     * generation and stand behind them.
     */
    private final Object lock = new Object();
    private final int parties;

    // Guarded by lock.
    private final WaitList<Arrival> waiting = new WaitList<>();
    private int arrived;
    private long generation;

    /** A barrier for {@code parties}, 1 or more. */
    public Barrier(int parties) {
        if (parties < 1)
            throw new IllegalArgumentException("parties out of range: parties=" + parties + ", expected 1 or more");
        this.parties = parties;
    }

    /**
     * Waits until all have arrived; gives true to one of them, the leader, which is the last to arrive.
     *
     * <p>Cancel safety: cancelled before all have arrived, it counts as not arrived.
     */
    public Future<Boolean> arrive() {
        return new Arrival();
    }

    private @Nullable Waker release(long until) {
        synchronized (lock) {
            Arrival first = waiting.first();
            if (first == null || first.arrivedIn >= until) return null;
            waiting.remove(first);
            return first.choose();
        }
    }

    private final class Arrival extends Waiter implements Future<Boolean> {
        private long arrivedIn;
        private boolean ready;
        private boolean leader;

        @Override
        public boolean poll(Waker waker) {
            if (ready) return true;
            long until;
            synchronized (lock) {
                ready = entered ? arrivedIn < generation : ++arrived == parties;
                if (!ready) {
                    if (!entered) waiting.addLast(this);
                    if (!entered) arrivedIn = generation;
                    entered = true;
                    this.waker = waker;
                    return false;
                }
                leader = !entered;
                waiting.remove(this);
                reset();
                if (!leader) return true;
                arrived = 0;
                until = ++generation;
            }
            for (Waker next = release(until); next != null; next = release(until)) Waiter.wake(next);
            return true;
        }

        @Override
        public Boolean result() {
            if (!ready) throw new IllegalStateException("not ready: poll has not returned true");
            return leader;
        }

        @Override
        public void cancel() {
            synchronized (lock) {
                if (entered && arrivedIn == generation) arrived--;
                waiting.remove(this);
                reset();
            }
        }
    }
}

package dev.millrace.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for what blocks: an idle one is used if there is one, else a new one is made up to a cap, else the work waits its turn
 * in a queue.
 */
final class BlockingPool implements Executor {
    static final int MOST_THREADS = 512;
    static final int MOST_QUEUED = 65_536;
    private static final long KEEP_ALIVE_S = 10;

    private final int mostQueued;
    private final ThreadPoolExecutor threads;

    BlockingPool() {
        this(MOST_THREADS, MOST_QUEUED);
    }

    BlockingPool(int mostThreads, int mostQueued) {
        this.mostQueued = mostQueued;
        threads = new ThreadPoolExecutor(
                0,
                mostThreads,
                KEEP_ALIVE_S,
                TimeUnit.SECONDS,
                new HandOver(),
                Thread.ofPlatform().daemon().name("millrace-blocking-", 0).factory(),
                (work, pool) -> queue(work));
    }

    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    /** How many threads there are now. */
    int size() {
        return threads.getPoolSize();
    }

    /** All threads are there and busy. */
    private void queue(Runnable work) {
        HandOver queue = (HandOver) threads.getQueue();
        if (queue.size() >= mostQueued)
            throw new PoolExhaustedException("blocking pool is exhausted: threads=" + threads.getMaximumPoolSize()
                    + " queued=" + mostQueued
                    + "; what blocks for ever belongs on a thread of its own, see Offload.dedicated");
        queue.put(work);
    }

    /** Takes work only when an idle thread waits for it, so that the pool makes a thread otherwise. */
    private static final class HandOver extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }
    }
}

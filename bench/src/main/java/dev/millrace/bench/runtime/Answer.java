package dev.millrace.bench.runtime;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What one thread parks for and another gives by running it, again and again; allocates nothing. */
final class Answer implements Runnable {
    private volatile @Nullable Thread asker;
    private volatile boolean given;

    /** Names the calling thread as the one that will wait; before the question is put. */
    void expect() {
        asker = Thread.currentThread();
    }

    /** Parks until it was given. */
    void await() {
        while (!given) LockSupport.park(this);
        given = false;
    }

    @Override
    public void run() {
        given = true;
        LockSupport.unpark(asker);
    }
}

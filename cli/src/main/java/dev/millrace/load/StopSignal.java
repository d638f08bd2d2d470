package dev.millrace.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells work that has no end of its own to end. It is given once and stays. Any thread may call. */
public final class StopSignal {
    private final CountDownLatch given = new CountDownLatch(1);

    /** A signal that is not given yet. */
    public StopSignal() {}

    /** Gives it. */
    public void stop() {
        given.countDown();
    }

    /** Whether it is given. */
    public boolean isStopped() {
        return given.getCount() == 0;
    }

    /**
     * Waits until it is given, or for {@code time} at most.
     *
     * @return whether it is given
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean await(Duration time) throws InterruptedException {
        return given.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}

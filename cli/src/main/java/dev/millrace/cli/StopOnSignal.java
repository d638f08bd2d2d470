package dev.millrace.cli;

import dev.millrace.load.StopSignal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order when the process gets SIGINT or SIGTERM: gives its {@link StopSignal}, then holds the JVM
 * until the command has closed this, five seconds at most. The exit code is the JVM's, 130 or 143.
 */
public final class StopOnSignal implements AutoCloseable {
    private static final long GRACE_S = 5;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    /** From now on, until closed, a signal gives {@code stop}. */
    public StopOnSignal(StopSignal stop) {
        hook = new Thread(() -> stopAndWait(stop), "millrace-stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stopAndWait(StopSignal stop) {
        stop.stop();
        try {
            if (!done.await(GRACE_S, TimeUnit.SECONDS)) {
                System.err.println("millrace: not ended in time: seconds=" + GRACE_S);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command is done, its output flushed. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is ending already, and the hook with it.
        }
    }
}

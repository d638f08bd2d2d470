package dev.millrace.bench.runtime;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.runtime.Context;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a JVM that parks many async bodies, or virtual threads of the JDK's scheduler, three frames deep, and
 * prints how many bytes of heap each holds.
 */
public final class Parked {
    private static final int COLLECTIONS = 3;

    /** Stateless, never ready: so that only the body itself is measured. */
    private static final Future<@Nullable Void> NEVER = Futures.pollFn(waker -> false);

    private final int count;
    private final CountDownLatch arrived;

    private Parked(int count) {
        this.count = count;
        arrived = new CountDownLatch(count);
    }

    /**
     * Parks, prints, exits.
     *
     * @param args {@code millrace} or {@code virtual_threads}, and how many
     */
    public static void main(String[] args) throws InterruptedException {
        Parked parked = new Parked(Integer.parseInt(args[1]));
        System.out.println(args[0].equals("millrace") ? parked.bodies() : parked.threads());
        System.out.flush();
        // Not System.exit: nobody has to be resumed.
        Runtime.getRuntime().halt(0);
    }

    private double bodies() throws InterruptedException {
        Context context = Loops.context("parked");
        context.enter(() -> null);
        long beforeBytes = usedBytes();
        for (int i = 0; i < count; i++) context.spawn(async(this::outer));
        arrived.await();
        // The last one has counted; once the loop takes this, it has parked too.
        context.enter(() -> null);
        return (usedBytes() - beforeBytes) / (double) count;
    }

    private double threads() throws InterruptedException {
        Thread[] threads = new Thread[count];
        long beforeBytes = usedBytes();
        for (int i = 0; i < count; i++) threads[i] = Thread.ofVirtual().start(this::park);
        arrived.await();
        for (Thread thread : threads) while (thread.getState() != Thread.State.WAITING) Thread.onSpinWait();
        double bytes = (usedBytes() - beforeBytes) / (double) count;
        for (Thread thread : threads) LockSupport.unpark(thread);
        return bytes;
    }

    private @Nullable Void outer() {
        return middle();
    }

    private @Nullable Void middle() {
        return inner();
    }

    private @Nullable Void inner() {
        arrived.countDown();
        return await(NEVER);
    }

    private void park() {
        parkMiddle();
    }

    private void parkMiddle() {
        parkInner();
    }

    private void parkInner() {
        arrived.countDown();
        LockSupport.park(this);
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}

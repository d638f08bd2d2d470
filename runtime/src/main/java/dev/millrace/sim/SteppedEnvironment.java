package dev.millrace.sim;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.reactor.Backend;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An environment whose time moves only when it is told to, and whose contexts turn on the calling thread.
 *
 * <p>A step turns each context once, in the order in which they were opened, then does what was handed to the blocking
 * pool, and repeats until nothing is left to do at this time.
 */
public final class SteppedEnvironment extends Environment {
    private static final int MOST_ROUNDS = 10_000;

    private final MemoryBackend network;
    private final Backend backend;
    private final RandomGenerator random;
    private final List<Context> opened = new ArrayList<>();
    private final Queue<Runnable> blockingWork = new ArrayDeque<>();
    private long nowNs;

    /** An environment at time zero with a network in memory; {@code seed} decides all randomness. */
    public SteppedEnvironment(long seed) {
        network = new MemoryBackend();
        backend = network;
        random = new SplittableRandom(seed);
    }

    /** An environment at time zero whose sockets are those of {@code backend}: real I/O under a stepped clock. */
    public SteppedEnvironment(long seed, Backend backend) {
        network = new MemoryBackend();
        this.backend = backend;
        random = new SplittableRandom(seed);
    }

    /** The network in memory. */
    public MemoryBackend network() {
        return network;
    }

    /** Moves time forward by one slice after the other until {@code duration} has passed, stepping after each. */
    public void advance(Duration duration, Duration slice) {
        long endNs = nowNs + duration.toNanos();
        while (nowNs < endNs) {
            nowNs = Math.min(nowNs + slice.toNanos(), endNs);
            step();
        }
    }

    /** Moves time forward at once, then steps. */
    public void advance(Duration duration) {
        nowNs += duration.toNanos();
        step();
    }

    /** Moves time forward and does nothing else: what a task does that holds its thread so long. Meant for a task. */
    public void spend(Duration duration) {
        nowNs += duration.toNanos();
    }

    /** Does all there is to do at the present time: I/O and timers once, tasks and blocking work until none is left. */
    public void step() {
        for (Context context : List.copyOf(opened)) context.turn(nowNs);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            boolean worked = runBlockingWork();
            for (Context context : List.copyOf(opened)) worked |= context.runReady(nowNs) > 0;
            if (!worked) return;
        }
        throw new IllegalStateException("work does not end at this time: nowNs=" + nowNs + " rounds=" + MOST_ROUNDS
                + "; a task wakes itself without waiting for time or I/O");
    }

    /**
     * Steps, moving time forward by {@code slice}, until {@code future} is ready; returns its value.
     *
     * @throws IllegalStateException when it is not ready after {@code limit}
     */
    public <T extends @Nullable Object> T run(Future<T> future, Duration slice, Duration limit) {
        long endNs = nowNs + limit.toNanos();
        step();
        while (!future.poll(Waker.none())) {
            if (nowNs >= endNs)
                throw new IllegalStateException("future is not ready in time: limit=" + limit + " nowNs=" + nowNs);
            advance(slice);
        }
        return future.result();
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public Executor blocking() {
        return blockingWork::add;
    }

    /** What is handed over runs to its end within a step, as with {@link #blocking}. */
    @Override
    public Executor parallel() {
        return blockingWork::add;
    }

    /** The body runs to its end within a step; one that never ends has no place under a stepped clock. */
    @Override
    public void startThread(String name, Runnable body) {
        blockingWork.add(body);
    }

    @Override
    public boolean hasThreads() {
        return false;
    }

    @Override
    protected void start(Context context, Runnable body) {
        opened.add(context);
    }

    @Override
    protected void awaitEnd(Context context) {
        opened.remove(context);
    }

    private boolean runBlockingWork() {
        boolean worked = false;
        for (Runnable work = blockingWork.poll(); work != null; work = blockingWork.poll()) {
            work.run();
            worked = true;
        }
        return worked;
    }
}

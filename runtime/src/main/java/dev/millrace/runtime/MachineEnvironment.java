package dev.millrace.runtime;

import dev.millrace.reactor.Backend;
import dev.millrace.reactor.Backends;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.random.RandomGenerator;

/** The real machine. */
final class MachineEnvironment extends Environment {
    static final MachineEnvironment INSTANCE = new MachineEnvironment();

    private final long originNs = System.nanoTime();
    private final Backend backend = Backends.find();
    private final Map<Context, Thread> threads = new ConcurrentHashMap<>();
    private final Executor blocking = new BlockingPool();

    private MachineEnvironment() {}

    @Override
    public long nowNs() {
        return System.nanoTime() - originNs;
    }

    @Override
    public RandomGenerator random() {
        return java.util.concurrent.ThreadLocalRandom.current();
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public Executor blocking() {
        return blocking;
    }

    @Override
    public Executor parallel() {
        return Parallel.POOL;
    }

    @Override
    public void startThread(String name, Runnable body) {
        Thread.ofPlatform().daemon().name(name).start(body);
    }

    @Override
    public boolean hasThreads() {
        return true;
    }

    @Override
    protected void start(Context context, Runnable body) {
        Thread thread = new LoopThread(context, body);
        threads.put(context, thread);
        thread.start();
    }

    @Override
    protected void awaitEnd(Context context) {
        Thread thread = threads.remove(context);
        if (thread == null || thread == Thread.currentThread()) return;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** Made with the first use. */
    private static final class Parallel {
        private static final ForkJoinPool POOL =
                new ForkJoinPool(Runtime.getRuntime().availableProcessors(), Parallel::newThread, null, true);

        private static ForkJoinWorkerThread newThread(ForkJoinPool pool) {
            ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
            thread.setName("millrace-parallel-" + thread.getPoolIndex());
            return thread;
        }
    }
}

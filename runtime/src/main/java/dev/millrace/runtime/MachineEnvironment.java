package dev.millrace.runtime;

import dev.millrace.reactor.Backend;
import dev.millrace.reactor.Backends;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The real machine. */
final class MachineEnvironment extends Environment {
    static final MachineEnvironment INSTANCE = new MachineEnvironment();

    private static final int BLOCKING_THREADS = 64;
    private static final long KEEP_ALIVE_S = 10;

    private final long originNs = System.nanoTime();
    private final Backend backend = Backends.find();
    private final Map<Context, Thread> threads = new ConcurrentHashMap<>();
    private final Executor blocking = blockingPool();

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

    private static Executor blockingPool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                BLOCKING_THREADS,
                BLOCKING_THREADS,
                KEEP_ALIVE_S,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("millrace-blocking-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}

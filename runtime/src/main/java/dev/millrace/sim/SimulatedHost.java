package dev.millrace.sim;

import dev.millrace.future.Executor;
import dev.millrace.reactor.Backend;
import dev.millrace.reactor.MemoryReactor;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A machine of a simulation, with a clock, contexts, pools, threads and addresses of its own.
 *
 * <p>A program that is given one runs on it as on a machine: contexts turn by themselves, threads block. Belongs to the threads
 * of the simulation.
 */
public final class SimulatedHost extends Environment {
    static final long LOOP_ENDED = ENDED;

    /** As many threads as the pool of a machine that computes would have. */
    private static final int PROCESSORS = 4;

    private final Scheduler scheduler;
    private final String name;
    private final SplittableRandom random;
    private final HostNetwork network;
    private final Map<Context, LoopActor> loops = new HashMap<>();
    private final SimulatedPool blocking = new SimulatedPool(this, "blocking", 512);
    private int computing;
    private final java.util.ArrayDeque<Runnable> toCompute = new java.util.ArrayDeque<>();

    // The clock: what it showed when its speed was last set, and since when.
    private long driftPpm;
    private long setAtNs;
    private long shownNs;

    SimulatedHost(
            Scheduler scheduler,
            String name,
            SplittableRandom random,
            SimulatedNetwork world,
            List<InetAddress> addresses) {
        this.scheduler = scheduler;
        this.name = name;
        this.random = random;
        this.network = new HostNetwork(this, world, addresses);
    }

    /** What it is called in reports. */
    public String name() {
        return name;
    }

    /** Its addresses, without 127.0.0.1 and ::1, which every host has. */
    public List<InetAddress> addresses() {
        return network.addresses();
    }

    /**
     * Has its clock run fast or slow from now on.
     *
     * @param partsPerMillion by how much; quartz has up to 100, negative ones are slow
     */
    public void clockDrift(int partsPerMillion) {
        if (Math.abs(partsPerMillion) > 100_000)
            throw new IllegalArgumentException(
                    "clock drift is out of range: ppm=" + partsPerMillion + "; use -100000 to 100000");
        shownNs = nowNs();
        setAtNs = scheduler.nowNs();
        driftPpm = partsPerMillion;
    }

    /** The time on the clock of this host. */
    @Override
    public long nowNs() {
        long passedNs = scheduler.nowNs() - setAtNs;
        return shownNs + passedNs + (driftPpm == 0 ? 0 : Math.floorDiv(passedNs * driftPpm, 1_000_000L));
    }

    /** When, in the time of the simulation, its clock will show {@code hostNs}. */
    long simulationTimeNs(long hostNs) {
        if (driftPpm == 0) return hostNs - shownNs + setAtNs;
        long aheadNs = hostNs - shownNs;
        long passedNs = (long) (aheadNs * (1_000_000.0 / (1_000_000.0 + driftPpm))) - 2;
        while (shownNs + passedNs + Math.floorDiv(passedNs * driftPpm, 1_000_000L) < hostNs) passedNs++;
        return setAtNs + passedNs;
    }

    @Override
    public void checkReal(String what) {
        throw new UnsupportedInSimulationException("a simulation has no " + what + " of the machine: host=" + this
                + "; give the program what it needs as a parameter, and in a simulation something made up");
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Backend backend() {
        return network;
    }

    /** Threads of the simulation, each of which may block; 512 at a time. */
    @Override
    public java.util.concurrent.Executor blocking() {
        return blocking;
    }

    /** What is handed over runs to its end in one step; it must not block. Four wait for nobody, the others for one of them. */
    @Override
    public java.util.concurrent.Executor parallel() {
        return this::compute;
    }

    @Override
    public void startThread(String threadName, Runnable body) {
        newThread(threadName, body).start();
    }

    /** Contexts turn by themselves. */
    @Override
    public boolean hasThreads() {
        return true;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    HostNetwork network() {
        return network;
    }

    // ---- loops

    @Override
    protected void start(Context context, Runnable body) {
        LoopActor loop = new LoopActor(this, context);
        loops.put(context, loop);
        ((MemoryReactor) context.reactor()).whenReady(loop::ready);
        loop.ready();
    }

    long stepLoop(Context context) {
        return step(context);
    }

    @Override
    protected void awaitEnd(Context context) {
        LoopActor loop = loops.remove(context);
        if (loop == null || Executor.currentOrNull() == context) return;
        loop.join();
    }

    @Override
    protected void unpark(Context context, @Nullable Thread thread) {
        LoopActor loop = loops.get(context);
        if (loop == null) return;
        scheduler.checkCaller(loop);
        loop.ready();
    }

    @Override
    protected boolean preempts() {
        return scheduler.preempts();
    }

    @Override
    protected boolean takesOver(Runnable continuation) {
        return scheduler.monitors().takesOver(continuation);
    }

    @Override
    protected void suspended(Thread body, BooleanSupplier resumed) {
        scheduler.monitors().settle(body, resumed);
        if (body.isAlive() && !resumed.getAsBoolean()) scheduler.checkWait(body);
    }

    @Override
    protected void carry(Runnable continuation) {
        new CallActor(this, "rest of a body", continuation);
    }

    void stopAll() {
        openContexts().forEach(Environment::stop);
    }

    // ---- threads

    @Override
    protected Thread newThread(String threadName, Runnable body) {
        return new ThreadActor(this, threadName, body).thread();
    }

    /** A virtual thread can wait for another one of the simulation; the bare thread, which carries those, for one of the JDK. */
    @Override
    protected Thread newCoroutine(String threadName, Runnable body) {
        return Thread.currentThread().isVirtual() ? newThread(threadName, body) : super.newCoroutine(threadName, body);
    }

    Thread newActorThread(ThreadActor actor, String threadName, Runnable body) {
        return newVirtualThread(actor, threadName, () -> {
            adoptThread();
            try {
                body.run();
            } catch (Throwable failure) {
                scheduler.fail(failure);
            }
        });
    }

    @Override
    protected void park(Object blocker, long deadlineNs) {
        if (!Thread.currentThread().isVirtual())
            throw new UnsupportedInSimulationException("what computes must not block: thread="
                    + Thread.currentThread().getName() + "; use Offload.blocking for it");
        checkOpen();
        if (deadlineNs == Long.MAX_VALUE) {
            LockSupport.park(blocker);
        } else if (deadlineNs > nowNs()) {
            Thread waiting = Thread.currentThread();
            long atNs = simulationTimeNs(deadlineNs) + scheduler.latenessNs();
            Scheduler.Event alarm = scheduler.at(atNs, () -> LockSupport.unpark(waiting));
            LockSupport.park(blocker);
            alarm.cancelled = true;
        }
        checkOpen();
    }

    private void checkOpen() {
        if (scheduler.isClosing())
            throw new java.util.concurrent.CancellationException("simulation has ended: host=" + name);
    }

    private void compute(Runnable body) {
        if (computing == PROCESSORS) {
            toCompute.add(body);
            return;
        }
        computing++;
        new CallActor(this, "computation", () -> {
            try {
                runAtHome(body);
            } finally {
                computing--;
                Runnable next = toCompute.poll();
                if (next != null) compute(next);
            }
        });
    }

    /** Waits, on a thread of the simulation that belongs to no context. */
    void sleep(Duration duration) {
        long untilNs = nowNs() + duration.toNanos();
        while (nowNs() < untilNs) park(this, untilNs);
    }

    @Override
    public String toString() {
        return "host(name=" + name + ")";
    }
}

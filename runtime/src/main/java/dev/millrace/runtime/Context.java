package dev.millrace.runtime;

import dev.millrace.future.Entered;
import dev.millrace.future.Executor;
import dev.millrace.future.Future;
import dev.millrace.linux.ThisThread;
import dev.millrace.reactor.Reactor;
import dev.millrace.timer.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An executor of one thread that turns at most once per {@code wait} and handles everything that arrived meanwhile.
 *
 * <p>With a wait of zero it does not throttle: it blocks until there is I/O, a timer or a wake, and never spins.
 *
 * <p>A context is shared by name and lives until each {@link #acquire} has been matched by a {@link #close}; then its
 * thread ends, its sockets are closed, and what it still had to do is dropped: spawned futures are cancelled and fail with a
 * {@link java.util.concurrent.CancellationException}. {@code spawn}, {@code execute}, {@code enter} and {@code close} may be
 * called from any thread, everything else on the context's own.
 */
public final class Context implements Executor, AutoCloseable {
    private final Environment environment;
    private final String name;
    private final Loop loop;

    /** How many acquires have not been closed; guarded by the environment. */
    private int references = 1;

    private final LiveCount liveTasks = new LiveCount();

    // The context's thread.
    private final Map<Class<?>, Object> locals = new HashMap<>();

    Context(Environment environment, String name, long waitNs) throws IOException {
        this.environment = environment;
        this.name = name;
        this.loop = new Loop(this, environment, name, waitNs);
    }

    /**
     * The context of this name in the environment of the calling thread, such as the machine; made if there is none.
     *
     * @param wait how long a slice is, from 0 (no throttling) to 1 s; a live context keeps the wait it was made with
     */
    public static Context acquire(String name, Duration wait) throws IOException {
        return Environment.current().acquire(name, wait);
    }

    /** The context whose thread this is, or null. */
    public static @Nullable Context current() {
        return Executor.currentOrNull() instanceof Context context ? context : null;
    }

    public String name() {
        return name;
    }

    /** The length of a slice in nanoseconds; 0 when it does not throttle. It changes only under {@link #keepLatency}. */
    public long waitNs() {
        return loop.slices.waitNs();
    }

    public Environment environment() {
        return environment;
    }

    /** What it has done so far; from any thread. */
    public ContextStats stats() {
        return loop.stats(liveTasks.get());
    }

    /** How many spawned futures are not finished; from any thread. */
    public int liveTasks() {
        return liveTasks.get();
    }

    /** Starts polling {@code future} on this context at its next turn; from any thread. */
    public <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
        return spawn(future, Priority.NORMAL);
    }

    /** Like {@link #spawn(Future)}, before or after other tasks of the same turn. */
    public <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future, Priority priority) {
        FutureTask<T> task = new FutureTask<>(this, future, priority);
        task.wakeFirst();
        return new JoinHandle<>(task);
    }

    /**
     * Like {@link #spawn(Future)}, for a future that may only be touched by this context's thread.
     *
     * @throws IllegalStateException on another thread
     */
    public <T extends @Nullable Object> JoinHandle<T> spawnLocal(Future<T> future) {
        if (!isCurrent())
            throw new IllegalStateException("spawnLocal is for the context's own thread: context=" + name + " thread="
                    + Thread.currentThread().getName() + "; use spawn, or enter the context first");
        return spawn(future);
    }

    /** Like {@link #spawn(Future)}, and ends a throttled context's wait. */
    public <T extends @Nullable Object> JoinHandle<T> spawnNow(Future<T> future) {
        FutureTask<T> task = new FutureTask<>(this, future, Priority.NORMAL);
        task.wakeFirst();
        loop.unpark();
        return new JoinHandle<>(task);
    }

    @Override
    public void execute(Runnable body) {
        new RunnableTask(this, body).wakeFirst();
    }

    /** Like {@link #execute}, and ends a throttled context's wait. */
    public void executeNow(Runnable body) {
        new RunnableTask(this, body).wakeFirst();
        loop.unpark();
    }

    /**
     * Runs {@code body} on the context's thread and waits for it: for what must happen there, such as opening a socket.
     *
     * @throws IllegalStateException when called on a context's thread, which may not block
     */
    public <T extends @Nullable Object> T enter(Callable<T> body) {
        JoinHandle<T> handle = spawnNow(new CallFuture<>(body));
        while (!environment.hasThreads() && !handle.isDone()) turn(nowNs());
        return BlockOn.run(handle);
    }

    @Override
    public long nowNs() {
        return environment.nowNs();
    }

    @Override
    public void schedule(Timer timer, long deadlineNs) {
        loop.timers.arm(timer, deadlineNs - loop.slices.waitNs() / 2);
    }

    @Override
    public void scheduleAtLeast(Timer timer, long deadlineNs) {
        loop.timers.arm(timer, deadlineNs);
    }

    @Override
    public boolean unschedule(Timer timer) {
        return loop.timers.disarm(timer);
    }

    @Override
    public boolean isCurrent() {
        return Executor.currentOrNull() == this;
    }

    /**
     * Has the wait follow the load: the longest with which 99 of 100 slices have handled what arrives within {@code budget}.
     * From any thread; a context that does not throttle stays so.
     *
     * @param budget how long something may lie between its arrival and the end of the turn that handles it, 2 ms to 1 s; zero
     *     keeps the present wait from now on
     */
    public void keepLatency(Duration budget) {
        long budgetNs = budget.toNanos();
        if (budgetNs != 0 && (budgetNs < 2 * WaitController.SHORTEST_NS || budgetNs > WaitController.LONGEST_NS))
            throw new IllegalArgumentException("latency budget is out of range: context=" + name + " budget=" + budget
                    + "; use 2 ms to 1 s, or 0 for a fixed wait");
        executeNow(() -> loop.slices.adaptBy(budgetNs == 0 ? null : new WaitController(budgetNs)));
    }

    /**
     * Has its thread run on these processors only, from its next turn on; from any thread.
     *
     * @return ready when it does; fails with an {@link IOException} where the system refuses, with an
     *     {@link UnsupportedOperationException} in a simulation, which has no processors
     */
    public JoinHandle<@Nullable Void> pin(BitSet cpus) {
        BitSet wanted = (BitSet) cpus.clone();
        return spawnNow(new CallFuture<>(() -> {
            environment.checkReal("processors");
            ThisThread.pin(wanted);
            return null;
        }));
    }

    /** The time of the present turn, as its tasks were given it: for those who do not get it handed down. */
    public long turnNs() {
        return loop.rounds.turnNs();
    }

    /** The task that runs now, or null between tasks. On the context's thread. */
    public @Nullable Task currentTask() {
        return loop.rounds.currentTask();
    }

    /**
     * Tells the stall detector that the running task gets on: for one that does much in many short pieces. The detector then
     * takes each piece by itself. On the context's thread.
     */
    public void progress() {
        loop.rounds.progress();
    }

    /** Where sockets of this context register. */
    public Reactor reactor() {
        return loop.reactor;
    }

    /** Has {@code listener} told at the end of each turn that ran tasks, for the rest of the context's life. */
    public void addTurnListener(TurnListener listener) {
        loop.rounds.addListener(listener);
    }

    /** The one object of a class that this context keeps for its users, made at the first call. */
    public <T> T local(Class<T> type, Function<Context, T> maker) {
        Object known = locals.get(type);
        if (known == null) {
            known = maker.apply(this);
            locals.put(type, known);
        }
        return type.cast(known);
    }

    /**
     * Makes one turn on the calling thread: due timers, I/O, and tasks until none is runnable.
     *
     * @return the work done: timers fired, tasks woken by I/O, tasks run
     * @throws IllegalStateException when the context has a thread of its own
     */
    public int turn(long nowNs) {
        checkStepped();
        try (var _ = Entered.enter(this)) {
            return loop.turn(nowNs);
        }
    }

    /** Like {@link #turn} without timers and I/O: only the tasks that are runnable now. Returns how many ran. */
    public int runReady(long nowNs) {
        checkStepped();
        try (var _ = Entered.enter(this)) {
            return loop.runReady(nowNs);
        }
    }

    private void checkStepped() {
        if (environment.hasThreads())
            throw new IllegalStateException("context turns by itself: name=" + name + "; only stepped ones are turned");
    }

    /** Gives back one {@link #acquire}; the last one ends the context and, on another thread, waits for its end. */
    @Override
    public void close() {
        environment.release(this);
    }

    @Override
    public String toString() {
        return "context(name=" + name + " wait=" + waitNs() / 1_000_000 + "ms)";
    }

    Loop loop() {
        return loop;
    }

    /** Ends a stepped context, on the calling thread. */
    void endStepped() {
        try (var _ = Entered.enter(this)) {
            loop.endStepped();
        }
    }

    void taskStarted() {
        liveTasks.add(1, loop.isOwner());
    }

    void taskEnded() {
        liveTasks.add(-1, loop.isOwner());
    }

    // Guarded by the environment.

    void retain() {
        references++;
    }

    boolean releaseLast() {
        if (references == 0) throw new IllegalStateException("context is closed already: name=" + name);
        return --references == 0;
    }
}

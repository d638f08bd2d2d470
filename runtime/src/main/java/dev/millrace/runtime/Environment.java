package dev.millrace.runtime;

import dev.millrace.future.Entered;
import dev.millrace.reactor.Backend;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The world that a program runs in: its clock, randomness, network, threads, and its contexts by name.
 *
 * <p>There is the machine, and there are made-up ones for tests. Nothing in Millrace reaches for a global beside it. Safe
 * for use by any thread.
 */
public abstract class Environment {
    private static final System.Logger LOG = System.getLogger("dev.millrace.runtime");
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /** What {@link #step} gives for a loop that has ended. */
    protected static final long ENDED = Long.MIN_VALUE;

    /** Where threads that are no context's belong; those of the machine need no entry. */
    private static final ThreadLocal<@Nullable Environment> HOME = new ThreadLocal<>();

    /** The live contexts by name; guards itself and the reference counts. */
    private final Map<String, Context> contexts = new LinkedHashMap<>();

    /** All that are open, with those that have no name to be found by. */
    private final Set<Context> open = ConcurrentHashMap.newKeySet();

    private final Map<String, AtomicInteger> lanesTaken = new ConcurrentHashMap<>();

    /** What its users keep here, one object per class. */
    private final Map<Class<?>, Object> locals = new ConcurrentHashMap<>();

    protected Environment() {}

    /** This machine, with its real clock and network. */
    public static Environment machine() {
        return MachineEnvironment.INSTANCE;
    }

    /** The environment of the calling thread: its context's, or the one that started the thread, else the machine. */
    public static Environment current() {
        return switch (dev.millrace.future.Executor.currentOrNull()) {
            case Context context -> context.environment();
            case BlockOn blocked -> blocked.environment();
            case null, default -> {
                Environment home = HOME.get();
                yield home != null ? home : machine();
            }
        };
    }

    /** The time in nanoseconds since the environment began; it never goes back. */
    public abstract long nowNs();

    /** A source of random numbers; for identifiers, not for secrets. */
    public abstract RandomGenerator random();

    /** Opens sockets and reactors. */
    public abstract Backend backend();

    /** Runs what may block: file access, and the orderly change of a pipeline's state. */
    public abstract Executor blocking();

    /** Runs what computes: as many threads as there are processors, which steal work from each other. */
    public abstract Executor parallel();

    /** Runs {@code body} on a new thread of its own. */
    public abstract void startThread(String name, Runnable body);

    /** Whether contexts run on threads of their own; if not, somebody turns them. */
    public abstract boolean hasThreads();

    /**
     * Refuses what only the machine itself has, where this environment is made up of something else and has none of it.
     *
     * @param what what is wanted, such as {@code files}
     * @throws UnsupportedOperationException then
     */
    public void checkReal(String what) {}

    /** Has {@code body} run as the loop of {@code context}; does nothing where contexts are turned. */
    protected abstract void start(Context context, Runnable body);

    /** The last reference to a context is gone: waits for its loop to end, unless this is its own thread. */
    protected abstract void awaitEnd(Context context);

    // What an environment that is no machine does in its own way.

    /** A thread, not started, that may block and for which somebody waits. */
    protected Thread newThread(String name, Runnable body) {
        return Thread.ofPlatform().name(name).unstarted(body);
    }

    /** A virtual thread, not started, that runs only while the thread that makes it waits for it. */
    protected Thread newCoroutine(String name, Runnable body) {
        return Thread.ofVirtual().name(name).unstarted(body);
    }

    /**
     * Parks the calling thread, which is no context's, until it is unparked or {@code deadlineNs} has come; may return early.
     *
     * @param deadlineNs in the clock of this environment; {@link Long#MAX_VALUE} for none
     */
    protected void park(Object blocker, long deadlineNs) {
        if (deadlineNs == Long.MAX_VALUE) LockSupport.park(blocker);
        else LockSupport.parkNanos(blocker, deadlineNs - nowNs());
    }

    /** Ends the park of a loop; {@code thread} is the one that runs it, or null when there is none now. Any thread. */
    protected void unpark(Context context, @Nullable Thread thread) {
        LockSupport.unpark(thread);
    }

    /** Runs the next piece of a virtual thread whose context has ended, on a platform thread that may block. */
    protected void carry(Runnable continuation) {
        blocking().execute(continuation);
    }

    /** Whether the loop that asks is to give way to others before its next task. */
    protected boolean preempts() {
        return false;
    }

    /**
     * An async body has been suspended or has ended, where a loop has no thread of its own; {@code resumed} tells whether it is to
     * run again already.
     */
    protected void suspended(Thread body, BooleanSupplier resumed) {}

    /** Whether this runs a continuation that the JDK has made runnable, within {@link #suspended}, rather than the loop. */
    protected boolean takesOver(Runnable continuation) {
        return false;
    }

    // What it uses for that.

    /** Makes this the environment of the calling thread, for all its life. */
    protected final void adoptThread() {
        HOME.set(this);
    }

    /** Runs {@code body} with this as the environment of the calling thread, which is somebody else's before and after. */
    protected final void runAtHome(Runnable body) {
        Environment before = HOME.get();
        HOME.set(this);
        try {
            body.run();
        } finally {
            if (before == null) HOME.remove();
            else HOME.set(before);
        }
    }

    /**
     * What a loop does between two parks, on the calling thread: for an environment that runs loops without threads of their own.
     *
     * @return the time until which it may be left alone if nobody unparks it; not later than now when it has more to do;
     *     {@link #ENDED} after its end
     */
    protected static long step(Context context) {
        try (var _ = Entered.enter(context)) {
            return context.loop().step();
        }
    }

    /** Has the loop of {@code context} end at its next step, whoever holds it. */
    protected static void stop(Context context) {
        context.loop().stop();
    }

    /**
     * A virtual thread, not started, whose continuation is handed to {@code scheduler} each time it can run; the scheduler runs it
     * on a platform thread.
     *
     * @throws UnsupportedOperationException where bodies run in baton mode, see {@code docs/design/threading.md}
     */
    protected static Thread newVirtualThread(Executor scheduler, String name, Runnable body) {
        if (AwaitMode.OF_JVM != AwaitMode.LOOP)
            throw new UnsupportedOperationException(
                    "virtual threads cannot be scheduled here: await=baton; start the JVM with"
                            + " --add-opens java.base/java.lang=" + AwaitMode.opensTo());
        return AwaitMode.newThread(scheduler, name, body);
    }

    /**
     * The live context of this name, or a new one; to be closed once for each call.
     *
     * @param wait the length of a slice, 0 to 1 s; a live context keeps its own, and the difference is logged
     * @throws IOException when the system refuses a reactor
     */
    public final Context acquire(String name, Duration wait) throws IOException {
        checkWait(name, wait);
        synchronized (contexts) {
            Context live = contexts.get(name);
            if (live != null) {
                live.retain();
                if (live.waitNs() != wait.toNanos()) warnOfWait(live, wait);
                return live;
            }
            Context made = open(name, wait);
            contexts.put(name, made);
            return made;
        }
    }

    /** A new context that nobody else can acquire; {@code name} is for people. To be closed once. */
    public final Context open(String name, Duration wait) throws IOException {
        checkWait(name, wait);
        Context context = new Context(this, name, wait.toNanos());
        open.add(context);
        start(context, context.loop()::run);
        return context;
    }

    /** Numbers those who share the lanes of a context: 0 for the first to ask, 1 for the second, and so on. */
    public final int nextLane(String context) {
        return lanesTaken.computeIfAbsent(context, _ -> new AtomicInteger()).getAndIncrement() & Integer.MAX_VALUE;
    }

    /** The one object of a class that this environment keeps for its users, made at the first call; from any thread. */
    public final <T> T local(Class<T> type, Supplier<T> maker) {
        return type.cast(locals.computeIfAbsent(type, _ -> maker.get()));
    }

    /** The contexts that are open now. */
    public final List<Context> openContexts() {
        return List.copyOf(open);
    }

    final void release(Context context) {
        synchronized (contexts) {
            if (!context.releaseLast()) return;
            contexts.remove(context.name(), context);
        }
        open.remove(context);
        context.loop().stop();
        if (!hasThreads()) context.endStepped();
        awaitEnd(context);
    }

    private static void checkWait(String name, Duration wait) {
        if (wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0)
            throw new IllegalArgumentException("wait is out of range: context=" + name + " wait=" + wait.toMillis()
                    + "ms; use 0 to " + LONGEST_WAIT.toMillis() + "ms");
    }

    private static void warnOfWait(Context live, Duration wait) {
        LOG.log(
                Level.WARNING,
                "a context has one wait: context={0} keeps wait={1}ms, asked for wait={2}ms",
                live.name(),
                live.waitNs() / 1_000_000,
                wait.toMillis());
    }
}

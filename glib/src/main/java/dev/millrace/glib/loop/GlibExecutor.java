package dev.millrace.glib.loop;

import dev.millrace.future.Entered;
import dev.millrace.future.Executor;
import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.glib.abi.MainContexts;
import dev.millrace.glib.abi.Native;
import dev.millrace.glib.abi.Sources;
import dev.millrace.runtime.Offload;
import dev.millrace.timer.Timer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.gnome.glib.MainContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs futures on a main context of GLib, in the thread that iterates it: poll futures and async bodies alike, beside all other
 * sources of that context.
 *
 * <pre>{@code
 * GlibExecutor glib = GlibExecutor.ofDefault();
 * GlibLoop loop = GlibLoop.of(glib);
 * glib.spawn(async(() -> {
 *     await(Futures.sleep(Duration.ofSeconds(1)));
 *     loop.quit();
 *     return null;
 * }));
 * loop.run();
 * }</pre>
 *
 * <p>There is one executor for each main context. Spawning and waking are for any thread; the thread that iterates the context may
 * change, but must be a platform thread.
 */
public final class GlibExecutor implements Executor, AutoCloseable {
    private static final int MOST_CLOSING_TURNS = 1_000;
    private static final int SCRATCH_BYTES = 64;
    private static final ConcurrentHashMap<Long, GlibExecutor> BY_CONTEXT = new ConcurrentHashMap<>();

    private final MemorySegment context;
    private final boolean global;
    private final Ownership ownership;
    private final Lane lane;
    private final ConcurrentHashMap<Integer, Lane> lanes = new ConcurrentHashMap<>();
    final LongAdder liveTasks = new LongAdder();
    private volatile boolean closed;
    /** The thread that runs the default lane itself before it returns to GLib, and so need not arm it; set by that thread alone. */
    private volatile @Nullable Thread deferring;

    // The thread that iterates the context.
    private final MemorySegment scratch = Arena.ofAuto().allocate(SCRATCH_BYTES, 8);
    private @Nullable GlibTask<?> firstLive;
    private @Nullable Lane current;
    private @Nullable Entered entered;
    private boolean pushed;
    /** Whether a lane has put continuations aside, see there. */
    boolean holdsBare;

    private GlibExecutor(MemorySegment context) {
        this.context = context;
        global = context.equals(MainContexts.global());
        MainContexts.ref(context);
        ownership = new Ownership(context, name());
        lane = new Lane(this, GlibPriority.DEFAULT);
        lanes.put(GlibPriority.DEFAULT, lane);
    }

    /**
     * The executor of the global default context.
     *
     * @throws dev.millrace.glib.abi.GlibMissingException where GLib is not installed; it says what to install
     */
    public static GlibExecutor ofDefault() {
        Native.require();
        return of(MainContexts.global());
    }

    /** The executor of the calling thread's thread-default context, which is the global one unless another was pushed. */
    public static GlibExecutor ofThreadDefault() {
        Native.require();
        MemorySegment context = MainContexts.threadDefault();
        return context.equals(MemorySegment.NULL) ? ofDefault() : of(context);
    }

    /** The executor of a context of the bindings, which it keeps until it is closed. */
    public static GlibExecutor of(MainContext context) {
        Native.require();
        return of(context.handle());
    }

    /** The executor of a new context, which ends with {@link #close}. */
    public static GlibExecutor create() {
        Native.require();
        MemorySegment context = MainContexts.create();
        try {
            return of(context);
        } finally {
            MainContexts.unref(context);
        }
    }

    private static GlibExecutor of(MemorySegment context) {
        return BY_CONTEXT.computeIfAbsent(context.address(), _ -> new GlibExecutor(context));
    }

    /** The executor that the calling task runs on, or null. */
    public static @Nullable GlibExecutor currentOrNull() {
        return Executor.currentOrNull() instanceof GlibExecutor glib ? glib : null;
    }

    /** What messages call it: {@code default}, or the address of its context. */
    public String name() {
        return global ? "default" : "0x" + Long.toHexString(context.address());
    }

    /** The {@code GMainContext}; borrowed. */
    public MemorySegment context() {
        return context;
    }

    // ---- spawning, any thread

    /** Runs {@code future} as a task of this context, whose iteration is woken. */
    public <T extends @Nullable Object> GlibJoinHandle<T> spawn(Future<T> future) {
        return spawn(future, GlibPriority.DEFAULT);
    }

    /** Like {@link #spawn(Future)}, at a priority of GLib: no source of a larger number is dispatched while one of it is ready. */
    public <T extends @Nullable Object> GlibJoinHandle<T> spawn(Future<T> future, int priority) {
        GlibTask<T> task = new GlibTask<>(lane(priority), future);
        task.wake();
        return new GlibJoinHandle<>(task);
    }

    /**
     * Like {@link #spawn(Future)}, for a future that may not leave the calling thread: the owner of the context, or, while there is
     * none, the one that is going to iterate it. Where another thread iterates it then, the task fails with a sentence that names both.
     *
     * @throws IllegalStateException on a thread that does not own the context, when another one does
     */
    public <T extends @Nullable Object> GlibJoinHandle<T> spawnLocal(Future<T> future) {
        return spawnLocal(future, GlibPriority.DEFAULT);
    }

    /** Like {@link #spawnLocal(Future)}, at a priority of GLib. */
    public <T extends @Nullable Object> GlibJoinHandle<T> spawnLocal(Future<T> future, int priority) {
        ownership.check("spawnLocal", "use spawn or spawnFromWithin");
        Thread here = Thread.currentThread();
        GlibTask<T> task = new GlibTask<>(lane(priority), future, here.isVirtual() ? null : here);
        task.wake();
        return new GlibJoinHandle<>(task);
    }

    /** Spawns the future that {@code maker} makes on the thread of the context. */
    public <T extends @Nullable Object> GlibJoinHandle<T> spawnFromWithin(Supplier<Future<T>> maker) {
        return spawn(Futures.defer(maker));
    }

    /**
     * Runs {@code body}, which may block, at once on the blocking pool of the runtime, beside the main loop; the outcome is awaited
     * here or on any other executor. A body that has begun cannot be stopped: cancelling lets go of what it gives.
     */
    public <T extends @Nullable Object> GlibJoinHandle<T> spawnBlocking(Callable<T> body) {
        Lane there = lane(GlibPriority.DEFAULT);
        Future<T> blocking = Offload.blocking(body);
        boolean _ = blocking.poll(() -> {}); // Hands it over; the task polls again.
        return spawn(blocking, there.priority);
    }

    /** How many spawned futures are not finished; from any thread, about. */
    public long liveTasks() {
        return liveTasks.sum();
    }

    private Lane lane(int priority) {
        if (closed) throw new IllegalStateException("executor is closed: context=" + name());
        if (priority == GlibPriority.DEFAULT) return lane;
        return lanes.computeIfAbsent(priority, key -> new Lane(this, key));
    }

    // ---- waiting, from outside

    /**
     * Iterates the context until {@code future}, as a task of it, is ready, and returns its value; all other sources are served
     * meanwhile.
     *
     * @throws IllegalStateException in a task of this or another executor, on a virtual thread, and when another thread owns the
     *     context
     * @throws RuntimeException the failure of the future
     */
    public <T extends @Nullable Object> T blockOn(Future<T> future) {
        checkOutside("blockOn", "await it instead");
        try (var _ = ownership.take("blockOn")) {
            GlibJoinHandle<T> handle = spawn(future);
            while (!handle.isDone()) MainContexts.iteration(context, true);
            return handle.result();
        }
    }

    /**
     * Dispatches what is ready, once; also in a callback that the context itself has dispatched.
     *
     * @param mayBlock whether to wait until something is
     * @return whether anything was dispatched
     */
    public boolean iterate(boolean mayBlock) {
        if (Thread.currentThread().isVirtual())
            throw new IllegalStateException(
                    "a main context cannot be iterated by an async body or a virtual thread: context=" + name()
                            + "; await instead");
        try (var _ = ownership.take("iterate")) {
            return MainContexts.iteration(context, mayBlock);
        }
    }

    void checkOutside(String what, String instead) {
        Executor here = Executor.currentOrNull();
        if (here != null)
            throw new IllegalStateException(
                    what + " in a task would stop all others of its executor: executor=" + here + "; " + instead);
        if (Thread.currentThread().isVirtual())
            throw new IllegalStateException(what + " needs a platform thread, because GLib knows those alone: thread="
                    + Thread.currentThread());
    }

    Ownership ownership() {
        return ownership;
    }

    // ---- the seam

    @Override
    public void execute(Runnable task) {
        lane.push(new Item.Call(task, false));
    }

    /** Like {@link #execute(Runnable)}, at a priority of GLib. */
    public void execute(Runnable task, int priority) {
        lane(priority).push(new Item.Call(task, false));
    }

    @Override
    public java.util.concurrent.Executor carrier() {
        Lane here = current;
        return here == null ? lane : here;
    }

    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    @Override
    public void schedule(Timer timer, long deadlineNs) {
        lane.timers().arm(timer, deadlineNs);
    }

    /** As {@link #schedule(Timer, long)}: there are no slices here. */
    @Override
    public void scheduleAtLeast(Timer timer, long deadlineNs) {
        lane.timers().arm(timer, deadlineNs);
    }

    /** Like {@link #schedule(Timer, long)}, at a priority of GLib. */
    public void schedule(Timer timer, long deadlineNs, int priority) {
        lane(priority).timers().arm(timer, deadlineNs);
    }

    @Override
    public boolean unschedule(Timer timer) {
        return lane.timers().disarm(timer);
    }

    /** Disarms a timer that was scheduled at this priority. */
    public boolean unschedule(Timer timer, int priority) {
        Lane there = lanes.get(priority);
        return there != null && there.timers().disarm(timer);
    }

    @Override
    public boolean isCurrent() {
        return Executor.currentOrNull() == this;
    }

    // ---- the thread that iterates the context

    /** A few cells of native memory that C functions put results into, for the time of a call. */
    public MemorySegment scratch() {
        return scratch;
    }

    /**
     * Wakes a task in a callback of GLib, and runs the tasks that are ready at once, unless some run already or a source goes first.
     * On the thread that iterates the context.
     */
    void wake(Waker waker) {
        Thread here = Thread.currentThread();
        if (current != null || here.isVirtual() || Sources.currentPriority() < GlibPriority.DEFAULT) {
            waker.wake();
            return;
        }
        deferring = here;
        try {
            waker.wake();
        } finally {
            deferring = null;
        }
        lane.drainDeferred();
    }

    /** Whether what the calling thread has pushed to this lane is run without the lane being armed. */
    boolean defers(Lane pushedTo) {
        return pushedTo == lane && deferring == Thread.currentThread();
    }

    /** A lane begins to run what is queued; returns the one that is running already, for {@link #leaveDispatch}. */
    @Nullable
    Lane enterDispatch(Lane entering) {
        Lane outer = current;
        current = entering;
        if (outer == null) {
            entered = Entered.enter(this);
            pushed = ownership.push();
        }
        return outer;
    }

    void leaveDispatch(@Nullable Lane outer, boolean bare) {
        current = outer;
        if (outer == null) {
            ownership.pop(pushed);
            if (entered != null) entered.close();
            entered = null;
        }
        if (bare && holdsBare) {
            holdsBare = false;
            lanes.values().forEach(Lane::armForHeld);
        }
    }

    void list(GlibTask<?> task) {
        task.nextLive = firstLive;
        if (firstLive != null) firstLive.previousLive = task;
        firstLive = task;
    }

    void unlist(GlibTask<?> task) {
        GlibTask<?> before = task.previousLive;
        GlibTask<?> after = task.nextLive;
        if (before != null) before.nextLive = after;
        else if (firstLive == task) firstLive = after;
        if (after != null) after.previousLive = before;
        task.previousLive = null;
        task.nextLive = null;
    }

    /**
     * Ends the executor of a context of one's own: its tasks are cancelled, their handles say so, and its sources are gone. The global
     * one stays. On the thread that owns the context, or any when none does.
     *
     * @throws IllegalStateException in a task of its own
     */
    @Override
    public void close() {
        if (global || closed) return;
        if (isCurrent()) throw new IllegalStateException("a task cannot close its own executor: context=" + name());
        try (var _ = ownership.take("close")) {
            // What bodies do when they are cancelled takes some turns.
            for (int i = 0; i < MOST_CLOSING_TURNS; i++) {
                dropLive();
                if (!MainContexts.iteration(context, false)) break;
            }
            closed = true;
            lanes.values().forEach(Lane::close);
            dropLive();
        }
        BY_CONTEXT.remove(context.address(), this);
        MainContexts.unref(context);
    }

    private void dropLive() {
        for (GlibTask<?> task = firstLive; task != null; task = firstLive) task.dropped();
    }

    @Override
    public String toString() {
        return "GlibExecutor(context=" + name() + ")";
    }
}

package dev.millrace.runtime;

import dev.millrace.future.Executor;
import dev.millrace.linux.ThisThread;
import dev.millrace.reactor.Reactor;
import dev.millrace.timer.TimerWheel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The loop of one context: slices, turns, parking and waking. Runs on the context's thread but where noted. */
final class Loop {
    /*
     * Overview. A turn is: clock once, due timers, one harvest of I/O, then rounds of tasks until nothing is runnable (Rounds).
     * A throttled loop makes one turn per slice (Slices).
     *
     * Waking a throttled loop (wait > 0):
     *   entry      the loop finds nothing to run before the slice ends, and parks until then
     *   signals    unpark(): sets `urgent`, then unparks the thread; enqueue() gives no signal
     *   caught by  the loop: it looks at `urgent` before each park; a permit given meanwhile ends that park at once
     *   exit       slice end: a turn. urgent: clears it, then runs tasks, without timers and I/O
     *   invariant  urgent is cleared before the inbox is looked at, so a task enqueued before its unpark() is seen
     *
     * Waking a blocking loop (wait = 0):
     *   entry      the loop sets `blocking`, then looks at the inbox once more, then blocks in the reactor until the next
     *              timer
     *   signals    enqueue() from another thread: pushes, then, if `blocking`, wakes the reactor; unpark() likewise
     *   caught by  the reactor, whose wake-up is sticky: one given before it blocks ends that block
     *   invariant  push and look at `blocking`; set `blocking` and look at the inbox: one of the two sees the other
     *
     * Ending: close() cancels the live tasks and runs the async bodies' finally blocks, sets `closed`, then drops what is
     * queued; enqueue() pushes, then looks at `closed`, and drops by itself. So nothing lies in the queue of an ended loop while
     * somebody waits for its outcome.
     */
    /** How often the bodies that were cancelled at the end are given another round to finish. */
    private static final int MOST_CLOSING_ROUNDS = 1_000;

    private static final long NOT_PARKED = -1;

    private final Context context;
    private final Environment environment;

    // Any thread.
    private final RunQueue queue = new RunQueue();
    private final LoopCounters counters = new LoopCounters();
    private final long madeNs;
    private volatile boolean urgent;
    private volatile boolean blocking;
    private volatile boolean stopping;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Dispatcher dispatcher;
    /** The number that the system gave the thread; negative when it is not known. */
    private volatile int threadId = -1;

    // The loop's thread.
    final TimerWheel timers;
    final Reactor reactor;
    final Slices slices;
    final Faults faults;
    final Rounds rounds;
    final LiveTasks live = new LiveTasks();
    /** For a loop that is stepped: since when it would be parked. */
    private long parkedAtNs = NOT_PARKED;

    Loop(Context context, Environment environment, String name, long waitNs) throws IOException {
        this.context = context;
        this.environment = environment;
        madeNs = environment.nowNs();
        timers = new TimerWheel(madeNs);
        reactor = environment.backend().openReactor(waitNs > 0);
        slices = new Slices(counters, waitNs, madeNs);
        faults = new Faults(name, counters);
        rounds = new Rounds(context, this, queue, slices, counters, faults);
    }

    // ---- any thread

    void enqueue(Task task) {
        if (isOwner()) {
            if (closed) task.dropped();
            else queue.append(task);
            return;
        }
        queue.push(task);
        if (closed) dropAll(queue.takeAll());
        else if (slices.waitNs() == 0) wakeIfBlocking();
    }

    void unpark() {
        if (isOwner()) return;
        if (slices.waitNs() == 0) {
            wakeIfBlocking();
        } else {
            urgent = true;
            environment.unpark(context, thread);
        }
    }

    void stop() {
        stopping = true;
        if (slices.waitNs() == 0) reactor.wakeUp();
        unpark();
    }

    boolean isStopping() {
        return stopping;
    }

    ContextStats stats(int liveTasks) {
        return counters.snapshot(environment.nowNs() - madeNs, liveTasks);
    }

    List<Activity> activities() {
        return List.of(rounds.bare, rounds.plain);
    }

    /** The thread that does what {@code activity} says, or null when there is none. */
    @Nullable
    Thread threadOf(Activity activity) {
        Dispatcher tasks = dispatcher;
        if (activity == rounds.plain) return tasks == null ? thread : tasks.thread();
        Thread body = activity.current() instanceof Task task ? task.bodyThread() : null;
        return body == null ? thread : body;
    }

    /** For how long its thread was ready but had no processor; 0 where that is not told. */
    long queuedForCpuNs() {
        int id = threadId;
        if (id < 0) return 0;
        try {
            String[] figures = Files.readString(Path.of("/proc/self/task/" + id + "/schedstat"))
                    .split(" ", -1);
            return Long.parseLong(figures[1]);
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    /** Whether the caller is the loop's thread or a virtual one that it carries. */
    boolean isOwner() {
        Thread current = Thread.currentThread();
        return current == thread || (current.isVirtual() && Executor.currentOrNull() == context);
    }

    /** Whether the caller is the loop's thread itself. */
    boolean isOnBareThread() {
        return Thread.currentThread() == thread;
    }

    private void wakeIfBlocking() {
        if (!blocking) return;
        blocking = false;
        reactor.wakeUp();
    }

    // ---- the loop's thread

    /** Turns until it is stopped. */
    void run() {
        adopt(Thread.currentThread());
        if (environment.backend().name().equals("epoll")) threadId = ThisThread.id();
        while (!stopping) {
            if (slices.waitNs() == 0) turnBlocking();
            else turnThrottled();
        }
        close();
    }

    /** What {@link #run} does between two parks, on the calling thread; see {@link Environment#step}. */
    long step() {
        if (closed) return Environment.ENDED;
        Thread before = thread;
        adopt(Thread.currentThread());
        try {
            long untilNs = 0;
            if (!stopping) untilNs = slices.waitNs() == 0 ? stepBlocking() : stepThrottled();
            if (!stopping) return untilNs;
            close();
            return Environment.ENDED;
        } finally {
            adopt(before);
        }
    }

    /** Makes {@code owner} the loop's thread. */
    void adopt(@Nullable Thread owner) {
        thread = owner;
    }

    /** One whole turn without waiting, on the calling thread: how a stepped environment drives it. Returns the work done. */
    int turn(long nowNs) {
        return asOwner(() -> timersAndIo(nowNs, 0) + rounds.runUntilIdle(nowNs));
    }

    /** The tasks that are runnable now, without timers and I/O, on the calling thread. Returns how many ran. */
    int runReady(long nowNs) {
        return asOwner(() -> rounds.runUntilIdle(nowNs));
    }

    /** Ends it on the calling thread. */
    void endStepped() {
        asOwner(() -> {
            close();
            return 0;
        });
    }

    private int asOwner(IntSupplier work) {
        Thread before = thread;
        adopt(Thread.currentThread());
        try {
            return work.getAsInt();
        } finally {
            adopt(before);
        }
    }

    /** From now on there are async bodies. */
    void expectBodies() {
        dispatcher = rounds.expectBodies();
    }

    void close() {
        if (closed) return;
        live.abandonAll(faults);
        rounds.finishBodies(MOST_CLOSING_ROUNDS);
        reactor.close();
        closed = true;
        for (Task task = queue.poll(); task != null; task = queue.poll()) task.dropped();
        for (Task task = queue.pollMounting(); task != null; task = queue.pollMounting()) task.dropped();
    }

    /** Tells each of a chain of tasks that it will not run. */
    private static void dropAll(@Nullable Task first) {
        for (Task task = first; task != null; ) {
            Task next = task.next;
            task.next = null;
            task.dropped();
            task = next;
        }
    }

    private void turnThrottled() {
        if (turnWithinSlice(environment.nowNs())) parkUntilSlice();
    }

    /** Returns whether it is to park. */
    private boolean turnWithinSlice(long nowNs) {
        if (slices.isDue(nowNs)) {
            slices.begin(nowNs);
            timersAndIo(nowNs, 0);
        }
        rounds.run(nowNs);
        turnEnded(nowNs);
        // Stopped by one of its own tasks, which gives no signal, it does not sit out the slice.
        return !rounds.hasWork() && !stopping;
    }

    /** {@link #turnThrottled} with the park left to the caller. */
    private long stepThrottled() {
        long nowNs = environment.nowNs();
        if (parkedAtNs != NOT_PARKED) {
            if (!urgent && !slices.isDue(nowNs)) return slices.nextNs();
            unparked(nowNs);
            urgent = false;
        }
        if (!turnWithinSlice(nowNs)) return nowNs;
        parkedAtNs = nowNs;
        return urgent ? nowNs : slices.nextNs();
    }

    /** {@link #turnBlocking} with the block left to the caller: one step up to it, one from there on. */
    private long stepBlocking() {
        long nowNs = environment.nowNs();
        if (parkedAtNs == NOT_PARKED) {
            blocking = true;
            if (!rounds.hasWork() && !stopping && reactor.wouldWait()) {
                parkedAtNs = nowNs;
                return timers.nextDeadlineNs();
            }
        } else {
            unparked(nowNs);
        }
        blocking = false;
        timersAndIo(nowNs, 0);
        rounds.run(nowNs);
        turnEnded(nowNs);
        return nowNs;
    }

    private void unparked(long nowNs) {
        counters.add(LoopCounters.WAKEUPS, 1);
        counters.add(LoopCounters.PARKED_NS, nowNs - parkedAtNs);
        parkedAtNs = NOT_PARKED;
    }

    private void turnEnded(long beganNs) {
        long lengthNs = environment.nowNs() - beganNs;
        counters.turnTook(lengthNs);
        TurnEvent.commit(context.name(), lengthNs);
    }

    private void parkUntilSlice() {
        long beforeNs = environment.nowNs();
        long nowNs = beforeNs;
        while (!urgent && !slices.isDue(nowNs)) {
            LockSupport.parkNanos(this, slices.nextNs() - nowNs);
            counters.add(LoopCounters.WAKEUPS, 1);
            nowNs = environment.nowNs();
        }
        urgent = false;
        counters.add(LoopCounters.PARKED_NS, nowNs - beforeNs);
    }

    private void turnBlocking() {
        blocking = true;
        long nowNs = environment.nowNs();
        long timeoutNs = rounds.hasWork() || stopping ? 0 : untilNextTimer(nowNs);
        if (timeoutNs > 0) nowNs = block(nowNs, timeoutNs);
        blocking = false;
        timersAndIo(nowNs, timeoutNs);
        rounds.run(nowNs);
        turnEnded(nowNs);
    }

    private long untilNextTimer(long nowNs) {
        long deadlineNs = timers.nextDeadlineNs();
        return deadlineNs == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(deadlineNs - nowNs, 0);
    }

    private long block(long beforeNs, long timeoutNs) {
        counters.add(LoopCounters.IO_WAKES, reactor.block(timeoutNs));
        counters.add(LoopCounters.WAKEUPS, 1);
        long nowNs = environment.nowNs();
        counters.add(LoopCounters.PARKED_NS, nowNs - beforeNs);
        return nowNs;
    }

    private int timersAndIo(long nowNs, long alreadyBlockedNs) {
        counters.add(LoopCounters.TURNS, 1);
        rounds.bare.begin("timers and I/O");
        int fired = fireTimers(nowNs);
        int woken = alreadyBlockedNs > 0 ? 0 : reactor.harvest();
        rounds.bare.end();
        counters.add(LoopCounters.TIMERS_FIRED, fired);
        counters.add(LoopCounters.IO_WAKES, woken);
        return fired + woken;
    }

    private int fireTimers(long nowNs) {
        while (true) {
            try {
                return timers.expire(nowNs);
            } catch (Throwable failure) {
                faults.report("a timer failed", failure);
            }
        }
    }
}

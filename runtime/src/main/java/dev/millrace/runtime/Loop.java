package dev.millrace.runtime;

import dev.millrace.reactor.Reactor;
import dev.millrace.timer.TimerWheel;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The loop of one context: slices, turns, parking and waking. Runs on the context's thread but where noted. */
final class Loop {
    /*
     * Overview. A turn is: clock once, due timers, one harvest of I/O, tasks until none is runnable, turn listeners. A
     * throttled loop makes one turn per slice of `wait`; slices lie on a fixed grid (next += wait), so that they do not
     * drift against a sender. Every CHECK_TIME_EVERY tasks the clock is read again, and a turn that has run into the next
     * slice gives way to it, so that a flood of tasks starves neither timers nor I/O.
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
     * Ending: close() sets `closed`, then drops what is queued; enqueue() pushes, then looks at `closed`, and drops by itself.
     * So nothing lies in the queue of an ended loop while somebody waits for its outcome.
     */
    private static final System.Logger LOG = System.getLogger("dev.millrace.runtime");
    private static final int CHECK_TIME_EVERY = 64;
    /** Stepped time stands still during a turn, so that only a count can end tasks that wake each other for ever. */
    private static final int MOST_TASKS_PER_STEP = 1_000_000;

    private final Environment environment;
    private final String name;
    private final long waitNs;

    // Any thread.
    private final RunQueue queue = new RunQueue();
    private final LoopCounters counters = new LoopCounters();
    private volatile boolean urgent;
    private volatile boolean blocking;
    private volatile boolean stopping;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    // The loop's thread.
    final TimerWheel timers;
    final Reactor reactor;
    private final List<TurnListener> listeners = new ArrayList<>();
    private long nextSliceNs;
    private long turnNs;
    private boolean faultLogged;

    Loop(Environment environment, String name, long waitNs) throws IOException {
        this.environment = environment;
        this.name = name;
        this.waitNs = waitNs;
        long nowNs = environment.nowNs();
        timers = new TimerWheel(nowNs);
        reactor = environment.backend().openReactor(waitNs > 0);
        nextSliceNs = nowNs;
    }

    // ---- any thread

    void enqueue(Task task) {
        if (isOwner()) {
            queue.append(task);
            return;
        }
        queue.push(task);
        if (closed) dropAll(queue.takeAll());
        else if (waitNs == 0) wakeIfBlocking();
    }

    void unpark() {
        if (isOwner()) return;
        if (waitNs == 0) {
            wakeIfBlocking();
        } else {
            urgent = true;
            LockSupport.unpark(thread);
        }
    }

    void stop() {
        stopping = true;
        if (waitNs == 0) reactor.wakeUp();
        unpark();
    }

    boolean isStopping() {
        return stopping;
    }

    ContextStats stats() {
        return counters.snapshot();
    }

    private boolean isOwner() {
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
        while (!stopping) {
            if (waitNs == 0) turnBlocking();
            else turnThrottled();
        }
        close();
    }

    /** Makes {@code owner} the loop's thread. */
    void adopt(@Nullable Thread owner) {
        thread = owner;
    }

    /** One whole turn without waiting, on the calling thread: how a stepped environment drives it. Returns the work done. */
    int turn(long nowNs) {
        return asOwner(() -> timersAndIo(nowNs, 0) + runUntilIdle(nowNs));
    }

    /** The tasks that are runnable now, without timers and I/O, on the calling thread. Returns how many ran. */
    int runReady(long nowNs) {
        return asOwner(() -> runUntilIdle(nowNs));
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

    private int runUntilIdle(long nowNs) {
        nextSliceNs = nowNs;
        int ran = 0;
        while (!queue.isEmpty() && ran < MOST_TASKS_PER_STEP) ran += runTasks(nowNs);
        return ran;
    }

    /** The time that the running tasks were given. */
    long turnNs() {
        return turnNs;
    }

    void addListener(TurnListener listener) {
        listeners.add(listener);
    }

    void close() {
        if (closed) return;
        reactor.close();
        closed = true;
        for (Task task = queue.poll(); task != null; task = queue.poll()) task.dropped();
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
        long nowNs = environment.nowNs();
        if (nowNs >= nextSliceNs) {
            beginSlice(nowNs);
            timersAndIo(nowNs, 0);
        }
        runTasks(nowNs);
        counters.atLeast(LoopCounters.LONGEST_TURN_NS, environment.nowNs() - nowNs);
        // Stopped by one of its own tasks, which gives no signal, it does not sit out the slice.
        if (queue.isEmpty() && !stopping) parkUntilSlice();
    }

    private void beginSlice(long nowNs) {
        long lateNs = nowNs - nextSliceNs;
        long skipped = lateNs / waitNs;
        counters.add(LoopCounters.SKIPPED_SLICES, skipped);
        if (lateNs > waitNs / 2) counters.add(LoopCounters.LATE_SLICES, 1);
        nextSliceNs += (skipped + 1) * waitNs;
    }

    private void parkUntilSlice() {
        long beforeNs = environment.nowNs();
        long nowNs = beforeNs;
        while (!urgent && nowNs < nextSliceNs) {
            LockSupport.parkNanos(this, nextSliceNs - nowNs);
            counters.add(LoopCounters.WAKEUPS, 1);
            nowNs = environment.nowNs();
        }
        urgent = false;
        counters.add(LoopCounters.PARKED_NS, nowNs - beforeNs);
    }

    private void turnBlocking() {
        blocking = true;
        long nowNs = environment.nowNs();
        long timeoutNs = queue.isEmpty() && !stopping ? untilNextTimer(nowNs) : 0;
        if (timeoutNs > 0) nowNs = block(nowNs, timeoutNs);
        blocking = false;
        timersAndIo(nowNs, timeoutNs);
        runTasks(nowNs);
        counters.atLeast(LoopCounters.LONGEST_TURN_NS, environment.nowNs() - nowNs);
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
        int fired = fireTimers(nowNs);
        int woken = alreadyBlockedNs > 0 ? 0 : reactor.harvest();
        counters.add(LoopCounters.TIMERS_FIRED, fired);
        counters.add(LoopCounters.IO_WAKES, woken);
        return fired + woken;
    }

    private int fireTimers(long nowNs) {
        while (true) {
            try {
                return timers.expire(nowNs);
            } catch (Throwable failure) {
                fault("a timer failed", failure);
            }
        }
    }

    private int runTasks(long nowNs) {
        int ran = 0;
        turnNs = nowNs;
        queue.admit();
        do {
            for (Task task = queue.poll(); task != null; task = queue.poll()) {
                runTask(task, nowNs);
                if ((++ran & (CHECK_TIME_EVERY - 1)) != 0) continue;
                nowNs = environment.nowNs();
                turnNs = nowNs;
                queue.admit();
                if (nowNs >= nextSliceNs) break;
            }
            endTurn(nowNs);
        } while (!queue.isEmpty() && nowNs < nextSliceNs);
        counters.add(LoopCounters.TASKS_RUN, ran);
        return ran;
    }

    private void runTask(Task task, long nowNs) {
        if (!task.takeScheduled()) return;
        try {
            task.run(nowNs);
        } catch (Throwable failure) {
            counters.add(LoopCounters.FAULTS, 1);
            reportTo(task, failure);
        }
    }

    private void reportTo(Task task, Throwable failure) {
        try {
            task.failed(failure);
        } catch (Throwable again) {
            fault("a task failed to take its failure", again);
        }
    }

    private void endTurn(long nowNs) {
        for (int i = 0; i < listeners.size(); i++) {
            try {
                listeners.get(i).turnEnded(nowNs);
            } catch (Throwable failure) {
                fault("a turn listener failed", failure);
            }
        }
    }

    /** Counts a failure that belongs to nobody else, and reports the first. */
    void fault(String what, Throwable failure) {
        counters.add(LoopCounters.FAULTS, 1);
        if (!faultLogged) LOG.log(Level.WARNING, what + ", further ones are counted only: context=" + name, failure);
        faultLogged = true;
    }
}

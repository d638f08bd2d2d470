package dev.millrace.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of one loop, in rounds: the async bodies, the other tasks, the turn listeners. On the loop's thread. */
final class Rounds {
    /*
     * Overview. Every CHECK_TIME_EVERY tasks the clock is read again, and a turn that has run into the next slice gives way to
     * it, so that a flood of tasks starves neither timers nor I/O, nor tasks from outside, nor those of lower priority.
     *
     * Once there are async bodies, everything else is run by the Dispatcher's virtual thread, so that a lock in the hands of a
     * suspended body cannot stop the loop; a loop without such bodies runs its tasks itself.
     */
    private static final int CHECK_TIME_EVERY = 64;
    /** Stepped time stands still during a turn, so that only a count can end tasks that wake each other for ever. */
    private static final int MOST_TASKS_PER_STEP = 1_000_000;

    private final Context context;
    private final Environment environment;
    private final Loop loop;
    private final RunQueue queue;
    private final Slices slices;
    private final LoopCounters counters;
    private final Faults faults;
    private final List<TurnListener> listeners = new ArrayList<>();
    private @Nullable Dispatcher dispatcher;
    private long turnNs;
    private int sinceTimeCheck;

    /** What is done on the bare thread, and what by the dispatcher once there is one; any thread looks at them. */
    final Activity bare = new Activity();

    final Activity plain = new Activity();

    Rounds(Context context, Loop loop, RunQueue queue, Slices slices, LoopCounters counters, Faults faults) {
        this.context = context;
        this.environment = context.environment();
        this.loop = loop;
        this.queue = queue;
        this.slices = slices;
        this.counters = counters;
        this.faults = faults;
    }

    void addListener(TurnListener listener) {
        listeners.add(listener);
    }

    /** The time that the running tasks were given. */
    long turnNs() {
        return turnNs;
    }

    /** A piece of what runs now is done. */
    void progress() {
        (bare.mine() instanceof Task ? bare : plain).progress();
    }

    /** The running task, or null between tasks. */
    @Nullable
    Task currentTask() {
        // While a body runs on the bare thread, a round that waits for a lock is not what is running.
        Object current = bare.mine() instanceof Task body ? body : plain.mine();
        return current instanceof Task task ? task : null;
    }

    /** The priority of the running task, which what it starts inherits. */
    Priority currentPriority() {
        Task current = currentTask();
        return current == null ? Priority.NORMAL : current.priority;
    }

    /** From now on there are async bodies; returns who runs the other tasks. */
    Dispatcher expectBodies() {
        if (dispatcher == null) dispatcher = new Dispatcher(context, loop, this);
        return dispatcher;
    }

    /** Whether there is something that can be run now: not what only a dispatcher can run that waits for a lock. */
    boolean hasWork() {
        boolean canRunPlain = dispatcher == null || dispatcher.isIdle();
        return !(canRunPlain ? queue.isEmpty() : queue.isEmptyButForPlain());
    }

    /** Rounds until nothing can be run or the next slice has begun; returns how many tasks ran. */
    int run(long nowNs) {
        int ran = 0;
        turnNs = nowNs;
        do {
            queue.admit();
            ran += runBodies();
            ran += dispatcher == null ? runPlain() : dispatcher.dispatch();
        } while (hasWork() && turnNs < slices.nextNs() && !environment.preempts());
        return ran;
    }

    /** Rounds until nothing can be run, at a time that stands still. */
    int runUntilIdle(long nowNs) {
        slices.alignTo(nowNs);
        int ran = 0;
        while (hasWork() && ran < MOST_TASKS_PER_STEP) ran += run(nowNs);
        return ran;
    }

    /** Gives the bodies that were cancelled a last chance to finish. */
    void finishBodies(int mostRounds) {
        for (int round = 0; queue.hasMounting() && round < mostRounds; round++) {
            runBodies();
            queue.admit();
        }
        if (dispatcher != null) dispatcher.end();
    }

    /** The async bodies that are runnable, on the bare thread; not much longer than until the next look at the clock. */
    private int runBodies() {
        int ran = 0;
        for (Task task = queue.pollMounting(); task != null; task = queue.pollMounting()) {
            runTask(bare, task);
            ran++;
            if (isTimeChecked() || environment.preempts()) break;
        }
        counters.add(LoopCounters.TASKS_RUN, ran);
        return ran;
    }

    /** The other tasks, and what is to be done at their end; on the bare thread or on that of the dispatcher. */
    int runPlain() {
        int ran = 0;
        for (Task task = queue.poll(); task != null; task = queue.poll()) {
            runTask(plain, task);
            ran++;
            if (isTimeChecked() && (turnNs >= slices.nextNs() || queue.hasMounting())) break;
            if (environment.preempts()) break;
        }
        endRound(turnNs);
        counters.add(LoopCounters.TASKS_RUN, ran);
        return ran;
    }

    /** Reads the clock with every so many tasks, and lets in what came from outside; returns whether it did. */
    private boolean isTimeChecked() {
        if ((++sinceTimeCheck & (CHECK_TIME_EVERY - 1)) != 0) return false;
        turnNs = environment.nowNs();
        queue.admit();
        queue.age();
        return true;
    }

    private void runTask(Activity activity, Task task) {
        if (!task.takeScheduled()) return;
        activity.begin(task);
        try {
            task.run(turnNs);
        } catch (Throwable failure) {
            faults.count(task.toString(), failure);
            reportTo(task, failure);
        }
        activity.end();
    }

    private void reportTo(Task task, Throwable failure) {
        try {
            task.failed(failure);
        } catch (Throwable again) {
            faults.report("a task failed to take its failure", again);
        }
    }

    private void endRound(long nowNs) {
        plain.begin("turn listeners");
        for (int i = 0; i < listeners.size(); i++) {
            try {
                listeners.get(i).turnEnded(nowNs);
            } catch (Throwable failure) {
                faults.report("a turn listener failed", failure);
            }
        }
        plain.end();
    }
}

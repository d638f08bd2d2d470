package dev.millrace.glib.loop;

import dev.millrace.glib.abi.Boundary;
import dev.millrace.glib.abi.Sources;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What runs at one priority of a main context: a queue, and the one source that drains it. */
final class Lane implements Executor, TaskHost {
    /*
     * Overview. One GSource serves any number of tasks: a source of its own for each would cost eight times as much.
     *
     *   any thread:  push() ──► Inbox ──its source is armed──► GLib, which wakes whoever iterates
     *   dispatch():  ready time to never, inbox begins, takes all ──► queue ──► up to BUDGET items run
     *
     * The order of these steps is what keeps items from being lost; Inbox has the why.
     *
     * What is queued in a callback of GLib, on the thread that iterates, need not arm the lane of the default priority: the callback
     * itself runs that queue before it returns (`deferring`, see GlibExecutor.wake). That spares an iteration of the context for each
     * end of an operation. Lanes of other priorities arm.
     *
     * A dispatch runs BUDGET items at most and arms again when more are left, so that tasks that wake each other do not keep other
     * sources waiting. The stack is taken whole and reversed, so that each thread's items keep their order.
     *
     * A task may iterate the context itself: the source can recurse, and the inner dispatch goes on with the queue. If that task
     * is an async body, the inner dispatch runs on its virtual thread, which cannot carry another: continuations are then put aside
     * in `held`, for the outer dispatch, which is on the bare thread. It looks there first, and when it ends it arms every
     * lane of its executor that still holds some.
     */
    private static final int BUDGET = 256;

    final int priority;
    private final GlibExecutor executor;
    private final MemorySegment source;

    // Any thread.
    private final Inbox inbox = new Inbox();
    private volatile boolean closed;

    // The thread that iterates the context.
    private final Item.Fifo queue = new Item.Fifo();
    private final Item.Fifo held = new Item.Fifo();
    private @Nullable LaneTimers timers;
    private long dispatches;

    Lane(GlibExecutor executor, int priority) {
        this.executor = executor;
        this.priority = priority;
        source = Sources.onReadyTime("millrace", priority, this::dispatch);
        Sources.releaseAfter(this, source);
        Sources.attach(source, executor.context());
    }

    // ---- any thread

    @Override
    public void push(Item item) {
        inbox.push(item);
        if (closed) dropLate();
        else if (!executor.defers(this)) arm();
    }

    /** Queues a step of an async body, which mounts a virtual thread. */
    @Override
    public void execute(Runnable step) {
        push(new Item.Call(step, true));
    }

    @Override
    public void began() {
        executor.liveTasks.increment();
    }

    @Override
    public void ended() {
        executor.liveTasks.decrement();
    }

    @Override
    public String contextName() {
        return executor.name();
    }

    /** Has it dispatched soon. */
    private void arm() {
        if (inbox.arm()) Sources.setReadyTime(source, 0);
    }

    // ---- the thread that iterates the context

    @Override
    public void list(GlibTask<?> task) {
        executor.list(task);
    }

    @Override
    public void unlist(GlibTask<?> task) {
        executor.unlist(task);
    }

    /** Called by GLib. */
    private boolean dispatch() {
        dispatches++;
        Sources.setReadyTime(source, -1);
        inbox.begin();
        boolean bare = !Thread.currentThread().isVirtual();
        Lane outer = executor.enterDispatch(this);
        try {
            drain(bare);
        } finally {
            executor.leaveDispatch(outer, bare);
        }
        if (!queue.isEmpty() || !inbox.isEmpty()) arm();
        return true;
    }

    /**
     * Runs what a callback of GLib on this thread has queued without arming: the same as a dispatch, without the iteration of the
     * context in between.
     */
    void drainDeferred() {
        if (inbox.isEmpty() && queue.isEmpty()) return;
        Lane outer = executor.enterDispatch(this);
        try {
            drain(true);
        } finally {
            executor.leaveDispatch(outer, true);
        }
        if (!queue.isEmpty() || !inbox.isEmpty()) arm();
    }

    private void drain(boolean bare) {
        for (int left = BUDGET; left > 0; left--) {
            Item item = take(bare);
            if (item == null) return;
            if (!bare && item.isBare()) {
                held.append(item);
                executor.holdsBare = true;
                continue;
            }
            try {
                item.run();
            } catch (Throwable failure) {
                Boundary.report("a task of the main context has failed: context=" + executor.name(), failure);
            }
        }
    }

    private @Nullable Item take(boolean bare) {
        if (bare && !held.isEmpty()) return held.poll();
        Item item = queue.poll();
        if (item != null) return item;
        admit();
        return queue.poll();
    }

    /** Moves the inbox, oldest first, to the end of the queue. */
    private void admit() {
        Item oldest = inbox.takeAll();
        while (oldest != null) {
            Item next = oldest.next;
            queue.append(oldest);
            oldest = next;
        }
    }

    /** Arms it for what an inner dispatch has put aside. */
    void armForHeld() {
        if (!held.isEmpty()) arm();
    }

    LaneTimers timers() {
        LaneTimers present = timers;
        if (present == null) {
            present = new LaneTimers(executor, this);
            timers = present;
        }
        return present;
    }

    /** How often GLib has called. */
    long dispatches() {
        return dispatches;
    }

    /** Drops what is queued, and ends the sources; the memory of this one stays until no waker can touch it any more. */
    void close() {
        closed = true;
        admit();
        for (Item item = held.poll(); item != null; item = held.poll()) drop(item);
        for (Item item = queue.poll(); item != null; item = queue.poll()) drop(item);
        if (timers != null) timers.close();
        Sources.end(source);
        dropLate();
    }

    /** What came when it was closed already; any thread. */
    private void dropLate() {
        for (Item item = inbox.takeAll(); item != null; ) {
            Item next = item.next;
            try {
                item.tooLate();
            } catch (Throwable failure) {
                Boundary.report("a task failed to be dropped", failure);
            }
            item = next;
        }
    }

    private static void drop(Item item) {
        try {
            item.dropped();
        } catch (Throwable failure) {
            Boundary.report("a task failed to be dropped", failure);
        }
    }
}

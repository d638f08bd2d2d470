package dev.millrace.glib.loop;

import dev.millrace.glib.abi.Boundary;
import dev.millrace.glib.abi.Sources;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What runs at one priority of a main context: a queue, and the one source that drains it. */
final class Lane implements Executor {
    /*
     * Overview. One GSource serves any number of tasks: a source of its own for each would cost eight times as much.
     *
     *   entry      push(): the item goes onto the inbox, a stack that any thread pushes to; then, if `armed` was not set and this
     *              push sets it, the ready time becomes 0, which wakes whoever iterates the context
     *   exit       dispatch(): ready time to never, THEN `armed` cleared, THEN the inbox is taken
     *   invariant  an item in the inbox is taken by the dispatch under way, or `armed` is set and a ready time of 0 comes after it.
     *              Cleared after the inbox is taken, `armed` would hide an item that was pushed between the two.
     *
     * What is queued in a callback of GLib, on the thread that iterates, need not arm: the callback itself runs the queue before it
     * returns (`deferring`, see GlibExecutor.wake). That spares an iteration of the context for each end of an operation.
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
    private static final VarHandle INBOX;
    private static final VarHandle ARMED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            INBOX = lookup.findVarHandle(Lane.class, "inbox", Item.class);
            ARMED = lookup.findVarHandle(Lane.class, "armed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int priority;
    private final GlibExecutor executor;
    private final MemorySegment source;

    // Any thread.
    private volatile @Nullable Item inbox;
    private volatile boolean armed;
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

    void push(Item item) {
        Item top;
        do {
            top = inbox;
            item.next = top;
        } while (!INBOX.compareAndSet(this, top, item));
        if (closed) dropInbox();
        else if (executor.deferring != Thread.currentThread()) arm();
    }

    /** Queues a step of an async body, which mounts a virtual thread. */
    @Override
    public void execute(Runnable step) {
        push(new Item.Call(step, true));
    }

    /** Has it dispatched soon. */
    private void arm() {
        if (!armed && ARMED.compareAndSet(this, false, true)) Sources.setReadyTime(source, 0);
    }

    // ---- the thread that iterates the context

    /** Called by GLib. */
    private boolean dispatch() {
        dispatches++;
        Sources.setReadyTime(source, -1);
        armed = false;
        boolean bare = !Thread.currentThread().isVirtual();
        Lane outer = executor.enterDispatch(this);
        try {
            drain(bare);
        } finally {
            executor.leaveDispatch(outer, bare);
        }
        if (!queue.isEmpty() || inbox != null) arm();
        return true;
    }

    /**
     * Runs what a callback of GLib on this thread has queued without arming: the same as a dispatch, without the iteration of the
     * context in between.
     */
    void drainDeferred() {
        if (inbox == null && queue.isEmpty()) return;
        Lane outer = executor.enterDispatch(this);
        try {
            drain(true);
        } finally {
            executor.leaveDispatch(outer, true);
        }
        if (!queue.isEmpty() || inbox != null) arm();
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
        if (inbox == null) return;
        Item newest = (Item) INBOX.getAndSet(this, null);
        Item oldest = null;
        while (newest != null) {
            Item older = newest.next;
            newest.next = oldest;
            oldest = newest;
            newest = older;
        }
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
        dropInbox();
    }

    /** What came too late; any thread. */
    private void dropInbox() {
        for (Item item = (Item) INBOX.getAndSet(this, null); item != null; ) {
            Item next = item.next;
            drop(item);
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

package dev.millrace.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The tasks of one context that are to run, by priority and in order of arrival. */
final class RunQueue {
    /*
     * Overview. Two parts. The ready lists are plain linked queues of the owning thread. The inbox is a stack onto which any
     * thread pushes by compare-and-set; the owner takes all of it at once and appends it, reversed, to the ready lists. Taking
     * everything leaves no room for the ABA problem, and the reversal restores the order of each producer.
     *
     *   foreign ──push──► inbox ══taken whole══► ready ──poll────────► run
     *   owner   ──────────────append────────────►      └─pollMounting─► mount
     *
     * Ready tasks are in one list per priority, and tasks that mount a virtual thread in lists of their own: they must run on
     * the bare thread of the loop, while the others may be run by a virtual thread themselves (see Dispatcher).
     */
    private static final VarHandle INBOX;
    private static final int LEVELS = Priority.values().length;

    static {
        try {
            INBOX = MethodHandles.lookup().findVarHandle(RunQueue.class, "inbox", Task.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Any thread.
    private volatile @Nullable Task inbox;

    // The owning thread.
    private final TaskList[] plain = lists();
    private final TaskList[] mounting = lists();
    private int plainSize;
    private int mountingSize;

    private static TaskList[] lists() {
        TaskList[] all = new TaskList[LEVELS];
        for (int level = 0; level < LEVELS; level++) all[level] = new TaskList();
        return all;
    }

    /** Appends; any thread. */
    void push(Task task) {
        Task top;
        do {
            top = inbox;
            task.next = top;
        } while (!INBOX.compareAndSet(this, top, task));
    }

    /** Takes what was pushed and not yet taken, newest first; any thread, for a queue that its owner has left. */
    @Nullable
    Task takeAll() {
        return (Task) INBOX.getAndSet(this, null);
    }

    /** Appends; owning thread. */
    void append(Task task) {
        if (task.mounts) {
            mounting[task.priority.level].append(task);
            mountingSize++;
        } else {
            plain[task.priority.level].append(task);
            plainSize++;
        }
    }

    /** Takes the first of the highest priority that mounts nothing; owning thread. */
    @Nullable
    Task poll() {
        if (plainSize == 0) {
            admit();
            if (plainSize == 0) return null;
        }
        plainSize--;
        return first(plain);
    }

    /** Takes the first of the highest priority that mounts a virtual thread; owning thread. */
    @Nullable
    Task pollMounting() {
        if (mountingSize == 0) return null;
        mountingSize--;
        return first(mounting);
    }

    private static @Nullable Task first(TaskList[] lists) {
        for (int level = 0; level < LEVELS; level++) {
            Task task = lists[level].poll();
            if (task != null) return task;
        }
        return null;
    }

    /** Whether there is nothing to run; owning thread. */
    boolean isEmpty() {
        return plainSize == 0 && isEmptyButForPlain();
    }

    /** Whether there is nothing to run but tasks that mount nothing and were let in already; owning thread. */
    boolean isEmptyButForPlain() {
        return mountingSize == 0 && inbox == null;
    }

    /** Whether tasks that mount a virtual thread are ready; owning thread. */
    boolean hasMounting() {
        return mountingSize > 0;
    }

    /**
     * Moves the inbox to the ends of the ready lists; owning thread. To be called now and then even while there is enough to
     * run: tasks that wake each other would else keep those from outside waiting for ever.
     */
    void admit() {
        if (inbox == null) return;
        Task newest = (Task) INBOX.getAndSet(this, null);
        Task first = null;
        while (newest != null) {
            Task older = newest.next;
            newest.next = first;
            first = newest;
            newest = older;
        }
        while (first != null) {
            Task next = first.next;
            append(first);
            first = next;
        }
    }

    /** Moves the longest waiting task of each lower level up by one, so that none waits for ever; owning thread. */
    void age() {
        age(plain);
        age(mounting);
    }

    private static void age(TaskList[] lists) {
        for (int level = 1; level < LEVELS; level++) {
            Task task = lists[level].poll();
            if (task != null) lists[level - 1].append(task);
        }
    }
}

package dev.millrace.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The tasks of one context that are to run, in order of arrival. */
final class RunQueue {
    /*
     * Overview. Two parts. The ready list is a plain linked queue of the owning thread. The inbox is a stack onto which
     * any thread pushes by compare-and-set; the owner takes all of it at once and appends it, reversed, to the ready
     * list. Taking everything leaves no room for the ABA problem, and the reversal restores the order of each producer.
     *
     *   foreign ──push──► inbox ══taken whole══► ready ──poll──► run
     *   owner   ──────────────append────────────►
     */
    private static final VarHandle INBOX;

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
    private @Nullable Task head;
    private @Nullable Task tail;

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
        task.next = null;
        if (tail == null) head = task;
        else tail.next = task;
        tail = task;
    }

    /** Takes the first; owning thread. */
    @Nullable
    Task poll() {
        if (head == null) admit();
        Task task = head;
        if (task == null) return null;
        head = task.next;
        if (head == null) tail = null;
        task.next = null;
        return task;
    }

    /** Whether there is nothing to run; owning thread. */
    boolean isEmpty() {
        return head == null && inbox == null;
    }

    /**
     * Moves the inbox to the end of the ready list; owning thread. To be called now and then even while there is enough to
     * run: tasks that wake each other would else keep those from outside waiting for ever.
     */
    void admit() {
        if (inbox == null) return;
        Task newest = (Task) INBOX.getAndSet(this, null);
        Task last = newest;
        Task first = null;
        while (newest != null) {
            Task older = newest.next;
            newest.next = first;
            first = newest;
            newest = older;
        }
        if (tail == null) head = first;
        else tail.next = first;
        tail = last;
    }
}

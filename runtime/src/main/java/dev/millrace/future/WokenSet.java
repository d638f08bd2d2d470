package dev.millrace.future;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Tells one task which of its many children were woken, so that it polls these alone.
 *
 * <p>Each child has a waker of its own for as long as the set lives; waking and polling allocate nothing. Everything
 * runs on the thread that polls, but for the wakers, which may be woken from any thread.
 */
final class WokenSet {
    /*
     * Overview. A woken child is a node of exactly one of two lists, as in the run queue of a context: the inbox is a
     * stack onto which any thread pushes by compare-and-set; the poll takes all of it at once and appends it, reversed,
     * to the ready list, which is its own.
     *
     *   wake ──push──► inbox ══admit: taken whole══► ready ──next──► its index
     *                           start, again ──append──►
     *
     * One bit per child:
     *
     *   QUEUED: set by the wake that pushes it, and by start and again; cleared by next, before the child is polled, so
     *           that a wake during its poll queues it again. Also set while the child is vacant, when it need not be in
     *           a list: wakes of a child that has ended do nothing.
     *
     * Setting and clearing are read-modify-writes: what a waker wrote before its wake is seen by the poll that this wake
     * causes, or by the one that it found queued already.
     *
     * Waking the task:
     *   entry      admit stores the task's waker, then takes the inbox
     *   signals    the push that finds the inbox empty wakes the task; later ones lie on top of it
     *   caught by  the next admit
     *   invariant  a push comes before the taking, which then sees it, or after, and then it sees the stored waker. So a
     *              child that is woken during its own poll is polled by the next poll of the task, never by this one.
     *
     * Tried and dropped: one bit per child in words, searched by each poll. It needs an order for fairness, and N / 64
     * looks per poll.
     */
    private static final VarHandle QUEUED;
    private static final VarHandle INBOX;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            QUEUED = lookup.findVarHandle(Child.class, "queued", boolean.class);
            INBOX = lookup.findVarHandle(WokenSet.class, "inbox", Child.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Child[] children;

    // Any thread.
    private volatile @Nullable Child inbox;
    private volatile @Nullable Waker task;

    // The polling thread.
    private @Nullable Child head;
    private @Nullable Child tail;

    /** A set of {@code size} vacant children. */
    WokenSet(int size) {
        children = new Child[size];
        for (int i = 0; i < size; i++) children[i] = new Child(i);
    }

    /** The waker to poll a child with. */
    Waker waker(int index) {
        return children[index];
    }

    /** Lets in what was woken up to now, and has later wakes wake {@code task}. */
    void admit(Waker task) {
        this.task = task;
        if (inbox == null) return;
        Child newest = (Child) INBOX.getAndSet(this, null);
        Child last = newest;
        Child first = null;
        while (newest != null) {
            Child older = newest.next;
            newest.next = first;
            first = newest;
            newest = older;
        }
        if (tail == null) head = first;
        else tail.next = first;
        tail = last;
    }

    /** Takes the child to be polled next, or -1 when none is left. */
    int next() {
        while (true) {
            Child child = head;
            if (child == null) return -1;
            head = child.next;
            if (head == null) tail = null;
            child.next = null;
            child.listed = false;
            if (child.vacant) continue;
            child.clearQueued();
            return child.index;
        }
    }

    /** Fills a vacant child and lists it for its first poll. */
    void start(int index) {
        Child child = children[index];
        child.vacant = false;
        // A late wake of what was here before may have left it in a list; then it is found there.
        if (!child.listed) append(child);
    }

    /** Lists a child for another poll without being woken. */
    void again(int index) {
        Child child = children[index];
        if (!child.markQueued()) append(child);
    }

    /** Vacates a child that has ended: its wakes do nothing from now on. */
    void end(int index) {
        Child child = children[index];
        child.vacant = true;
        child.listed = child.markQueued();
    }

    /** Forgets the task: all wakes do nothing from now on. */
    void close() {
        task = null;
    }

    private void append(Child child) {
        child.next = null;
        if (tail == null) head = child;
        else tail.next = child;
        tail = child;
    }

    private void push(Child child) {
        Child top;
        do {
            top = inbox;
            child.next = top;
        } while (!INBOX.compareAndSet(this, top, child));
        Waker waker = task;
        if (top == null && waker != null) waker.wake();
    }

    private final class Child implements Waker {
        final int index;

        @SuppressWarnings("unused") // through QUEUED
        private volatile boolean queued = true;

        /** The next in the list that this one is in; owned by that list. */
        @Nullable
        Child next;

        // The polling thread.
        boolean vacant = true;
        /** Whether it was in a list when it became vacant and is there still. */
        boolean listed;

        Child(int index) {
            this.index = index;
        }

        @Override
        public void wake() {
            if (!markQueued()) push(this);
        }

        /** Returns whether it was queued before. */
        boolean markQueued() {
            return (boolean) QUEUED.getAndSet(this, true);
        }

        void clearQueued() {
            QUEUED.getAndSet(this, false);
        }
    }
}

package dev.millrace.glib.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** What other threads leave for a lane, and whether its source is armed to look. */
final class Inbox {
    /*
     * Overview. A stack that any thread pushes to and one thread takes whole, and a bit.
     *
     *   entry      push(): the item is on the stack, THEN arm(): true for the one caller that sets the bit, who sets the ready time
     *              of the source to 0
     *   exit       the ready time is set to never, THEN begin() clears the bit, THEN takeAll()
     *   invariant  an item on the stack is taken by the dispatch under way, or the bit is set and a ready time of 0 comes after it
     *
     * Any other order loses an item: cleared after the stack was taken, the bit would hide what was pushed between the two; a ready
     * time that is set to never after the bit was cleared would undo that of a push between the two, which keeps the bit set.
     */
    private static final VarHandle TOP;
    private static final VarHandle ARMED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(Inbox.class, "top", Item.class);
            ARMED = lookup.findVarHandle(Inbox.class, "armed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Any thread.
    private volatile @Nullable Item top;
    private volatile boolean armed;

    /** Leaves an item; from any thread. */
    void push(Item item) {
        Item below;
        do {
            below = top;
            item.next = below;
        } while (!TOP.compareAndSet(this, below, item));
    }

    /** Whether the caller has to arm the source; from any thread, after its push. */
    boolean arm() {
        return !armed && ARMED.compareAndSet(this, false, true);
    }

    /** A dispatch begins, whose source is not armed any more. */
    void begin() {
        armed = false;
    }

    boolean isEmpty() {
        return top == null;
    }

    /** Takes all items, the oldest first, linked. */
    @Nullable
    Item takeAll() {
        if (top == null) return null;
        Item newest = (Item) TOP.getAndSet(this, null);
        Item oldest = null;
        while (newest != null) {
            Item older = newest.next;
            newest.next = oldest;
            oldest = newest;
            newest = older;
        }
        return oldest;
    }
}

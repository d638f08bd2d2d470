package dev.millrace.sync;

import org.jspecify.annotations.Nullable;

/** Waiters in the order in which they came; guarded by the lock of the primitive that owns it. */
final class WaitList<W extends Waiter> {
    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private long tickets;

    boolean isEmpty() {
        return first == null;
    }

    @SuppressWarnings("unchecked") // only a W is ever added
    @Nullable
    W first() {
        return (W) first;
    }

    void addLast(W waiter) {
        waiter.ticket = tickets++;
        insert(waiter, last, null);
    }

    /** Puts one that was taken off before those that came after it. */
    void restore(W waiter) {
        Waiter after = first;
        while (after != null && after.ticket < waiter.ticket) after = after.next;
        insert(waiter, after == null ? last : after.previous, after);
    }

    /** Takes off the one that has waited longest. */
    @Nullable
    W pollFirst() {
        W waiter = first();
        if (waiter != null) remove(waiter);
        return waiter;
    }

    /** Takes it off, if it is listed. */
    void remove(W waiter) {
        if (!waiter.listed) return;
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) first = after;
        else before.next = after;
        if (after == null) last = before;
        else after.previous = before;
        waiter.previous = null;
        waiter.next = null;
        waiter.listed = false;
    }

    private void insert(Waiter waiter, @Nullable Waiter before, @Nullable Waiter after) {
        waiter.listed = true;
        waiter.previous = before;
        waiter.next = after;
        if (before == null) first = waiter;
        else before.next = waiter;
        if (after == null) last = waiter;
        else after.previous = waiter;
    }
}

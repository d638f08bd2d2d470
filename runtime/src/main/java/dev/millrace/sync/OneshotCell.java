package dev.millrace.sync;

import dev.millrace.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** What the two ends of a oneshot share. */
final class OneshotCell<T extends @Nullable Object> {
    /*
     * Overview. One field holds the whole state:
     *
     *   EMPTY ──receiver polls──► Waker ──sender sends──► SENT
     *     │                         ├─────sender closes──► DROPPED
     *     └───────the same──────────┴─────receiver closes──► CLOSED
     *
     * SENT, DROPPED and CLOSED are final. All moves are compare-and-sets, so a waker is either seen by the move that ends
     * the wait, or not stored because that move came first. `value` is written before SENT, and read after it.
     *
     * The sender may wait for CLOSED: it stores `closedWaker`, then looks at the state; the receiver moves the state, then
     * looks at `closedWaker`. Both fields are volatile, so one of the two sees the other.
     */
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(OneshotCell.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private enum State {
        EMPTY,
        SENT,
        DROPPED,
        CLOSED
    }

    private volatile Object state = State.EMPTY;
    private volatile @Nullable Waker closedWaker;
    private @Nullable T value;

    /** Gives the value; false when the receiver is closed. */
    boolean send(T sent) {
        // Read once: the receiver may close between two reads, which is no second send.
        Object seen = state;
        if (seen == State.CLOSED) return false;
        if (isFinal(seen)) throw new IllegalStateException("a oneshot takes one value: state=" + seen);
        value = sent;
        return finish(State.SENT);
    }

    /** The sender leaves; the receiver fails if there is no value. */
    void drop() {
        finish(State.DROPPED);
    }

    /** The receiver leaves. */
    void close() {
        if (!finish(State.CLOSED)) return;
        Waker waker = closedWaker;
        if (waker != null) Waiter.wake(waker);
    }

    /** Whether a value or the end is there; else the waker is stored. */
    boolean pollReceive(Waker waker) {
        for (Object seen = state; !isFinal(seen); seen = state)
            if (seen == waker || STATE.compareAndSet(this, seen, waker)) return false;
        return true;
    }

    /** Whether the receiver is closed; else the waker is stored. */
    boolean pollClosed(Waker waker) {
        closedWaker = waker;
        return isClosed();
    }

    void forgetClosedWaker() {
        closedWaker = null;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // was checked by send(T)
    T value() {
        Object seen = state;
        if (seen == State.SENT) return value;
        if (seen == State.DROPPED) throw new ClosedException("the sender was closed without a value");
        if (seen == State.CLOSED) throw new ClosedException("this receiver was closed before a value came");
        throw new IllegalStateException("not ready: poll has not returned true");
    }

    private boolean finish(State last) {
        for (Object seen = state; !isFinal(seen); seen = state) {
            if (!STATE.compareAndSet(this, seen, last)) continue;
            if (seen instanceof Waker waker && last != State.CLOSED) Waiter.wake(waker);
            return true;
        }
        return false;
    }

    private static boolean isFinal(Object state) {
        return state instanceof State && state != State.EMPTY;
    }
}

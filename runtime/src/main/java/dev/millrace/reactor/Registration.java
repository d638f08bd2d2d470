package dev.millrace.reactor;

import dev.millrace.future.Waker;
import org.jspecify.annotations.Nullable;

/**
 * The readiness of one handle on one reactor; belongs to the reactor's thread.
 *
 * <p>A reader loops: while {@link #pollReadable} says yes, receive; tell {@link #received} or {@link #drained} what came
 * of it. When it says no, the waker will be woken.
 */
public final class Registration {
    /*
     * Overview. Readiness is a flag per direction, set by the reactor and cleared by the reader. On a throttled reactor a
     * handle is in one of two places:
     *
     *   HOT ──COLD_AFTER slices in which it was asked and had nothing──► COLD
     *    ▲                                                                │
     *    └────────────────── event of the backend ◄───────────────────────┘
     *
     *   HOT:  in the reactor's sweep list: every slice sets the flag and wakes the reader, without asking the kernel.
     *   COLD: armed one-shot in the backend; costs nothing until something arrives.
     *
     * At one packet per slice, asking after each packet whether there is another doubles the system calls. So a reader
     * is told "not ready" once it has had as many packets as last time it drained the socket (`usual`), and only drains
     * (reads until there is nothing) in a slice after an empty one and in every DRAIN_EVERYth slice. A backlog is thus
     * found within DRAIN_EVERY slices and nothing is lost, because the next slice asks again anyway. It is then taken in
     * helpings of BURST above the usual number per slice, so that what stands behind the reader can keep up; a reader that
     * finds more in every slice is given more.
     *
     * What must not be swept (Pollable.isSwept) is never HOT, and not ready before the backend says so.
     *
     * On a blocking reactor (wait 0) there is no sweep: interest stays armed, level-triggered, and the flag is cleared
     * after each packet, because the backend reports again what is left.
     */
    static final int READ = 1;
    static final int WRITE = 2;

    private static final int COLD_AFTER = 5;
    private static final int DRAIN_EVERY = 16;
    private static final int BURST = 8;

    private final Reactor reactor;
    final Pollable handle;
    /** Its place in the reactor's table; what the backend reports events by. */
    final int index;
    /** The backend's own object for it, such as a selection key. */
    @Nullable
    Object backendKey;

    private @Nullable Waker reader;
    private @Nullable Waker writer;
    private boolean readable;
    private boolean writable;
    /** READ and WRITE as they are armed in the backend now. */
    int armed;

    boolean hot;
    private boolean closed;
    private boolean draining = true;
    private boolean backlog;
    private int misses;
    private int receivedThisSlice;
    private int usual = 1;

    Registration(Reactor reactor, Pollable handle, int index) {
        this.reactor = reactor;
        this.handle = handle;
        this.index = index;
        readable = handle.isSwept();
        writable = readable;
    }

    /**
     * Whether a receive is worth trying; if not, {@code waker} is woken when it is. A different waker that was waiting
     * is woken, as it is being replaced.
     */
    public boolean pollReadable(Waker waker) {
        if (readable) return true;
        if (reader != waker) {
            Waker replaced = reader;
            reader = waker;
            if (replaced != null) reactor.wake(replaced);
        }
        if (!hot && (armed & READ) == 0) reactor.arm(this, armed | READ);
        return false;
    }

    /** Whether a send is worth trying; if not, {@code waker} is woken when it is. */
    public boolean pollWritable(Waker waker) {
        if (writable) return true;
        if (writer != waker) {
            Waker replaced = writer;
            writer = waker;
            if (replaced != null) reactor.wake(replaced);
        }
        if ((armed & WRITE) == 0) reactor.arm(this, armed | WRITE);
        return false;
    }

    /** Tells that a receive gave something. */
    public void received() {
        misses = 0;
        receivedThisSlice++;
        if (!reactor.throttled) readable = false;
        else if (receivedThisSlice >= (draining ? 2 * usual + BURST : usual)) sliceIsFull();
    }

    /** The reader had its share of this slice; if that was a drain without an end, the next slice goes on with it. */
    private void sliceIsFull() {
        readable = false;
        backlog = draining;
        if (draining) usual++;
    }

    /** Tells that a receive found nothing. */
    public void drained() {
        readable = false;
        backlog = false;
        if (receivedThisSlice == 0) misses++;
        else usual = receivedThisSlice;
    }

    /** Tells that a send found no room. */
    public void sendRefused() {
        writable = false;
    }

    /** Ends it: no more wakes; whoever waits is woken once, to find the handle closed. */
    public void close() {
        if (closed) return;
        closed = true;
        reactor.remove(this);
        readable = true;
        writable = true;
        wakeReader();
        wakeWriter();
    }

    public boolean isClosed() {
        return closed;
    }

    /** A slice begins and this handle is hot; false when it has become cold. */
    boolean sweep(long slice) {
        if (misses >= COLD_AFTER) {
            misses = 0;
            return false;
        }
        draining = backlog || misses > 0 || ((slice + index) & (DRAIN_EVERY - 1)) == 0;
        receivedThisSlice = 0;
        readable = true;
        wakeReader();
        return true;
    }

    /** It has left the sweep list: a reader that waits now waits for the backend. */
    void becameCold() {
        hot = false;
        draining = true;
        receivedThisSlice = 0;
        if (reader != null) reactor.arm(this, armed | READ);
    }

    /** The backend reports it readable. */
    void reportReadable() {
        readable = true;
        receivedThisSlice = 0;
        wakeReader();
    }

    /** The backend reports it writable. */
    void reportWritable() {
        writable = true;
        wakeWriter();
    }

    boolean hasReader() {
        return reader != null;
    }

    private void wakeReader() {
        Waker waker = reader;
        if (waker == null) return;
        reader = null;
        reactor.wake(waker);
    }

    private void wakeWriter() {
        Waker waker = writer;
        if (waker == null) return;
        writer = null;
        reactor.wake(waker);
    }
}

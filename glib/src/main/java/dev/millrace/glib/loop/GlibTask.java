package dev.millrace.glib.loop;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.glib.abi.Boundary;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Polls a spawned future until it is ready; its own waker and its own queue node. */
final class GlibTask<T extends @Nullable Object> extends Item implements Waker {
    /*
     * Overview. Three bits:
     *
     *   idle ──wake──► SCHEDULED ──the lane takes it, clears the bit, then polls──► idle, POLLED
     *                                                                    └─end─► DONE
     *
     *   SCHEDULED: set by the wake that queues it; never set without being queued. Cleared before the poll, so that a wake
     *              during the poll queues it again.
     *   POLLED:    set with the first clearing. From then on it belongs to the thread of the context, which lists it while it waits.
     *   DONE:      set once, by the thread of the context, or by the one that has queued what was never polled on a lane that is
     *              closed; wakes of a done task do nothing.
     *
     * All are read-modify-writes: what a waker wrote before it woke is seen by the poll that its wake causes. An abort decides the
     * outcome, then wakes: the poll that follows finds it decided, and drops the future on its own thread.
     *
     * A closed lane gives back what is queued too late on the thread that queues it. What was polled is then left alone: it is
     * in the list that the thread of the context is about to drop, or was dropped.
     */
    private static final int SCHEDULED = 1;
    private static final int DONE = 2;
    private static final int POLLED = 4;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(GlibTask.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final TaskHost host;
    private final Future<T> future;
    private final @Nullable Thread home;
    final Completer<T> outcome = new Completer<>();

    @SuppressWarnings("unused") // through STATE
    private volatile int state;

    // The thread of the context: neighbours in the list of those that wait.
    @Nullable
    GlibTask<?> previousLive;

    @Nullable
    GlibTask<?> nextLive;

    private boolean polled;
    private boolean listed;

    GlibTask(TaskHost host, Future<T> future) {
        this(host, future, null);
    }

    /** With the one thread that may poll it; null where that is any which iterates the context. */
    GlibTask(TaskHost host, Future<T> future, @Nullable Thread home) {
        this.host = host;
        this.future = future;
        this.home = home;
        host.began();
    }

    @Override
    public void wake() {
        if (((int) STATE.getAndBitwiseOr(this, SCHEDULED) & (SCHEDULED | DONE)) == 0) host.push(this);
    }

    /** Decides the outcome as a cancellation, and has the future dropped; any thread. */
    void abort() {
        outcome.cancel();
        wake();
    }

    /** Whether {@code waker} is this task, or what it polls. */
    boolean isWokenBy(Waker waker) {
        return waker == this || waker == future;
    }

    // ---- the thread of the context

    @Override
    void run() {
        int move = polled ? -SCHEDULED : POLLED - SCHEDULED;
        polled = true;
        if (((int) STATE.getAndAdd(this, move) & DONE) != 0) return;
        if (outcome.isDone()) {
            end();
            cancelFuture();
            return;
        }
        if (home != null && hasLeft(home)) return;
        boolean ready;
        try {
            ready = future.poll(this);
        } catch (Throwable failure) {
            end();
            outcome.fail(failure);
            return;
        }
        if (ready) {
            end();
            takeResult();
        } else if (!listed) {
            listed = true;
            host.list(this);
        }
    }

    /** A virtual thread here is a body that iterates the context, in the hands of a thread that was looked at before. */
    private boolean hasLeft(Thread home) {
        Thread here = Thread.currentThread();
        if (here == home || here.isVirtual()) return false;
        end();
        outcome.fail(new IllegalStateException("a future of spawnLocal may not leave its thread: context="
                + host.contextName() + " spawned=" + home.getName() + " iterated=" + here.getName()
                + "; use spawn or spawnFromWithin"));
        cancelFuture();
        return true;
    }

    private void takeResult() {
        if (outcome.isDone()) { // Aborted during the poll: nobody will take it.
            cancelFuture();
            return;
        }
        try {
            outcome.complete(future.result());
        } catch (Throwable failure) {
            outcome.fail(failure);
        }
    }

    private void end() {
        STATE.getAndBitwiseOr(this, DONE);
        if (listed) host.unlist(this);
        listed = false;
        host.ended();
    }

    private void cancelFuture() {
        try {
            future.cancel();
        } catch (Throwable failure) {
            Boundary.report("a future failed to be cancelled", failure);
        }
    }

    /** The executor is closed while it waits, or is queued. */
    @Override
    void dropped() {
        if (((int) STATE.getVolatile(this) & DONE) != 0) return;
        end();
        outcome.fail(new CancellationException("executor was closed: context=" + host.contextName()));
        cancelFuture();
    }

    @Override
    void tooLate() {
        if (((int) STATE.getVolatile(this) & POLLED) == 0) dropped();
    }

    @Override
    public String toString() {
        return "task(" + future + ")";
    }
}

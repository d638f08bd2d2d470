package dev.millrace.runtime;

import dev.millrace.future.Completer;
import dev.millrace.future.Entered;
import dev.millrace.future.Executor;
import dev.millrace.future.ExecutorThread;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A body in direct style as a future; the waker of whatever the body awaits. */
final class AsyncFuture<T extends @Nullable Object> implements Future<T>, Waker {
    /*
     * Overview. The first poll makes a coroutine and has it started; no poll ever runs the body nested. The body and the polls
     * share the executor's thread. An await of the body:
     *
     *   entry      polls what is awaited with this as its waker; not ready: parks the coroutine while `woken` is not set
     *   signals    wake(): sets `woken`; the first one since it was cleared unparks the coroutine
     *   exit       clears `woken`, then polls again
     *   invariant  `woken` is cleared before the poll, and a waker is stored by that poll: a wake after it is not lost
     *
     * Cancelling sets `cancelled` and wakes: the await that is under way cancels what it waits for and throws, and so does
     * every later one, so that a body's finally blocks run but cannot wait. A body that is never polled never begins.
     *
     * A body that awaits what is ready at once never gives way; after BUDGET such awaits in a row it is made to, once, and so
     * is one that was woken already when it would park. It then wakes itself by way of the executor's queue.
     */
    private static final int BUDGET = 128;
    private static final VarHandle WOKEN;

    static {
        try {
            WOKEN = MethodHandles.lookup().findVarHandle(AsyncFuture.class, "woken", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The body that runs on this virtual thread, where the thread that carries it does not say. */
    private static final ThreadLocal<@Nullable AsyncFuture<?>> ON_THREAD = new ThreadLocal<>();

    private final @Nullable String name;
    private final Completer<T> outcome = new Completer<>();

    // The executor's thread.
    private @Nullable Callable<T> body;
    private @Nullable Coroutine coroutine;
    private @Nullable Executor executor;
    private boolean cancelled;
    private byte budget = BUDGET - 1;
    /** What the body is in the middle of that cannot be suspended, or null; see {@link Pinned}. */
    @Nullable
    String pinnedBy;

    private @Nullable Runnable wakeLater;

    // Any thread.
    private volatile boolean woken;

    AsyncFuture(@Nullable String name, Callable<T> body) {
        this.name = name;
        this.body = body;
    }

    /** The future whose body the calling thread runs, or null. */
    static @Nullable AsyncFuture<?> current() {
        if (!Thread.currentThread().isVirtual()) return null;
        return ExecutorThread.current() instanceof LoopThread carrier ? carrier.mounted : ON_THREAD.get();
    }

    @Override
    public boolean poll(Waker waker) {
        if (coroutine == null && !outcome.isDone()) {
            Executor current = Executor.current();
            start(current, coroutine(current));
        }
        return outcome.poll(waker);
    }

    @Override
    public T result() {
        return outcome.result();
    }

    @Override
    public void cancel() {
        if (coroutine == null) {
            body = null;
            outcome.cancel();
        } else if (!outcome.isDone()) {
            cancelled = true;
            wake();
        }
    }

    @Override
    public void wake() {
        Coroutine parked = coroutine;
        if (parked != null && !(boolean) WOKEN.getAndSet(this, true)) parked.unpark();
    }

    /** Has the body begin on this coroutine, which a proof makes without a virtual thread. On the executor's thread. */
    void start(Executor on, Coroutine made) {
        executor = on;
        coroutine = made;
        made.start();
    }

    private Coroutine coroutine(Executor current) {
        if (AwaitMode.OF_JVM == AwaitMode.BATON) return new BatonCoroutine(current, this);
        if (current instanceof Context context) {
            context.loop().expectBodies();
            return new LoopCoroutine(context, this, context.loop().rounds.currentPriority());
        }
        // A virtual thread cannot carry another; but what carries this one carries that, too.
        if (Thread.currentThread().isVirtual() && !isInGuestOf(current)) return new BatonCoroutine(current, this);
        return new GuestCoroutine(current, this);
    }

    private static boolean isInGuestOf(Executor executor) {
        AsyncFuture<?> outer = ON_THREAD.get();
        return outer != null && outer.coroutine instanceof GuestCoroutine guest && guest.isGuestOf(executor);
    }

    /** What thread dumps show: the executor and the body. */
    String threadName(Executor of) {
        String where =
                of instanceof Context context ? context.name() : of.getClass().getSimpleName();
        return name == null ? where : where + "/" + name;
    }

    /** The whole life of the virtual thread. */
    @SuppressWarnings("NullAway") // set before the coroutine started
    void runBody() {
        if (ExecutorThread.current() instanceof LoopThread) {
            complete();
            return;
        }
        ON_THREAD.set(this);
        try (var _ = Entered.enter(executor)) {
            complete();
        }
        coroutine.ended();
    }

    @SuppressWarnings("NullAway") // a body is there until it has run
    private void complete() {
        Callable<T> run = body;
        body = null;
        try {
            if (cancelled) throw cancellation();
            outcome.complete(run.call());
        } catch (Throwable failure) {
            if (cancelled && !(failure instanceof CancellationException)) reportLateFailure(failure);
            outcome.fail(failure);
        }
    }

    /** Nobody looks at the outcome of a body that was cancelled. */
    private void reportLateFailure(Throwable failure) {
        if (executor instanceof Context context) context.loop().faults.report("a cancelled async body failed", failure);
    }

    /** Waits for {@code future} in the body; on its virtual thread. */
    <A extends @Nullable Object> A await(Future<A> future) {
        if (pinnedBy != null) throw Pinned.refusal(pinnedBy);
        if (cancelled) throw cancelWith(future);
        boolean waited = false;
        while (!future.poll(this)) {
            // Woken in the very poll: it wants to be polled again, but after the others.
            if (woken) giveWay();
            else suspend();
            waited = true;
            if (cancelled) throw cancelWith(future);
        }
        if (waited) budget = BUDGET - 1;
        else if (--budget < 0) giveWay();
        return future.result();
    }

    @SuppressWarnings("NullAway") // there is a coroutine while the body runs
    private void suspend() {
        while (!woken) coroutine.park();
        woken = false;
    }

    /** Lets what else is runnable run, once. */
    @SuppressWarnings("NullAway") // there is an executor while the body runs
    private void giveWay() {
        budget = BUDGET - 1;
        woken = false;
        if (wakeLater == null) wakeLater = wakingThrough(executor);
        wakeLater.run();
        suspend();
    }

    /** Made once for a body: one that is always busy gives way again and again. */
    private Runnable wakingThrough(Executor queue) {
        if (queue instanceof Context context) return new WakingTask(context, this)::wake;
        Runnable wake = this::wake;
        return () -> queue.execute(wake);
    }

    private CancellationException cancelWith(Future<?> future) {
        future.cancel();
        return cancellation();
    }

    private CancellationException cancellation() {
        return new CancellationException("async body was cancelled: name=" + (name == null ? "(none)" : name));
    }

    @Override
    public String toString() {
        return "async(name=" + (name == null ? "(none)" : name) + ")";
    }
}

package dev.millrace.runtime;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Polls a spawned future until it is ready, and keeps its outcome for the join handle. */
final class FutureTask<T extends @Nullable Object> extends Task {
    /*
     * Overview. Most spawned futures are polled once or twice, so the task is one small object, and what only waiting ones need
     * comes after the first poll: the place in the list of live tasks, and the fence of the first take.
     *
     *   cancel, any thread:   decide the outcome;    wake (a read-modify-write of SCHEDULED)
     *   first run:            clear SCHEDULED;  look at the outcome; poll; not ready: fence; look at the outcome again
     *
     * Either the wake finds SCHEDULED cleared and queues the task, or the second look finds the outcome decided.
     *
     * The outcome is one field, moved by compare-and-set as in Completer, which is not used here because it would be a second
     * object for each task:
     *
     *   null ──handle polls──► Waker ──decide──► Outcome
     *     └───────────────decide───────────────────┘
     */
    private static final VarHandle OUTCOME;

    static {
        try {
            OUTCOME = MethodHandles.lookup().findVarHandle(FutureTask.class, "outcome", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private record Outcome(@Nullable Object value, @Nullable Throwable failure) {
        /** That of most tasks. */
        private static final Outcome WITHOUT_VALUE = new Outcome(null, null);

        static Outcome of(@Nullable Object value) {
            return value == null ? WITHOUT_VALUE : new Outcome(value, null);
        }
    }

    private final Future<T> future;

    // Any thread.
    private volatile @Nullable Object outcome;

    // The loop's thread.
    /** Neighbours in the list of live tasks. */
    @Nullable
    FutureTask<?> previousLive;

    @Nullable
    FutureTask<?> nextLive;

    /** Whether it is in the list of live tasks: from its first poll that was not ready to its end. */
    private boolean listed;

    FutureTask(Context context, Future<T> future, Priority priority) {
        super(context, priority);
        this.future = future;
        context.taskStarted();
    }

    // ---- the loop's thread

    @Override
    protected void run(long nowNs) {
        if (isDone()) {
            drop();
        } else if (future.poll(this)) {
            end();
            decide(Outcome.of(future.result()));
        } else if (!listed) {
            beginToWait();
        }
    }

    private void beginToWait() {
        listed = true;
        context().loop().live.add(this);
        VarHandle.fullFence();
        if (isDone()) drop();
    }

    /** It was cancelled. */
    private void drop() {
        end();
        future.cancel();
    }

    @Override
    protected void failed(Throwable failure) {
        end();
        decide(new Outcome(null, failure));
    }

    @Override
    protected void dropped() {
        failed(contextHasEnded());
    }

    /** The context ends while the future waits for something. */
    void abandon() {
        failed(contextHasEnded());
        future.cancel();
    }

    private CancellationException contextHasEnded() {
        return new CancellationException("context has ended: name=" + context().name());
    }

    private void end() {
        if (isFinished()) return;
        finish();
        if (listed) context().loop().live.remove(this);
        context().taskEnded();
    }

    // ---- the outcome; any thread

    /** Whether it is decided. */
    boolean isDone() {
        return outcome instanceof Outcome;
    }

    /** Decides it as a cancellation, unless it is decided. */
    void decideCancelled() {
        decide(new Outcome(null, new CancellationException("cancelled")));
    }

    /** Whether it is decided; if not, {@code waker} is woken when it is. */
    boolean pollOutcome(Waker waker) {
        if (waker == this || waker == future)
            throw new IllegalStateException("a task cannot wait for its own end: " + this);
        Object seen = outcome;
        while (!(seen instanceof Outcome)) {
            if (seen == waker || OUTCOME.compareAndSet(this, seen, waker)) return false;
            seen = outcome;
        }
        return true;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a value was given by Future<T>
    T result() {
        if (!(outcome instanceof Outcome decided))
            throw new IllegalStateException("not ready: poll has not returned true");
        if (decided.failure() != null) throw Failures.unchecked(decided.failure());
        return (T) decided.value();
    }

    private void decide(Outcome decided) {
        Object seen = outcome;
        while (!(seen instanceof Outcome)) {
            if (OUTCOME.compareAndSet(this, seen, decided)) {
                if (seen instanceof Waker waker) waker.wake();
                return;
            }
            seen = outcome;
        }
    }

    @Override
    public String toString() {
        return "task(" + future + ")";
    }
}

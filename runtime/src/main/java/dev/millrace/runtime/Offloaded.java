package dev.millrace.runtime;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A body that threads of another kind run, as a future. */
final class Offloaded<T extends @Nullable Object> implements Future<T>, Runnable {
    /*
     * Overview. Lazy: the first poll hands it over.
     *
     *   NEW ──poll──► HANDED ──a thread takes it──► BEGUN ──► outcome
     *    └──cancel──►    └──cancel──► CANCELLED (the thread that takes it finds nothing to do)
     *
     * BEGUN and CANCELLED exclude each other by compare-and-set. A body that has begun cannot be stopped; its outcome is then
     * decided by cancel, and what it gives in the end is let go.
     */
    private static final int NEW = 0;
    private static final int HANDED = 1;
    private static final int BEGUN = 2;
    private static final int CANCELLED = 3;

    private final Supplier<Executor> where;
    private final Callable<T> body;
    private final AtomicInteger state = new AtomicInteger(NEW);
    private final Completer<T> outcome = new Completer<>();

    Offloaded(Supplier<Executor> where, Callable<T> body) {
        this.where = where;
        this.body = body;
    }

    @Override
    public boolean poll(Waker waker) {
        if (state.get() == NEW) {
            state.set(HANDED);
            where.get().execute(this);
        }
        return outcome.poll(waker);
    }

    @Override
    public T result() {
        return outcome.result();
    }

    @Override
    public void run() {
        if (!state.compareAndSet(HANDED, BEGUN)) return;
        try {
            outcome.complete(body.call());
        } catch (Throwable failure) {
            outcome.fail(failure);
        }
    }

    @Override
    public void cancel() {
        int seen = state.get();
        if (seen == NEW) state.set(CANCELLED);
        else if (seen == HANDED) state.compareAndSet(HANDED, CANCELLED);
        outcome.fail(new CancellationException(
                state.get() == CANCELLED
                        ? "cancelled before it began"
                        : "cancelled; the body had begun and runs to its end"));
    }
}

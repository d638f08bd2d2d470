package dev.millrace.future;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A future that is completed by the test, counts what is done to it, and notes its drop. */
final class Probe<T extends @Nullable Object> implements Future<T> {
    private final String name;
    private final List<String> drops;
    private boolean done;
    private @Nullable T value;
    private @Nullable RuntimeException failure;

    @Nullable
    Waker waker;

    int polls;
    int results;
    int cancels;

    Probe() {
        this("probe", new ArrayList<>());
    }

    /** Adds its name to {@code drops} when it is cancelled. */
    Probe(String name, List<String> drops) {
        this.name = name;
        this.drops = drops;
    }

    static <T extends @Nullable Object> Probe<T> of(T value) {
        Probe<T> probe = new Probe<>();
        probe.complete(value);
        return probe;
    }

    void complete(T value) {
        done = true;
        this.value = value;
        wake();
    }

    void fail(RuntimeException failure) {
        done = true;
        this.failure = failure;
        wake();
    }

    void wake() {
        if (waker != null) waker.wake();
    }

    @Override
    public boolean poll(Waker waker) {
        if (results + cancels > 0) throw new AssertionError("polled after its end: " + name);
        polls++;
        this.waker = waker;
        return done;
    }

    @Override
    @SuppressWarnings("NullAway") // complete(T) has checked it
    public T result() {
        if (!done || results++ > 0) throw new AssertionError("result not ready, or taken twice: " + name);
        if (failure != null) throw failure;
        return value;
    }

    @Override
    public void cancel() {
        if (done) return;
        cancels++;
        drops.add(name);
    }
}

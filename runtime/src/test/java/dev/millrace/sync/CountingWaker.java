package dev.millrace.sync;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts its wakes, and polls by hand. */
final class CountingWaker implements Waker {
    private final AtomicInteger wakes = new AtomicInteger();

    @Override
    public void wake() {
        wakes.incrementAndGet();
    }

    int wakes() {
        return wakes.get();
    }

    boolean poll(Future<? extends @Nullable Object> future) {
        return future.poll(this);
    }

    /** Polls a future that has to be ready. */
    static <T extends @Nullable Object> T now(Future<T> future) {
        if (!future.poll(Waker.none())) throw new AssertionError("not ready");
        return future.result();
    }
}

package dev.millrace.sync;

import dev.millrace.future.Waker;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often it was woken. */
final class CountingWaker implements Waker {
    private final AtomicInteger wakes = new AtomicInteger();

    @Override
    public void wake() {
        wakes.incrementAndGet();
    }

    int wakes() {
        return wakes.get();
    }

    boolean wasWoken() {
        return wakes.get() > 0;
    }
}

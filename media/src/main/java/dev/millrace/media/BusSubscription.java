package dev.millrace.media;

import dev.millrace.future.Waker;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Brings the messages of a bus to one subscriber, as many as it asks for. Runs on the blocking pool. */
final class BusSubscription implements Flow.Subscription, Waker, Runnable {
    /*
     * Overview. Demand and messages both arrive on any thread.
     *
     *   entry      run() finds no demand, or no message: in the second case it is the bus's waker
     *   signals    request(), cancel(), and the bus by wake(): each counts itself in `wakes`; the one that finds none
     *              counted hands run() to the pool
     *   caught by  run(): takes off only what it had seen before it looked, and looks again while any are left
     *   invariant  run() is on the pool, or running, exactly while `wakes` is above zero: the subscriber is never called twice
     *              at a time
     */
    private final Bus bus;
    private final Flow.Subscriber<? super Message> subscriber;
    private final Executor blocking;
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicLong demand = new AtomicLong();
    private volatile boolean cancelled;
    private volatile boolean badRequest;

    BusSubscription(Bus bus, Flow.Subscriber<? super Message> subscriber, Executor blocking) {
        this.bus = bus;
        this.subscriber = subscriber;
        this.blocking = blocking;
    }

    void begin() {
        wakes.incrementAndGet();
        subscriber.onSubscribe(this);
        blocking.execute(this);
    }

    @Override
    public void request(long more) {
        if (more <= 0) badRequest = true;
        else demand.accumulateAndGet(more, (had, add) -> had + add < 0 ? Long.MAX_VALUE : had + add);
        wake();
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void wake() {
        if (wakes.getAndIncrement() == 0) blocking.execute(this);
    }

    @Override
    public void run() {
        int seen;
        do {
            seen = wakes.get();
            deliver();
        } while (wakes.addAndGet(-seen) != 0);
    }

    private void deliver() {
        if (badRequest && !cancelled) {
            cancelled = true;
            subscriber.onError(new IllegalArgumentException("demand is out of range; request 1 or more"));
        }
        while (!cancelled && demand.get() > 0) {
            bus.whenPosted(this);
            Message message = bus.poll();
            if (message == null) return;
            demand.decrementAndGet();
            subscriber.onNext(message);
        }
        if (cancelled) bus.whenPosted(null);
    }
}

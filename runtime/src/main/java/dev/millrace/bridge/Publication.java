package dev.millrace.bridge;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.future.Waker;
import dev.millrace.runtime.Context;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One subscription to a stream: a future of the context that reads the stream as far as was asked, and hands it on. */
final class Publication<T> implements Future<@Nullable Void> {
    /*
     * Overview. Signals are given by the poll alone, hence on the context's thread, one after the other:
     *
     *   onSubscribe ──► (demand: onNext)* ──► onComplete | onError | nothing after a cancel
     *
     * Asking for the next poll:
     *   entry      poll: stores its waker, then looks at `demand`, `cancelled`, `refusal`
     *   signals    request and cancel, from any thread: set their field, then wake the stored waker
     *   invariant  a field that is set after the look finds the waker stored: no request is lost
     *
     * The first poll stores the waker before onSubscribe, so that a request from within it is seen as well. `subscriber` is let go
     * with the last signal. A task that ends with a subscriber left was ended by its context.
     */
    private static final int BUDGET = 64;

    // Any thread.
    private final AtomicLong demand = new AtomicLong();
    private final AtomicReference<@Nullable Waker> waker = new AtomicReference<>();
    private volatile boolean cancelled;
    private volatile @Nullable IllegalArgumentException refusal;

    // The context's thread.
    private final Supplier<? extends Stream<T>> streams;
    private Flow.@Nullable Subscriber<? super T> subscriber;
    private @Nullable Stream<T> stream;
    private boolean begun;

    Publication(Supplier<? extends Stream<T>> streams, Flow.Subscriber<? super T> subscriber) {
        this.streams = streams;
        this.subscriber = subscriber;
    }

    void begin(Context context) {
        var handle = context.spawnNow(this);
        Waker ended = () -> taskEnded(context.name());
        if (handle.poll(ended)) ended.wake();
    }

    private void taskEnded(String context) {
        Flow.Subscriber<? super T> left = subscriber;
        if (left == null) return;
        subscriber = null;
        if (!begun) left.onSubscribe(new Demand());
        if (!cancelled) left.onError(new CancellationException("context has ended: name=" + context));
    }

    @Override
    public boolean poll(Waker pollWaker) {
        waker.set(pollWaker);
        if (!begun) open();
        Stream<T> from = stream;
        Flow.Subscriber<? super T> to = subscriber;
        return from == null || to == null || pump(from, to, pollWaker);
    }

    private void open() {
        Flow.Subscriber<? super T> to = subscriber;
        if (to == null) return;
        begun = true;
        Throwable failure = null;
        try {
            stream = streams.get();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        to.onSubscribe(new Demand());
        if (failure == null) return;
        subscriber = null;
        if (!cancelled) to.onError(failure);
    }

    private boolean pump(Stream<T> from, Flow.Subscriber<? super T> to, Waker pollWaker) {
        for (int given = 0; given < BUDGET; given++) {
            if (cancelled) return end(from);
            IllegalArgumentException refused = refusal;
            if (refused != null) {
                end(from);
                to.onError(refused);
                return true;
            }
            if (demand.get() == 0) return false;
            Future<@Nullable T> next = from.next();
            if (!next.poll(pollWaker)) return false;
            if (!give(next, from, to)) return true;
        }
        pollWaker.wake();
        return false;
    }

    /** Gives the next item, or the end; returns whether it goes on. */
    private boolean give(Future<@Nullable T> next, Stream<T> from, Flow.Subscriber<? super T> to) {
        T item;
        try {
            item = next.result();
        } catch (Throwable failure) {
            subscriber = null;
            to.onError(Stages.unwrapped(failure));
            return false;
        }
        if (item == null) {
            subscriber = null;
            to.onComplete();
            return false;
        }
        if (demand.get() != Long.MAX_VALUE) demand.decrementAndGet();
        try {
            to.onNext(item);
        } catch (Throwable failure) {
            // Forbidden to a subscriber: it counts as having cancelled, and the task fails.
            end(from);
            throw failure;
        }
        return true;
    }

    private boolean end(Stream<T> from) {
        subscriber = null;
        from.cancel();
        return true;
    }

    @Override
    public @Nullable Void result() {
        return null;
    }

    /** The context ends. */
    @Override
    public void cancel() {
        if (stream != null) stream.cancel();
    }

    /** What the subscriber holds; any thread. */
    private final class Demand implements Flow.Subscription {
        @Override
        public void request(long items) {
            if (items < 1)
                refusal = new IllegalArgumentException(
                        "rule 3.9: number of items is not positive: items=" + items + "; ask for 1 or more");
            else demand.accumulateAndGet(items, (now, more) -> now + more < 0 ? Long.MAX_VALUE : now + more);
            wake();
        }

        @Override
        public void cancel() {
            cancelled = true;
            wake();
        }

        private void wake() {
            Waker wanted = waker.get();
            if (wanted != null) wanted.wake();
        }
    }
}

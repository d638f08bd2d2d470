package dev.millrace.bridge;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.future.Waker;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads a publisher as a stream: asks for items ahead, and keeps what has come until it is read. */
final class SubscribedStream<T> implements Stream<T>, Flow.Subscriber<T> {
    /*
     * Overview. Two sides:
     *
     *   publisher (any thread) ──onNext──► items ──poll──► reader
     *             ◄── request ── when half of `buffer` was read
     *
     *   entry      poll: finds no item and no end, stores its waker, looks once more
     *   signals    onNext, onError, onComplete: put their item, or `end`, then take the waker and wake it
     *   invariant  `end` is set after the last item: who sees it and then finds no item has read all
     *
     * `upstream` goes from null to the subscription, or to CANCELLED, which a subscription that comes later is told at once.
     */
    private static final Flow.Subscription CANCELLED = new Flow.Subscription() {
        @Override
        public void request(long items) {}

        @Override
        public void cancel() {}
    };

    private record End(@Nullable Throwable failure) {}

    private final Flow.@Nullable Publisher<T> publisher;
    private final int buffer;
    private final Next next = new Next();

    // Any thread.
    private final Queue<T> items = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Flow.@Nullable Subscription> upstream = new AtomicReference<>();
    private final AtomicReference<@Nullable Waker> reader = new AtomicReference<>();
    private volatile @Nullable End end;

    // The reader's thread.
    private boolean subscribed;
    private boolean over;
    private int readSinceRequest;

    /** {@code publisher} is null for a subscriber that is given to one by hand. */
    SubscribedStream(Flow.@Nullable Publisher<T> publisher, int buffer) {
        this.publisher = publisher;
        this.buffer = buffer;
    }

    // ---- the publisher's side

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription is null");
        if (upstream.compareAndSet(null, subscription)) subscription.request(buffer);
        else subscription.cancel();
    }

    @Override
    public void onNext(T item) {
        Objects.requireNonNull(item, "item is null");
        if (upstream.get() == CANCELLED) return;
        items.add(item);
        wakeReader();
    }

    @Override
    public void onError(Throwable failure) {
        Objects.requireNonNull(failure, "failure is null");
        end = new End(failure);
        wakeReader();
    }

    @Override
    public void onComplete() {
        end = new End(null);
        wakeReader();
    }

    private void wakeReader() {
        Waker waiting = reader.getAndSet(null);
        if (waiting != null) waiting.wake();
    }

    // ---- the reader's side

    @Override
    public Future<@Nullable T> next() {
        next.open();
        return next;
    }

    @Override
    public void cancel() {
        over = true;
        items.clear();
        Flow.Subscription known = upstream.getAndSet(CANCELLED);
        if (known != null) known.cancel();
    }

    private void wasRead() {
        if (++readSinceRequest * 2 < buffer) return;
        Flow.Subscription known = upstream.get();
        if (known != null) known.request(readSinceRequest);
        readSinceRequest = 0;
    }

    private final class Next implements Future<@Nullable T> {
        private boolean open;
        private boolean ready;
        private @Nullable T item;
        private @Nullable Throwable failure;

        void open() {
            open = true;
        }

        @Override
        public boolean poll(Waker waker) {
            if (ready) return true;
            if (!open) throw closed();
            if (!subscribed && publisher != null) {
                subscribed = true;
                publisher.subscribe(SubscribedStream.this);
            }
            if (take()) return true;
            reader.set(waker);
            // What came before the waker was stored has woken nobody.
            return take();
        }

        private boolean take() {
            End seen = end;
            item = over ? null : items.poll();
            if (item != null) wasRead();
            else if (!over && seen == null) return false;
            else end(seen);
            ready = true;
            return true;
        }

        private void end(@Nullable End seen) {
            if (!over && seen != null) failure = seen.failure();
            over = true;
        }

        @Override
        public @Nullable T result() {
            if (!ready) throw open ? new IllegalStateException("not ready: poll has not returned true") : closed();
            T taken = item;
            Throwable thrown = failure;
            item = null;
            failure = null;
            ready = false;
            open = false;
            if (thrown instanceof Error error) throw error;
            if (thrown != null) throw thrown instanceof RuntimeException e ? e : new CompletionException(thrown);
            return taken;
        }

        /** Only the waiting ends; an item that is there is the next one's. */
        @Override
        public void cancel() {
            if (!ready) open = false;
            reader.set(null);
        }

        private IllegalStateException closed() {
            return new IllegalStateException("future is finished: Flows.stream.next was not asked for again");
        }
    }
}

package dev.millrace.media;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a pipeline on their way to the application, in the order in which they were posted.
 *
 * <p>Posted from any thread; read by one consumer, which waits with {@link #next} in a task, iterates on an ordinary
 * thread, or subscribes to its {@link #publisher}. A {@link SyncHandler} sees each message first, where it is posted.
 */
public final class Bus implements Iterable<Message> {
    private final ConcurrentLinkedQueue<Message> messages = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Waker> consumer = new AtomicReference<>();
    private volatile @Nullable SyncHandler syncHandler;

    /** Sees messages on the thread that posts them, and must not block. */
    @FunctionalInterface
    public interface SyncHandler {
        /** Looks at a message; returns whether it goes on to the consumer. */
        boolean handle(Message message);
    }

    private final Executor blocking;

    /** {@code blocking} is where subscribers are called. */
    Bus(Executor blocking) {
        this.blocking = blocking;
    }

    /** Has {@code handler} see each message first, in place of an earlier one; null for none. From any thread. */
    public void setSyncHandler(@Nullable SyncHandler handler) {
        syncHandler = handler;
    }

    /** Posts a message; never blocks. */
    public void post(Message message) {
        SyncHandler handler = syncHandler;
        if (handler != null && !handler.handle(message)) return;
        messages.add(message);
        Waker waker = consumer.getAndSet(null);
        if (waker != null) waker.wake();
    }

    /** The next message if there is one, else null. */
    public @Nullable Message poll() {
        return messages.poll();
    }

    /** The next message, once there is one. */
    public Future<Message> next() {
        return new Next();
    }

    /** Iterates for ever, blocking the calling thread for each next message. */
    @Override
    public Iterator<Message> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Message next() {
                return BlockOn.run(Bus.this.next());
            }
        };
    }

    /**
     * The messages as a publisher. A subscriber is this bus's consumer until it cancels; it is called on the blocking pool,
     * for as many messages as it has asked for. It does not end by itself.
     */
    public Flow.Publisher<Message> publisher() {
        return subscriber -> new BusSubscription(this, subscriber, blocking).begin();
    }

    /** Wakes {@code waker} at the next message. */
    void whenPosted(@Nullable Waker waker) {
        consumer.set(waker);
    }

    private final class Next implements Future<Message> {
        private @Nullable Message message;

        @Override
        public boolean poll(Waker waker) {
            // Another look would lose the message that is waiting to be taken.
            if (message != null) return true;
            message = messages.poll();
            if (message != null) return true;
            consumer.set(waker);
            // A message posted before the waker was stored has woken nobody.
            message = messages.poll();
            return message != null;
        }

        @Override
        public Message result() {
            if (message == null) throw new IllegalStateException("not ready: poll has not returned true");
            return message;
        }

        @Override
        public void cancel() {
            consumer.set(null);
        }
    }
}

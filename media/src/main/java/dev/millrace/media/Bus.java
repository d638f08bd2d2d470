package dev.millrace.media;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a pipeline on their way to the application, in the order in which they were posted.
 *
 * <p>Posted from any thread; read by one consumer, which waits with {@link #next} in a task, or iterates on an ordinary
 * thread.
 */
public final class Bus implements Iterable<Message> {
    private final ConcurrentLinkedQueue<Message> messages = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Waker> consumer = new AtomicReference<>();

    Bus() {}

    /** Posts a message; never blocks. */
    public void post(Message message) {
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

package dev.millrace.sim;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.sync.Channel;
import dev.millrace.sync.ClosedException;
import dev.millrace.sync.Receiver;
import dev.millrace.sync.Sender;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The queue that the chaos program plays with: the channel of the runtime, or a small one of one's own with a fault planted. */
interface ChaosQueue {
    /** True once it has the item; false when the queue is closed. */
    Future<Boolean> send(int item);

    /** The next item; null at the end. */
    Future<@Nullable Integer> next();

    /** Nothing more is sent; what is in the queue can be received. */
    void close();

    /** The channel of the runtime. */
    static ChaosQueue of(Channel<Integer> channel) {
        return new Real(channel);
    }

    /** What may be wrong with a queue of one's own. */
    enum Fault {
        NONE,
        /** An item that was given to a receiver which is cancelled does not go back. */
        DROPS_RETURNED_ITEM,
        /** A receiver is woken only by an item that comes into an empty queue. */
        MISSES_WAKE
    }

    /** Each operation has a handle of its own, since an operation belongs to a handle. */
    final class Real implements ChaosQueue {
        private final Channel<Integer> channel;
        private final Sender<Integer> open;

        Real(Channel<Integer> channel) {
            this.channel = channel;
            open = channel.sender();
        }

        @Override
        public Future<Boolean> send(int item) {
            Sender<Integer> handle;
            try {
                handle = channel.sender();
            } catch (ClosedException e) {
                return Futures.ready(false);
            }
            return new Closing<>(handle.send(item).map(_ -> true), handle::close);
        }

        @Override
        public Future<@Nullable Integer> next() {
            Receiver<Integer> handle = channel.receiver().copy();
            return new Closing<>(handle.next(), handle::close);
        }

        @Override
        public void close() {
            open.close();
        }
    }

    /** An operation with its handle, which ends with it. */
    final class Closing<T extends @Nullable Object> implements Future<T> {
        private final Future<T> operation;
        private final Runnable close;

        Closing(Future<T> operation, Runnable close) {
            this.operation = operation;
            this.close = close;
        }

        @Override
        public boolean poll(Waker waker) {
            return operation.poll(waker);
        }

        @Override
        public T result() {
            try {
                return operation.result();
            } finally {
                close.run();
            }
        }

        @Override
        public void cancel() {
            operation.cancel();
            close.run();
        }
    }

    /** As plain as can be: who waits is in a line; an item is handed to the first in the line. */
    final class Own implements ChaosQueue {
        private final Fault fault;
        private final int capacity;
        private final ArrayDeque<Integer> items = new ArrayDeque<>();
        private final ArrayDeque<Wait> receivers = new ArrayDeque<>();
        private final ArrayDeque<Wait> senders = new ArrayDeque<>();
        private boolean closed;

        Own(int capacity, Fault fault) {
            this.capacity = capacity;
            this.fault = fault;
        }

        /** One who waits; a receiver may have been given its item. */
        private static final class Wait {
            private @Nullable Waker waker;
            private @Nullable Integer given;
        }

        private void put(int item) {
            boolean wasEmpty = items.isEmpty();
            if (fault == Fault.MISSES_WAKE) {
                items.add(item);
                if (wasEmpty) wakeFirst(receivers);
                return;
            }
            Wait first = receivers.poll();
            if (first == null) {
                items.add(item);
                return;
            }
            first.given = item;
            wake(first);
        }

        private static void wakeFirst(ArrayDeque<Wait> line) {
            Wait first = line.poll();
            if (first != null) wake(first);
        }

        private static void wake(Wait wait) {
            if (wait.waker != null) wait.waker.wake();
        }

        @Override
        public void close() {
            closed = true;
            while (!receivers.isEmpty()) wakeFirst(receivers);
            while (!senders.isEmpty()) wakeFirst(senders);
        }

        @Override
        public Future<Boolean> send(int item) {
            return new Future<>() {
                private final Wait wait = new Wait();
                private @Nullable Boolean sent;

                @Override
                public boolean poll(Waker waker) {
                    if (sent != null) return true;
                    if (!closed && items.size() >= capacity) {
                        wait.waker = waker;
                        if (!senders.contains(wait)) senders.add(wait);
                        return false;
                    }
                    senders.remove(wait);
                    sent = !closed;
                    if (sent) put(item);
                    return true;
                }

                @Override
                public Boolean result() {
                    return Boolean.TRUE.equals(sent);
                }

                // Its turn is the next one's, if it had come.
                @Override
                public void cancel() {
                    if (!senders.remove(wait) && sent == null) wakeFirst(senders);
                }
            };
        }

        @Override
        public Future<@Nullable Integer> next() {
            return new Future<>() {
                private final Wait wait = new Wait();
                private boolean done;

                @Override
                public boolean poll(Waker waker) {
                    if (done || wait.given != null) return true;
                    if (!items.isEmpty()) {
                        wait.given = items.poll();
                        wakeFirst(senders);
                    } else if (!closed) {
                        wait.waker = waker;
                        if (!receivers.contains(wait)) receivers.add(wait);
                        return false;
                    }
                    receivers.remove(wait);
                    done = true;
                    return true;
                }

                @Override
                public @Nullable Integer result() {
                    done = true;
                    Integer taken = wait.given;
                    wait.given = null;
                    return taken;
                }

                @Override
                public void cancel() {
                    boolean waited = receivers.remove(wait);
                    Integer back = wait.given;
                    wait.given = null;
                    if (back != null && fault != Fault.DROPS_RETURNED_ITEM) put(back);
                    else if (!waited && !done && !items.isEmpty()) wakeFirst(receivers);
                    done = true;
                }
            };
        }
    }
}

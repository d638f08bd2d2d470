package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.runtime.JoinHandle;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A channel with room, and one without, allocate nothing per item once they are in use. */
@Timeout(60)
class ChannelAllocationTest {
    private static final int WARM_UP = 100_000;
    private static final int ITEMS = 200_000;
    private static final long PER_ITEM_LIMIT = ITEMS / 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Integer ITEM = 1;

    private final CountingWaker waker = new CountingWaker();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 16})
    void waitingOnBothSidesAllocatesNothing(int capacity) {
        Channel<Integer> channel = Channels.bounded(capacity);
        Sender<Integer> sender = channel.sender();
        Receiver<Integer> receiver = channel.receiver();
        for (int i = 0; i < WARM_UP; i++) round(sender, receiver);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ITEMS; i++) round(sender, receiver);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(PER_ITEM_LIMIT);
    }

    /** The receiver waits for an item, then senders fill the channel until one waits, then all is taken. */
    private void round(Sender<Integer> sender, Receiver<Integer> receiver) {
        Future<@Nullable Integer> next = receiver.next();
        boolean waits = !next.poll(waker);
        Future<@Nullable Void> send = sender.send(ITEM);
        while (send.poll(waker)) send = sender.send(ITEM);
        if (waits && !next.poll(waker)) throw new AssertionError("no item");
        next.result();
        while (receiver.tryNext() != null) send.poll(waker);
        send.cancel();
        receiver.tryNext();
    }

    @Test
    void selectingAllocatesNothing() {
        Channel<Integer> a = Channels.bounded(2);
        Channel<Integer> b = Channels.bounded(2);
        Sender<Integer> toA = a.sender();
        Sender<Integer> toB = b.sender();
        Future<@Nullable Integer> nextA = a.receiver().next();
        Future<@Nullable Integer> nextB = b.receiver().next();
        Select first = Select.of(nextA, nextB);
        long before = 0;
        for (int i = 0; i < WARM_UP + ITEMS; i++) {
            if (i == WARM_UP) before = THREADS.getCurrentThreadAllocatedBytes();
            if (first.poll(waker)) throw new AssertionError("nothing was sent");
            (i % 2 == 0 ? toA : toB).trySend(ITEM);
            if (!first.poll(waker) || first.winner() != i % 2) throw new AssertionError("wrong winner");
            (i % 2 == 0 ? nextA : nextB).result();
            if (i % 2 == 0) a.receiver().next();
            else b.receiver().next();
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(PER_ITEM_LIMIT);
    }

    /** Throttled contexts: an unthrottled one is woken for each item at first, by code that allocates while it is cold. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aHopFromOneContextToAnotherAllocatesNothing(int waitMs) throws IOException {
        try (Context from = open("from", waitMs);
                Context to = open("to", waitMs)) {
            Channel<Integer> channel = Channels.bounded(1024);
            Pump sending = new Pump(channel.sender(), null);
            Pump receiving = new Pump(null, channel.receiver());
            JoinHandle<Long> sent = from.spawnNow(sending);
            JoinHandle<Long> received = to.spawnNow(receiving);
            assertThat(BlockOn.run(sent)).isLessThan(PER_ITEM_LIMIT);
            assertThat(BlockOn.run(received)).isLessThan(PER_ITEM_LIMIT);
        }
    }

    private static Context open(String name, int waitMs) throws IOException {
        return Environment.machine().open(name, Duration.ofMillis(waitMs));
    }

    /** Sends or receives all items; gives the bytes that its thread allocated meanwhile, after the warm-up. */
    private static final class Pump implements Future<Long> {
        private final @Nullable Sender<Integer> sender;
        private final @Nullable Receiver<Integer> receiver;
        private @Nullable Future<? extends @Nullable Object> operation;
        private int done;
        private long before;
        private long allocated;

        Pump(@Nullable Sender<Integer> sender, @Nullable Receiver<Integer> receiver) {
            this.sender = sender;
            this.receiver = receiver;
        }

        @Override
        public boolean poll(Waker waker) {
            while (done < WARM_UP + ITEMS) {
                if (operation == null) operation = begin();
                if (!operation.poll(waker)) return false;
                operation.result();
                operation = null;
                if (++done == WARM_UP) before = THREADS.getCurrentThreadAllocatedBytes();
            }
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            return true;
        }

        private Future<? extends @Nullable Object> begin() {
            if (sender != null) return sender.send(ITEM);
            if (receiver != null) return receiver.next();
            throw new AssertionError();
        }

        @Override
        public Long result() {
            return allocated;
        }
    }
}

package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.future.Future;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random steps of several senders and receivers, cancels at every point among them, against what must hold after each:
 * nobody sleeps who could go on, and in the end each item that was sent was received once.
 */
class ChannelModelTest {
    private static final int UNBOUNDED = -1;
    private static final int SEEDS = 300;
    private static final int STEPS = 400;

    private int capacity;
    private Channel<Integer> channel = Channels.unbounded();
    private List<Producer> producers = new ArrayList<>();
    private List<Consumer> consumers = new ArrayList<>();
    private BitSet sent = new BitSet();
    private BitSet received = new BitSet();
    private int nextItem;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8, UNBOUNDED})
    void nobodySleepsWhoCouldGoOnAndNothingIsLost(int capacity) {
        this.capacity = capacity;
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            start(1 + random.nextInt(4), 1 + random.nextInt(4));
            for (int step = 0; step < STEPS; step++) {
                if (random.nextBoolean())
                    producers.get(random.nextInt(producers.size())).step(random);
                else consumers.get(random.nextInt(consumers.size())).step(random);
                assertThat(sleepers())
                        .as("capacity=%d seed=%d step=%d", capacity, seed, step)
                        .isNull();
            }
            drain();
            assertThat(received).as("capacity=%d seed=%d", capacity, seed).isEqualTo(sent);
        }
    }

    private void start(int senders, int receivers) {
        channel = capacity == UNBOUNDED ? Channels.unbounded() : Channels.bounded(capacity);
        producers = new ArrayList<>();
        consumers = new ArrayList<>();
        sent = new BitSet();
        received = new BitSet();
        nextItem = 0;
        for (int i = 0; i < senders; i++) producers.add(new Producer(channel.sender()));
        for (int i = 0; i < receivers; i++)
            consumers.add(new Consumer(
                    i == 0 ? channel.receiver() : channel.receiver().copy()));
    }

    /** What is wrong with who sleeps, or null. */
    private @Nullable String sleepers() {
        long asleepSenders = producers.stream().filter(Party::asleep).count();
        long awakeSenders = producers.stream().filter(Party::awake).count();
        long asleepReceivers = consumers.stream().filter(Party::asleep).count();
        long awakeReceivers = consumers.stream().filter(Party::awake).count();
        long held = consumers.stream().filter(consumer -> consumer.holds).count();
        int inside = sent.cardinality() - received.cardinality() - (int) held;
        if (asleepReceivers > 0 && inside > awakeReceivers)
            return "items=" + inside + " receivers awake=" + awakeReceivers + " asleep=" + asleepReceivers;
        if (capacity > 0 && asleepSenders > 0 && capacity - inside > awakeSenders)
            return "room=" + (capacity - inside) + " senders awake=" + awakeSenders + " asleep=" + asleepSenders;
        if (capacity == 0 && asleepSenders > 0 && asleepReceivers > 0) return "a sender and a receiver both sleep";
        if (capacity == UNBOUNDED && asleepSenders > 0) return "a sender sleeps";
        return null;
    }

    private void drain() {
        for (Producer producer : producers) producer.finish();
        for (Consumer consumer : consumers) consumer.finish();
        assertThat(channel.receiver().isEnded()).isTrue();
    }

    /** One handle with a future that is polled by hand. */
    private abstract static class Party {
        final CountingWaker waker = new CountingWaker();
        boolean pending;
        private int wakesAtPoll;

        boolean poll(Future<? extends @Nullable Object> future) {
            wakesAtPoll = waker.wakes();
            pending = !waker.poll(future);
            return !pending;
        }

        boolean awake() {
            return pending && waker.wakes() > wakesAtPoll;
        }

        boolean asleep() {
            return pending && waker.wakes() == wakesAtPoll;
        }
    }

    private final class Producer extends Party {
        private final Sender<Integer> sender;
        private @Nullable Future<@Nullable Void> send;
        private int item;

        Producer(Sender<Integer> sender) {
            this.sender = sender;
        }

        void step(SplittableRandom random) {
            int choice = random.nextInt(10);
            if (send == null) {
                item = nextItem++;
                if (choice < 3) {
                    if (sender.trySend(item) == SendResult.SENT) sent.set(item);
                    return;
                }
                send = sender.send(item);
            } else if (choice == 0) {
                cancel(send);
                return;
            }
            if (poll(send)) {
                sent.set(item);
                send = null;
            }
        }

        private void cancel(Future<?> outstanding) {
            outstanding.cancel();
            pending = false;
            send = null;
            if (sender.wasSent()) sent.set(item);
        }

        void finish() {
            if (send != null) cancel(send);
            sender.close();
        }
    }

    private final class Consumer extends Party {
        private final Receiver<Integer> receiver;
        private @Nullable Future<@Nullable Integer> next;
        boolean holds;

        Consumer(Receiver<Integer> receiver) {
            this.receiver = receiver;
        }

        void step(SplittableRandom random) {
            int choice = random.nextInt(10);
            if (next == null) {
                if (choice < 3) {
                    take(receiver.tryNext());
                    return;
                }
                next = receiver.next();
            } else if (choice < 2) {
                next.cancel();
                next = null;
                pending = false;
                holds = false;
                return;
            }
            if (holds) {
                take(next.result());
                next = null;
                holds = false;
            } else if (poll(next)) {
                holds = true;
            }
        }

        private void take(@Nullable Integer item) {
            if (item == null) return;
            assertThat(received.get(item)).as("received twice: item=%d", item).isFalse();
            received.set(item);
            // A rendezvous sender may not have been polled since its item was taken.
            if (capacity == 0) sent.set(item);
        }

        void finish() {
            if (next != null) next.cancel();
            for (Integer item = receiver.tryNext(); item != null; item = receiver.tryNext()) take(item);
        }
    }
}

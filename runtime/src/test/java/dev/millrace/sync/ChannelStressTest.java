package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ordinary threads on both sides; each wait is a chance to lose a wake-up, which would hang the test. The profile "proof"
 * sends twenty times as many items.
 */
@Timeout(300)
class ChannelStressTest {
    private static final int TIMES = Integer.getInteger("millrace.channels.times", 1);

    private static final int PRODUCERS = 2;

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"0,10000", "1,10000", "2,10000", "64,50000", "-1,25000"})
    void eachItemComesOnceAndInOrderOfItsProducer(int capacity, int each) throws Exception {
        run(capacity, each * TIMES, 1, false);
    }

    @ParameterizedTest
    @CsvSource({"0,10000", "1,10000", "2,10000", "64,50000", "-1,25000"})
    void severalReceiversShareTheItems(int capacity, int each) throws Exception {
        run(capacity, each * TIMES, 2, false);
    }

    @ParameterizedTest
    @CsvSource({"0,10000", "1,10000", "2,10000", "3,20000", "64,20000", "-1,20000"})
    void cancelledOperationsLoseNothing(int capacity, int each) throws Exception {
        run(capacity, each * TIMES, 2, true);
    }

    /** Many short lives: receivers leave while senders wait, and senders leave while receivers wait. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void closingAtAnyTimeHangsNobody(int capacity) throws Exception {
        SplittableRandom random = new SplittableRandom(capacity);
        for (int round = 0; round < 1_000 * TIMES; round++) {
            Channel<Integer> channel = Channels.bounded(capacity);
            AtomicInteger sent = new AtomicInteger();
            AtomicInteger received = new AtomicInteger();
            List<Thread> parties = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Sender<Integer> sender = channel.sender();
                Receiver<Integer> receiver =
                        i == 0 ? channel.receiver() : channel.receiver().copy();
                int sends = random.nextInt(8);
                int receives = random.nextInt(8);
                parties.add(Thread.ofVirtual().unstarted(() -> sendSome(sender, sends, sent)));
                parties.add(Thread.ofVirtual().unstarted(() -> receiveSome(receiver, receives, received)));
            }
            for (Thread party : parties) party.start();
            for (Thread party : parties) party.join();
            assertThat(sent.get() - received.get()).as("left inside").isBetween(0, capacity);
        }
    }

    private static void sendSome(Sender<Integer> sender, int count, AtomicInteger sent) {
        try (sender) {
            for (int i = 0; i < count; i++) {
                BlockOn.run(sender.send(i));
                sent.incrementAndGet();
            }
        } catch (ClosedException e) {
            assertThat(e.item()).isNotNull();
        }
    }

    private static void receiveSome(Receiver<Integer> receiver, int count, AtomicInteger received) {
        try (receiver) {
            for (int i = 0; i < count && BlockOn.run(receiver.next()) != null; i++) received.incrementAndGet();
        }
    }

    private void run(int capacity, int each, int receivers, boolean cancels) throws Exception {
        Channel<Integer> channel = capacity < 0 ? Channels.unbounded() : Channels.bounded(capacity);
        AtomicIntegerArray seen = new AtomicIntegerArray(PRODUCERS * each);
        for (int i = 0; i < PRODUCERS; i++) {
            Sender<Integer> sender = channel.sender();
            int from = i * each;
            SplittableRandom random = new SplittableRandom(i);
            start(() -> produce(sender, from, from + each, cancels ? random : null));
        }
        for (int i = 0; i < receivers; i++) {
            Receiver<Integer> receiver =
                    i == 0 ? channel.receiver() : channel.receiver().copy();
            SplittableRandom random = new SplittableRandom(100 + i);
            start(() -> consume(receiver, each, seen, cancels ? random : null));
        }
        for (Thread thread : threads) thread.join();
        assertThat(failure.get()).isNull();
        for (int i = 0; i < seen.length(); i++)
            assertThat(seen.get(i)).as("item %d", i).isEqualTo(1);
    }

    private void produce(Sender<Integer> sender, int from, int to, @Nullable SplittableRandom random) {
        try (sender) {
            for (int item = from; item < to; item++)
                if (random == null || !sentByAttempt(sender, item, random)) BlockOn.run(sender.send(item));
        }
    }

    /** Some sends that are cancelled after one poll; whether one of them has sent the item. */
    private static boolean sentByAttempt(Sender<Integer> sender, int item, SplittableRandom random) {
        while (random.nextInt(4) == 0) {
            Future<@Nullable Void> send = sender.send(item);
            if (!send.poll(Waker.none())) linger(random);
            send.cancel();
            if (sender.wasSent()) return true;
        }
        return false;
    }

    private static void linger(SplittableRandom random) {
        for (int i = random.nextInt(200); i > 0; i--) Thread.onSpinWait();
    }

    private void consume(
            Receiver<Integer> receiver, int each, AtomicIntegerArray seen, @Nullable SplittableRandom random) {
        int[] last = new int[PRODUCERS];
        Arrays.fill(last, -1);
        while (true) {
            Future<@Nullable Integer> next = receiver.next();
            if (random != null && random.nextInt(4) == 0) {
                if (!next.poll(Waker.none())) linger(random);
                next.cancel();
                continue;
            }
            Integer item = BlockOn.run(next);
            if (item == null) return;
            seen.incrementAndGet(item);
            int producer = item / each;
            if (random == null) assertThat(item).isGreaterThan(last[producer]);
            last[producer] = item;
        }
    }

    private void start(Runnable body) {
        threads.add(Thread.ofPlatform().start(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
                for (Thread thread : threads) thread.interrupt();
            }
        }));
    }
}

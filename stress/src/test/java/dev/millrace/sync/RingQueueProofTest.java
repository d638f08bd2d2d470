package dev.millrace.sync;

import dev.millrace.stress.Law;
import dev.millrace.stress.Ledger;
import dev.millrace.stress.Scene;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bounded queue: producers and consumers who claim positions against each other, for more than one lap. */
@ExtendWith(Ledger.class)
class RingQueueProofTest {
    private static final int CAPACITY = 2;

    @TestFactory
    List<DynamicTest> anItemComesOutOnceInTheOrderOfItsProducer() {
        return Law.of(
                        "RingQueue: an item comes out once, in the order of its producer",
                        (ItemQueue<Integer> queue) -> new TwoProducers(queue))
                .heldBy(() -> new RingQueue<Integer>(CAPACITY))
                .brokenBy("claims a place without compare-and-set", () -> new ClaimsPlacesBlindly())
                .brokenBy("hands the slot over, then stores the item", () -> new HandsOverThenStores())
                .brokenBy("hands the slot over, then takes the item", () -> new HandsOverThenTakes())
                .tests();
    }

    @TestFactory
    List<DynamicTest> oneConsumerGetsAnItem() {
        return Law.of(
                        "RingQueue: of two consumers one gets an item",
                        (ItemQueue<Integer> queue) -> new TwoConsumers(queue))
                .heldBy(() -> new RingQueue<Integer>(CAPACITY))
                .brokenBy("claims an item without compare-and-set", () -> new ClaimsItemsBlindly())
                .tests();
    }

    @TestFactory
    List<DynamicTest> aCapacityThatIsNoPowerOfTwoIsKept() {
        return Law.of(
                        "RingQueue: a capacity that is no power of two is kept",
                        (ItemQueue<Integer> queue) -> new OffersAgainstOffers(queue))
                .heldBy(() -> new RingQueue<Integer>(1))
                .brokenBy("compares head and tail before it reads the tail that it claims", () -> new ComparesTooSoon())
                .tests();
    }

    /** How often each item went in and came out, and whether those of the first producer came in order. */
    private abstract static class Counted extends Scene {
        final ItemQueue<Integer> queue;
        private final int[] in = new int[16];
        private final int[] out = new int[16];

        Counted(ItemQueue<Integer> queue, int threads) {
            super(threads);
            this.queue = queue;
        }

        final void offer(int item) {
            if (queue.offer(item)) in[item] = 1;
        }

        /** Takes one, and counts it as taken; each thread keeps its own until the end. */
        final int poll() {
            Integer item = queue.poll();
            return item == null ? 0 : item;
        }

        final void count(int item) {
            if (item > 0) out[item]++;
        }

        final void requireOnce() {
            for (int item = 1; item < in.length; item++)
                require(in[item] == out[item], "an item did not come out exactly once");
        }
    }

    private static final class TwoProducers extends Counted {
        private int one;
        private int two;
        private int last;

        TwoProducers(ItemQueue<Integer> queue) {
            super(queue, 3);
        }

        @Override
        protected void first() {
            offer(1);
            offer(2);
            offer(3);
        }

        @Override
        protected void second() {
            offer(11);
        }

        @Override
        protected void third() {
            one = poll();
            two = poll();
        }

        @Override
        protected void after() {
            see(one);
            see(two);
            for (int item = poll(); item > 0; item = poll()) see(item);
            requireOnce();
        }

        private void see(int item) {
            count(item);
            if (item == 0 || item > 10) return;
            require(item > last, "items of one producer came out of order");
            last = item;
        }
    }

    private static final class TwoConsumers extends Counted {
        private int one;
        private int two;
        private int other;

        TwoConsumers(ItemQueue<Integer> queue) {
            super(queue, 3);
            offer(1);
            offer(2);
        }

        @Override
        protected void first() {
            one = poll();
            two = poll();
        }

        @Override
        protected void second() {
            other = poll();
        }

        @Override
        protected void third() {
            offer(3);
        }

        @Override
        protected void after() {
            count(one);
            count(two);
            count(other);
            for (int item = poll(); item > 0; item = poll()) count(item);
            requireOnce();
        }
    }

    private static final class OffersAgainstOffers extends Scene {
        private final ItemQueue<Integer> queue;
        private boolean one;
        private boolean two;

        OffersAgainstOffers(ItemQueue<Integer> queue) {
            super(2);
            this.queue = queue;
        }

        @Override
        protected void first() {
            one = queue.offer(1);
        }

        @Override
        protected void second() {
            two = queue.offer(2);
        }

        @Override
        protected void after() {
            require(one != two, "not exactly one of two offers found the one place");
        }
    }

    /** The protocol with places for faults; two slots. */
    private abstract static class Twin implements ItemQueue<Integer> {
        final AtomicLong head = new AtomicLong();
        final AtomicLong tail = new AtomicLong();
        final AtomicReferenceArray<@Nullable Integer> items = new AtomicReferenceArray<>(CAPACITY);
        private final AtomicLongArray sequences = new AtomicLongArray(new long[] {0, 1});

        @Override
        public boolean offer(Integer item) {
            while (true) {
                long position = tail.get();
                long turn = sequences.get(slot(position)) - position;
                if (turn < 0) return false;
                if (turn > 0 || !claimPlace(position)) continue;
                put(position, item);
                return true;
            }
        }

        @Override
        public @Nullable Integer poll() {
            while (true) {
                long position = head.get();
                long turn = sequences.get(slot(position)) - position - 1;
                if (turn < 0) return null;
                if (turn == 0 && claimItem(position)) return take(position);
            }
        }

        @Override
        public int size() {
            return (int) (tail.get() - head.get());
        }

        @Override
        public int free() {
            return CAPACITY - size();
        }

        boolean claimPlace(long position) {
            return tail.compareAndSet(position, position + 1);
        }

        boolean claimItem(long position) {
            return head.compareAndSet(position, position + 1);
        }

        void put(long position, Integer item) {
            items.set(slot(position), item);
            handOver(position, position + 1);
        }

        @Nullable
        Integer take(long position) {
            Integer item = items.getAndSet(slot(position), null);
            handOver(position, position + CAPACITY);
            return item;
        }

        final void handOver(long position, long sequence) {
            sequences.set(slot(position), sequence);
        }

        static int slot(long position) {
            return (int) position % CAPACITY;
        }
    }

    /** Planted: two producers may both have the place, and the later item covers the earlier one. */
    private static final class ClaimsPlacesBlindly extends Twin {
        @Override
        boolean claimPlace(long position) {
            tail.set(position + 1);
            return true;
        }
    }

    /** Planted: two consumers may both have the position, and the slower one waits for nothing or takes it again. */
    private static final class ClaimsItemsBlindly extends Twin {
        @Override
        boolean claimItem(long position) {
            head.set(position + 1);
            return true;
        }
    }

    /** Planted: a consumer finds the slot handed over and nothing in it, and the item comes too late. */
    private static final class HandsOverThenStores extends Twin {
        @Override
        void put(long position, Integer item) {
            handOver(position, position + 1);
            items.set(slot(position), item);
        }
    }

    /** Planted: a producer of the next lap covers the item before it is taken. */
    private static final class HandsOverThenTakes extends Twin {
        @Override
        @Nullable
        Integer take(long position) {
            handOver(position, position + CAPACITY);
            return items.getAndSet(slot(position), null);
        }
    }

    /** Planted: of its two slots one is to be used, and another producer may fill it after the look. */
    private static final class ComparesTooSoon extends Twin {
        @Override
        public boolean offer(Integer item) {
            return size() < 1 && super.offer(item);
        }
    }
}

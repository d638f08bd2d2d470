package dev.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RingQueueTest {
    private static final int EACH = 200_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 16, 17})
    void holdsExactlyItsCapacityInOrder(int capacity) {
        RingQueue<Integer> ring = new RingQueue<>(capacity);
        for (int lap = 0; lap < 100; lap++) {
            for (int i = 0; i < capacity; i++) assertThat(ring.offer(lap + i)).isTrue();
            assertThat(ring.offer(-1)).isFalse();
            assertThat(ring.size()).isEqualTo(capacity);
            assertThat(ring.free()).isZero();
            for (int i = 0; i < capacity; i++) assertThat(ring.poll()).isEqualTo(lap + i);
            assertThat(ring.poll()).isNull();
            assertThat(ring.free()).isEqualTo(capacity);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64})
    @SuppressWarnings("ThreadPriorityCheck") // more threads than cores, and nothing here waits
    void losesAndDoublesNothingBetweenThreads(int capacity) throws Exception {
        RingQueue<Integer> ring = new RingQueue<>(capacity);
        AtomicIntegerArray seen = new AtomicIntegerArray(2 * EACH);
        List<Thread> threads = new ArrayList<>();
        for (int producer = 0; producer < 2; producer++) {
            int from = producer * EACH;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = from; i < from + EACH; i++) while (!ring.offer(i)) Thread.yield();
            }));
        }
        for (int consumer = 0; consumer < 2; consumer++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int taken = 0; taken < EACH; ) {
                    Integer item = ring.poll();
                    if (item == null) {
                        Thread.yield();
                        continue;
                    }
                    seen.incrementAndGet(item);
                    taken++;
                }
            }));
        }
        for (Thread thread : threads) thread.join();
        for (int i = 0; i < 2 * EACH; i++) assertThat(seen.get(i)).isEqualTo(1);
        assertThat(ring.size()).isZero();
    }

    @Test
    void sizesAreThoseOfWhatIsInside() {
        RingQueue<String> ring = new RingQueue<>(3);
        ring.offer("a");
        assertThat(ring.size()).isEqualTo(1);
        assertThat(ring.free()).isEqualTo(2);
    }
}

package dev.millrace.element.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Levels, limits and what is dropped; that a stream waits when it is full is tested with the elements. */
class DataQueueTest {
    private static final long MS = 1_000_000;
    private static final Event MARK = new Event.Gap(0, 0);

    /** Three buffers reach each of them. */
    static Stream<Limits> limits() {
        return Stream.of(
                new Limits(3, 0, 0, Leaky.NO), new Limits(0, 30, 0, Leaky.NO), new Limits(0, 0, 20 * MS, Leaky.NO));
    }

    private final BufferPool pool = new BufferPool(64, 0);

    private Buffer buffer(int number) {
        Buffer buffer = pool.acquire();
        buffer.setRange(0, 10);
        buffer.setDtsNs(number * 10L * MS);
        return buffer;
    }

    private static List<Object> takeAll(DataQueue queue) {
        List<Object> all = new ArrayList<>();
        for (Object item = queue.take(); item != null; item = queue.take()) {
            if (item instanceof Buffer buffer) {
                all.add((int) (buffer.dtsNs() / (10 * MS)));
                buffer.release();
            } else {
                all.add(item);
            }
        }
        return all;
    }

    @Test
    void levelsCountBuffersAndNotEvents() {
        DataQueue queue = new DataQueue(new Limits(0, 0, 0, Leaky.NO));
        queue.push(new Event.StreamStart("s"));
        assertThat(List.of(queue.buffers(), queue.bytes(), queue.timeNs())).containsExactly(0L, 0L, 0L);
        queue.push(buffer(100));
        assertThat(List.of(queue.buffers(), queue.bytes(), queue.timeNs())).containsExactly(1L, 10L, 0L);
        queue.push(buffer(102));
        queue.push(buffer(103));
        assertThat(List.of(queue.buffers(), queue.bytes(), queue.timeNs())).containsExactly(3L, 30L, 30 * MS);
        assertThat(queue.take()).isInstanceOf(Event.StreamStart.class);
        Object first = queue.take();
        assertThat(List.of(queue.buffers(), queue.bytes(), queue.timeNs())).containsExactly(2L, 20L, 10 * MS);
        ((Buffer) Objects.requireNonNull(first)).release();
        assertThat(takeAll(queue)).containsExactly(102, 103);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(pool.outstanding()).isZero();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void leakyUpstreamDropsWhatComes(Limits limit) {
        DataQueue queue = new DataQueue(limit.withLeaky(Leaky.UPSTREAM));
        for (int i = 0; i < 5; i++) queue.push(buffer(i));
        queue.push(MARK);
        assertThat(queue.dropped()).isEqualTo(2);
        assertThat(takeAll(queue)).containsExactly(0, 1, 2, MARK);
        queue.push(buffer(9));
        assertThat(takeAll(queue)).containsExactly(9);
        assertThat(pool.outstanding()).isZero();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void leakyDownstreamDropsTheOldestBuffersAndKeepsEventsInPlace(Limits limit) {
        DataQueue queue = new DataQueue(limit.withLeaky(Leaky.DOWNSTREAM));
        queue.push(MARK);
        for (int i = 0; i < 3; i++) queue.push(buffer(i));
        queue.push(MARK);
        queue.push(buffer(3));
        queue.push(buffer(4));
        assertThat(queue.dropped()).isEqualTo(2);
        assertThat(queue.buffers()).isEqualTo(3);
        assertThat(takeAll(queue)).containsExactly(MARK, 2, MARK, 3, 4);
        assertThat(pool.outstanding()).isZero();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void aLimitIsReachedByTheItemBeforeTheOneThatWaits(Limits limit) {
        DataQueue queue = new DataQueue(limit);
        for (int i = 0; i < 2; i++) queue.push(buffer(i));
        assertThat(queue.isFull()).isFalse();
        queue.push(buffer(2));
        assertThat(queue.isFull()).isTrue();
        queue.setLimits(new Limits(0, 0, 0, Leaky.NO));
        assertThat(queue.isFull()).isFalse();
        queue.clear(null);
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void oneBufferIsDroppedForEachLimitThatIsReached() {
        DataQueue queue = new DataQueue(new Limits(3, 30, 0, Leaky.DOWNSTREAM));
        for (int i = 0; i < 4; i++) queue.push(buffer(i));
        assertThat(takeAll(queue)).containsExactly(2, 3);
    }

    @Test
    void clearsUpToAMark() {
        DataQueue queue = new DataQueue(new Limits(0, 0, 0, Leaky.NO));
        queue.push(buffer(0));
        queue.push(MARK);
        queue.push(buffer(1));
        queue.clear(MARK);
        assertThat(takeAll(queue)).containsExactly(1);
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void growsWithoutLosingTheOrder() {
        DataQueue queue = new DataQueue(new Limits(0, 0, 0, Leaky.NO));
        List<Object> expected = new ArrayList<>();
        List<Object> taken = new ArrayList<>();
        int next = 0;
        for (int round = 1; round < 40; round++) {
            for (int i = 0; i < round; i++) {
                expected.add(next);
                queue.push(buffer(next++));
            }
            for (int i = 0; i < round / 2; i++) {
                Buffer buffer = (Buffer) queue.take();
                if (buffer == null) throw new AssertionError("empty");
                taken.add((int) (buffer.dtsNs() / (10 * MS)));
                buffer.release();
            }
        }
        taken.addAll(takeAll(queue));
        assertThat(taken).isEqualTo(expected);
    }
}

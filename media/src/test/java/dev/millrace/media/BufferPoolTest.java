package dev.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.runtime.Context;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BufferPoolTest {
    @Test
    void theSlotReleasedLastIsHandedOutFirst() {
        BufferPool pool = new BufferPool(100, 0);
        Buffer a = pool.acquire();
        Buffer b = pool.acquire();
        a.release();
        b.release();
        assertThat(pool.acquire()).isSameAs(b);
        assertThat(pool.acquire()).isSameAs(a);
        assertThat(pool.outstanding()).isEqualTo(2);
    }

    @Test
    void aBufferComesEmptyAndWithoutTheTimesOfItsLastUse() {
        BufferPool pool = new BufferPool(100, 0);
        Buffer buffer = pool.acquire();
        buffer.setRange(10, 50);
        buffer.setPtsNs(1);
        buffer.setDtsNs(2);
        buffer.setDurationNs(3);
        buffer.setFlags(Buffer.DISCONT);
        buffer.release();
        Buffer again = pool.acquire();
        assertThat(again).isSameAs(buffer);
        assertThat(again.length()).isZero();
        assertThat(again.offset()).isZero();
        assertThat(again.ptsNs()).isEqualTo(Buffer.NO_TIME);
        assertThat(again.dtsNs()).isEqualTo(Buffer.NO_TIME);
        assertThat(again.durationNs()).isEqualTo(Buffer.NO_TIME);
        assertThat(again.has(Buffer.DISCONT)).isFalse();
        assertThat(again.sender()).isNull();
    }

    @Test
    void atItsLimitItGivesNothingUntilSomethingComesBack() {
        for (int limit : new int[] {1, 3, 64, 65, 130}) {
            BufferPool pool = new BufferPool(100, limit);
            List<Buffer> held = new ArrayList<>();
            for (int i = 0; i < limit; i++) held.add(pool.acquire());
            assertThat(pool.created()).isEqualTo(limit);
            assertThat(pool.tryAcquire()).isNull();
            assertThatThrownBy(pool::acquire).hasMessageContaining("limit=" + limit);
            held.removeLast().release();
            assertThat(pool.tryAcquire()).isNotNull();
        }
    }

    @Test
    void slotsHoldAtLeastWhatWasAskedForAndDoNotOverlap() {
        BufferPool pool = new BufferPool(1500, 0);
        assertThat(pool.slotBytes()).isGreaterThanOrEqualTo(1500);
        Set<Long> addresses = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Buffer buffer = pool.acquire();
            assertThat(buffer.capacity()).isEqualTo(pool.slotBytes());
            assertThat(buffer.address() % 64).isZero();
            assertThat(addresses.add(buffer.address())).isTrue();
        }
        long[] sorted = addresses.stream().mapToLong(a -> a).sorted().toArray();
        for (int i = 1; i < sorted.length; i++)
            assertThat(sorted[i] - sorted[i - 1]).isGreaterThanOrEqualTo(pool.slotBytes());
    }

    @Test
    void theLastHolderReturnsIt() {
        BufferPool pool = new BufferPool(100, 0);
        Buffer buffer = pool.acquire();
        assertThat(buffer.isWritable()).isTrue();
        buffer.retain();
        assertThat(buffer.isWritable()).isFalse();
        buffer.release();
        assertThat(buffer.isWritable()).isTrue();
        assertThat(pool.outstanding()).isEqualTo(1);
        buffer.release();
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void releasingOnceTooOftenIsToldAndTheBufferIsNotHandedOutTwice() {
        BufferPool pool = new BufferPool(100, 0);
        Buffer buffer = pool.acquire();
        buffer.release();
        assertThatThrownBy(buffer::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("released once too often");
        assertThat(pool.acquire()).isNotSameAs(pool.acquire());
        assertThat(pool.outstanding()).isEqualTo(2);
    }

    @Test
    void rangesOutsideTheSlotAreRefused() {
        Buffer buffer = new BufferPool(64, 0).acquire();
        buffer.setRange(10, 20);
        assertThatThrownBy(() -> buffer.setRange(0, buffer.capacity() + 1)).hasMessageContaining("capacity=");
        assertThatThrownBy(() -> buffer.growFront(11)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.trimFront(21)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buffer.setRange(Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(IndexOutOfBoundsException.class);
        buffer.growFront(10);
        assertThat(buffer.offset()).isZero();
        assertThat(buffer.length()).isEqualTo(30);
    }

    @Test
    @Timeout(20)
    void buffersReleasedOnAnotherThreadComeHomeAndNoneIsMadeTwice() throws Exception {
        BufferPool pool = new BufferPool(100, 256);
        var queue = new ArrayBlockingQueue<Buffer>(256);
        int rounds = 200_000;
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < rounds; i++) queue.take().release();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        for (int i = 0; i < rounds; i++) {
            Buffer buffer = pool.tryAcquire();
            while (buffer == null) {
                Thread.onSpinWait();
                buffer = pool.tryAcquire();
            }
            queue.put(buffer);
        }
        other.join();
        assertThat(pool.outstanding()).isZero();
        assertThat(pool.created()).isLessThanOrEqualTo(256);
        Set<Buffer> all = new HashSet<>();
        for (int i = 0; i < 256; i++) assertThat(all.add(pool.acquire())).isTrue();
        assertThat(pool.tryAcquire()).isNull();
    }

    @Test
    @Timeout(20)
    void aSharedBufferIsReturnedByItsLastHolderOnWhicheverThread() throws Exception {
        BufferPool pool = new BufferPool(100, 0);
        for (int round = 0; round < 2_000; round++) {
            Buffer buffer = pool.acquire().share();
            buffer.retain().retain();
            Thread one = Thread.ofVirtual().start(buffer::release);
            Thread two = Thread.ofVirtual().start(buffer::release);
            buffer.release();
            one.join();
            two.join();
            assertThat(pool.outstanding()).isZero();
        }
    }

    @Test
    void anyOrderOfUseKeepsTheCount() {
        SplittableRandom random = new SplittableRandom(1);
        BufferPool pool = new BufferPool(64, 100);
        ArrayDeque<Buffer> held = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextBoolean()) {
                Buffer buffer = pool.tryAcquire();
                if (buffer != null) held.add(buffer);
                else assertThat(held).hasSize(100);
            } else if (!held.isEmpty()) {
                (random.nextBoolean() ? held.removeFirst() : held.removeLast()).release();
            }
            assertThat(pool.outstanding()).isEqualTo(held.size());
        }
    }

    @Test
    void aContextHasOnePoolPerSizeClass() throws IOException {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        try (Context context = environment.open("pools", Duration.ZERO)) {
            assertThat(BufferPool.of(context, 1)).isSameAs(BufferPool.of(context, 512));
            assertThat(BufferPool.of(context, 513)).isNotSameAs(BufferPool.of(context, 512));
            assertThat(BufferPool.of(context, 65_507).slotBytes()).isGreaterThanOrEqualTo(65_507);
            BufferPool.of(context, 1).acquire();
            BufferPool.of(context, 2000).acquire();
            assertThat(BufferPool.outstanding(context)).isEqualTo(2);
        }
        assertThatThrownBy(() -> BufferPool.here(100)).hasMessageContaining("push from a context");
    }
}

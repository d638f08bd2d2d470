package dev.millrace.element.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thread adds and drops, another takes. */
class ItemRingThreadsTest {
    private static final int ITEMS = 200_000;

    @Test
    @Timeout(30)
    void everyItemIsTakenOrDroppedOnceAndInOrder() throws Exception {
        ItemRing ring = new ItemRing();
        BufferPool pool = new BufferPool(64, 0);
        List<Buffer> buffers = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            Buffer buffer = pool.acquire();
            buffer.setDtsNs(i);
            buffers.add(buffer);
        }
        List<Long> taken = new ArrayList<>();
        Thread taker = Thread.ofPlatform().start(() -> {
            while (true) {
                Object item = ring.take();
                if (item instanceof Buffer buffer) taken.add(buffer.dtsNs());
                else if (item != null) return;
                else Thread.onSpinWait();
            }
        });
        long[] dropped = {0};
        for (int i = 0; i < ITEMS; i++) {
            ring.add(buffers.get(i), i);
            if (i % 7 == 0 && ring.dropOldestBuffer() != null) dropped[0]++;
        }
        ring.add("end", Buffer.NO_TIME);
        taker.join();
        assertThat(taken.size() + dropped[0]).isEqualTo(ITEMS);
        for (int i = 1; i < taken.size(); i++) assertThat(taken.get(i)).isGreaterThan(taken.get(i - 1));
    }
}

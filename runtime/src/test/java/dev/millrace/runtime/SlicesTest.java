package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlicesTest {
    private static final long MS = 1_000_000;

    private final LoopCounters counters = new LoopCounters();
    private final Slices slices = new Slices(counters, 20 * MS, 0);

    @Test
    void latenessDoesNotAddUp() {
        for (int slice = 0; slice < 1000; slice++) {
            assertThat(slices.nextNs()).isEqualTo(20 * MS * slice);
            long wokenNs = slices.nextNs() + slice % 7 * MS;
            assertThat(slices.isDue(wokenNs)).isTrue();
            slices.begin(wokenNs);
        }
        assertThat(counters.snapshot(0, 0).skippedSlices()).isZero();
        assertThat(counters.snapshot(0, 0).lateSlices()).isZero();
    }

    @Test
    void whatWasMissedIsLeftOutAndCounted() {
        slices.begin(0);
        slices.begin(75 * MS);
        assertThat(slices.nextNs()).isEqualTo(80 * MS);
        ContextStats stats = counters.snapshot(0, 0);
        assertThat(stats.skippedSlices()).isEqualTo(2);
        assertThat(stats.lateSlices()).isEqualTo(1);
        assertThat(stats.lateness().percentileNs(100)).isBetween(55 * MS, 62 * MS);
    }

    @Test
    void aSliceIsNotDueBeforeItsTime() {
        slices.begin(0);
        assertThat(slices.isDue(20 * MS - 1)).isFalse();
        assertThat(slices.isDue(20 * MS)).isTrue();
    }

    @Test
    void theWaitFollowsTheController() {
        slices.adaptBy(new WaitController(40 * MS));
        for (int slice = 0; slice < 64 * 10; slice++) slices.begin(slices.nextNs());
        assertThat(slices.waitNs()).isEqualTo(40 * MS);
        slices.adaptBy(null);
        for (int slice = 0; slice < 64; slice++) slices.begin(slices.nextNs() + 30 * MS);
        assertThat(slices.waitNs()).isEqualTo(40 * MS);
    }
}

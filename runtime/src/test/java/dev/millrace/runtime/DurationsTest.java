package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DurationsTest {
    private final DurationHistogram histogram = new DurationHistogram();

    @Test
    void percentilesAreWithinAnEighthOfTheTruth() {
        SplittableRandom random = new SplittableRandom(3);
        long[] all = new long[10_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = random.nextLong(1L << random.nextInt(1, 40));
            histogram.record(all[i]);
        }
        Arrays.sort(all);
        Durations durations = histogram.snapshot();
        assertThat(durations.count()).isEqualTo(all.length);
        for (double percent : new double[] {0.01, 1, 25, 50, 90, 99, 99.9, 100}) {
            long exact = all[(int) Math.ceil(all.length * percent / 100) - 1];
            assertThat(durations.percentileNs(percent)).isBetween(exact, exact + exact / 8);
        }
    }

    @Test
    void theLargestAndTheNegativeHaveTheirPlace() {
        histogram.record(Long.MAX_VALUE);
        histogram.record(-5);
        assertThat(histogram.snapshot().percentileNs(50)).isZero();
        assertThat(histogram.snapshot().percentileNs(100)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theDifferenceOfTwoSnapshotsIsWhatCameBetween() {
        histogram.record(1_000_000);
        Durations before = histogram.snapshot();
        histogram.record(10);
        Durations since = histogram.snapshot().since(before);
        assertThat(since.count()).isEqualTo(1);
        assertThat(since.percentileNs(100)).isEqualTo(10);
    }

    @Test
    void nothingGivesZeroAndNonsenseIsRefused() {
        assertThat(histogram.snapshot().percentileNs(99)).isZero();
        assertThatThrownBy(() -> histogram.snapshot().percentileNs(0)).hasMessageContaining("percent=0");
        assertThatThrownBy(() -> histogram.snapshot().percentileNs(Double.NaN)).hasMessageContaining("percent=NaN");
    }
}

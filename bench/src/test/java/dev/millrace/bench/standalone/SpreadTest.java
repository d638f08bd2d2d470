package dev.millrace.bench.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void meanDeviationAndEndsAreThoseOfWhatWasAdded() {
        Spread spread = new Spread();
        for (long ns : new long[] {2_000, 4_000, 4_000, 4_000, 5_000, 5_000, 7_000, 9_000}) spread.add(ns);
        assertThat(spread.count()).isEqualTo(8);
        assertThat(spread.meanUs()).isCloseTo(5, within(1e-9));
        assertThat(spread.sigmaUs()).isCloseTo(2, within(1e-9));
        assertThat(spread.minUs()).isEqualTo(2);
        assertThat(spread.maxUs()).isEqualTo(9);
    }

    @Test
    void aLargeMeanDoesNotDrownTheDeviation() {
        Spread spread = new Spread();
        for (int i = 0; i < 1_000; i++) spread.add(1_000_000_000_000_000L + (i % 2 == 0 ? 0 : 2_000));
        assertThat(spread.sigmaUs()).isCloseTo(1, within(1e-3));
    }

    @Test
    void nothingIsNoNumber() {
        Spread none = new Spread();
        assertThat(none.meanUs()).isNaN();
        assertThat(none.sigmaUs()).isNaN();
        assertThat(none.minUs()).isNaN();
        assertThat(none.maxUs()).isNaN();
    }
}

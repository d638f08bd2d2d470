package dev.millrace.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceNumbersTest {
    @Test
    void shouldMeasureTheShorterWayRound() {
        assertThat(SequenceNumbers.distance(5, 5)).isZero();
        assertThat(SequenceNumbers.distance(5, 6)).isEqualTo(1);
        assertThat(SequenceNumbers.distance(6, 5)).isEqualTo(-1);
        assertThat(SequenceNumbers.distance(65_535, 0)).isEqualTo(1);
        assertThat(SequenceNumbers.distance(0, 65_535)).isEqualTo(-1);
        assertThat(SequenceNumbers.distance(0, 32_767)).isEqualTo(32_767);
        assertThat(SequenceNumbers.distance(0, 32_768)).isEqualTo(-32_768);
    }

    @Test
    void shouldBeUndoneByAddingTheDistance() {
        for (int from = 0; from < 65_536; from += 251) {
            for (int to = 0; to < 65_536; to += 241) {
                assertThat((from + SequenceNumbers.distance(from, to)) & 0xffff).isEqualTo(to);
            }
        }
    }

    @Test
    void shouldWrapToZeroAfterTheLast() {
        assertThat(SequenceNumbers.next(0)).isEqualTo(1);
        assertThat(SequenceNumbers.next(65_535)).isZero();
    }

    @Test
    void shouldExtendToTheNearestNumber() {
        assertThat(SequenceNumbers.extend(65_535, 0)).isEqualTo(65_536);
        assertThat(SequenceNumbers.extend(65_536, 65_535)).isEqualTo(65_535);
        assertThat(SequenceNumbers.extend(10L << 32 | 7, 9)).isEqualTo(10L << 32 | 9);
        assertThat(SequenceNumbers.extend(0, 65_535)).isEqualTo(-1);
    }

    @Test
    void shouldCountOnThroughManyTurns() {
        long extended = 65_000;
        for (int i = 65_000; i < 400_000; i += 7) {
            extended = SequenceNumbers.extend(extended, i & 0xffff);
            assertThat(extended).isEqualTo(i);
        }
    }
}

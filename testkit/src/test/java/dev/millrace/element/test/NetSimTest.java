package dev.millrace.element.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Event;
import dev.millrace.testkit.PadHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetSimTest {
    private static List<Integer> outcome(String properties, int buffers) {
        try (var h = PadHarness.of("netsim seed=7 " + properties)) {
            List<Integer> out = new ArrayList<>();
            for (int i = 0; i < buffers; i++) {
                h.push(i);
                h.advance(Duration.ofMillis(1));
                while (h.available() > 0) out.add(h.pull()[0] & 0xff);
            }
            h.endOfStream();
            h.advance(Duration.ofSeconds(1));
            while (h.available() > 0) out.add(h.pull()[0] & 0xff);
            assertThat(h.events()).endsWith(new Event.EndOfStream());
            h.assertAllBuffersReturned();
            return out;
        }
    }

    @Test
    void withoutChanceEverythingPasses() {
        assertThat(outcome("", 10)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void theSameSeedIsTheSameFate() {
        String bad = "drop-probability=0.2 duplicate-probability=0.1 delay-probability=0.5 min-delay=1 max-delay=20";
        assertThat(outcome(bad, 200)).isEqualTo(outcome(bad, 200)).hasSizeBetween(150, 210);
    }

    @Test
    void losesAsOftenAsItIsToldAloneOrInBursts() {
        List<Integer> alone = outcome("drop-probability=0.2", 250);
        List<Integer> bursts = outcome("drop-probability=0.2 drop-burst=5", 250);
        assertThat(alone).hasSizeBetween(180, 220);
        assertThat(bursts).hasSizeBetween(160, 240);
        assertThat(gaps(bursts)).isLessThan(gaps(alone));
        assertThat(outcome("drop-packets=3", 5)).containsExactly(3, 4);
    }

    private static int gaps(List<Integer> numbers) {
        int gaps = 0;
        for (int i = 1; i < numbers.size(); i++) if (numbers.get(i) != numbers.get(i - 1) + 1) gaps++;
        return gaps;
    }

    @Test
    void delaysReorderUnlessTheyMayNot() {
        String late = "delay-probability=0.5 min-delay=5 max-delay=30 ";
        List<Integer> reordered = outcome(late, 100);
        List<Integer> ordered = outcome(late + "allow-reordering=false", 100);
        assertThat(reordered).hasSize(100).doesNotHaveDuplicates();
        assertThat(reordered).isNotEqualTo(ordered);
        assertThat(ordered).isSorted().hasSize(100);
    }

    @Test
    void aRateIsKeptByDropping() {
        // 1000 buffers of one byte per second are 8 kbit/s.
        assertThat(outcome("max-kbps=4", 200)).hasSizeBetween(95, 105);
    }
}

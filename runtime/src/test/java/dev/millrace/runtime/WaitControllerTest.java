package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitControllerTest {
    private static final long MS = 1_000_000;

    /** Lets a made-up loop run whose turn takes {@code share} of its wait and that wakes late; gives the wait it ends with. */
    private static long settle(long budgetMs, long firstWaitMs, double share, long lateNs) {
        WaitController controller = new WaitController(budgetMs * MS);
        long waitNs = firstWaitMs * MS;
        for (int window = 0; window < 50; window++) {
            DurationHistogram lateness = new DurationHistogram();
            DurationHistogram turns = new DurationHistogram();
            for (int slice = 0; slice < 64; slice++) {
                lateness.record(lateNs);
                turns.record((long) (waitNs * share));
            }
            waitNs = controller.next(waitNs, lateness.snapshot(), turns.snapshot());
        }
        return waitNs;
    }

    @Test
    void anIdleLoopWaitsForTheWholeBudget() {
        assertThat(settle(30, 5, 0, 0)).isEqualTo(30 * MS);
    }

    @Test
    void waitLatenessAndTurnTogetherFillTheBudget() {
        for (double share : new double[] {0.1, 0.4, 0.8}) {
            long waitNs = settle(30, 20, share, 2 * MS);
            double endNs = waitNs * (1 + share) + 2 * MS;
            assertThat(endNs).as("share=" + share).isLessThanOrEqualTo(30 * MS).isCloseTo(30 * MS, within(3.0 * MS));
        }
    }

    @Test
    void anOverloadedLoopKeepsTheShortestWait() {
        assertThat(settle(10, 20, 0, 50 * MS)).isEqualTo(WaitController.SHORTEST_NS);
    }

    @Test
    void tooLongAWaitIsCorrectedAtOnce() {
        DurationHistogram none = new DurationHistogram();
        assertThat(new WaitController(5 * MS).next(100 * MS, none.snapshot(), none.snapshot()))
                .isEqualTo(5 * MS);
    }

    @Test
    void aContextTakesABudgetAndRefusesNonsense() throws IOException {
        try (Context context = new SteppedEnvironment(1).acquire("test", Duration.ofMillis(20))) {
            context.keepLatency(Duration.ofMillis(30));
            context.keepLatency(Duration.ZERO);
            assertThatThrownBy(() -> context.keepLatency(Duration.ofMillis(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("budget=PT0.001S");
            assertThat(context.waitNs()).isEqualTo(20 * MS);
        }
    }
}

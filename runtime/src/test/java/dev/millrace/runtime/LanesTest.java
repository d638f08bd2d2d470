package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final Duration WAIT = Duration.ofMillis(20);
    private final SteppedEnvironment environment = new SteppedEnvironment(1);

    private Lanes acquire(int threads) throws IOException {
        return Lanes.acquire(environment, "rx", WAIT, threads);
    }

    @Test
    void usersTakeTheLanesInTurn() throws IOException {
        try (Lanes lanes = acquire(3)) {
            assertThat(lanes.size()).isEqualTo(3);
            for (int i = 0; i < 6; i++) assertThat(lanes.next()).isSameAs(lanes.get(i % 3));
            assertThat(lanes.get(2).name()).isEqualTo("rx/2");
        }
    }

    @Test
    void oneLaneIsTheContextOfThatName() throws IOException {
        try (Lanes lanes = acquire(-1);
                Context context = environment.acquire("rx", WAIT)) {
            assertThat(lanes.next()).isSameAs(context);
        }
    }

    @Test
    void noneGivenMeansOnePerProcessor() throws IOException {
        try (Lanes lanes = acquire(0)) {
            assertThat(lanes.size()).isEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void lanesAreSharedByNameAndEndWithTheLast() throws IOException {
        Lanes first = acquire(2);
        Lanes second = acquire(2);
        assertThat(second.get(1)).isSameAs(first.get(1));
        first.close();
        assertThat(environment.openContexts()).hasSize(2);
        second.close();
        assertThat(environment.openContexts()).isEmpty();
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> acquire(-2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threads=-2");
        assertThatThrownBy(() -> Lanes.acquire(environment, "rx", Duration.ofMillis(-1), 2))
                .hasMessageContaining("wait=-1ms");
        assertThat(environment.openContexts()).isEmpty();
    }
}

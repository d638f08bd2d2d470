package dev.millrace.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.sync.Channels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random acts in many orders: nothing hangs, nothing is lost, nothing ends twice; and such faults are found where they are planted. */
class ChaosTest {
    /** 500 in the usual build, 10,000 in the full one. */
    private static final int SEEDS = Integer.getInteger("millrace.chaos.seeds", 500);

    private static final int FULL = 10_000;
    private static final int TWIN_SEEDS = 2_000;

    private static ChaosQueue channel(int capacity) {
        return ChaosQueue.of(Channels.bounded(capacity));
    }

    @Test
    @Timeout(600)
    void nothingHangsNothingIsLostNothingEndsTwice() {
        ChaosTable table = new ChaosTable();
        var outcomes = Simulation.explore(1, SEEDS, ChaosProgram.of(table, ChaosTest::channel));
        System.out.println("chaos: " + outcomes.size() + " seeds" + System.lineSeparator() + table);
        assertThat(table.unknown()).isEmpty();
        if (outcomes.size() >= FULL) assertThat(table.below(100)).isEmpty();
        else if (outcomes.size() > 1) assertThat(table.below(1)).isEmpty();
    }

    @Test
    void aRunIsItsReplay() {
        for (int seed = 1; seed <= 20; seed++) {
            var first = Simulation.run(seed, ChaosProgram.of(new ChaosTable(), ChaosTest::channel));
            assertThat(Simulation.run(seed, ChaosProgram.of(new ChaosTable(), ChaosTest::channel)))
                    .isEqualTo(first);
        }
    }

    /** The queue of one's own keeps the laws, so that it is the fault that the twins are found by. */
    @Test
    void aQueueWithoutFaultPasses() {
        Simulation.explore(1, 300, twin(ChaosQueue.Fault.NONE));
    }

    @ParameterizedTest
    @EnumSource(names = {"DROPS_RETURNED_ITEM", "MISSES_WAKE"})
    void aPlantedFaultIsFound(ChaosQueue.Fault fault) {
        assertThatThrownBy(() -> Simulation.explore(1, TWIN_SEEDS, twin(fault)))
                .isInstanceOfSatisfying(SimulationFailure.class, failure -> {
                    System.out.println("chaos: " + fault + " found with seed " + failure.seed());
                    assertThatThrownBy(() -> Simulation.run(failure.seed(), twin(fault)))
                            .hasMessage(failure.getMessage());
                })
                .hasMessageContaining("-Dmillrace.seed=");
    }

    private static Simulation.Body twin(ChaosQueue.Fault fault) {
        return ChaosProgram.of(new ChaosTable(), capacity -> new ChaosQueue.Own(capacity, fault));
    }
}

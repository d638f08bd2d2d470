package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.sim.Simulation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole examples as they are, threads that block included, in virtual time: each line in its place in whatever order threads run. */
class SimulatedExamplesTest {
    private static final int SEEDS = 25;

    private interface Expectation {
        void check(List<String> lines, Duration took);
    }

    private static void simulate(String name, List<String> args, Expectation expectation) {
        Examples.Entry entry = Objects.requireNonNull(Examples.find(name), name);
        Simulation.explore(1, SEEDS, sim -> {
            StringWriter printed = new StringWriter();
            entry.example().run(new PrintWriter(printed), args);
            expectation.check(printed.toString().lines().toList(), Duration.ofNanos(sim.nowNs()));
        });
    }

    private static void simulate(String name, Expectation expectation) {
        simulate(name, List.of(), expectation);
    }

    @Test
    void threadsOfAScopeFillTheArrayOfTheirCaller() {
        simulate(
                "borrow",
                (lines, _) -> assertThat(lines)
                        .containsExactly(
                                "sums of two threads: 41541750 + 291291750", "sum of their caller: 332833500"));
    }

    @Test
    void aLazyValueIsComputedByWhoWaits() {
        simulate("lazy", (lines, _) -> assertThat(lines).containsExactly("nothing has run yet", "computing", "1"));
    }

    @Test
    void bodiesThatAwaitSleepTogether() {
        simulate("sleep-concurrent", List.of("1000"), (lines, took) -> {
            assertThat(lines).containsExactly("start 1", "start 2", "start 3", "done 1", "done 2", "done 3");
            assertThat(took).isEqualTo(Duration.ofSeconds(1));
        });
    }

    @Test
    void producersWaitForConsumers() {
        simulate(
                "producer-consumer",
                (lines, _) -> assertThat(lines).isEqualTo(SteppedExamplesTest.PRODUCED_AND_CONSUMED));
    }

    @Test
    void computationsGiveTheirValue() {
        simulate("parallel-sum", (lines, _) -> assertThat(lines).containsExactly("1048576"));
    }

    /** They print the same in every order of their threads, and end. */
    @ParameterizedTest
    @ValueSource(strings = {"channels", "timeouts", "generator", "unit", "priorities", "udp-echo", "thousand-tasks"})
    void theyPrintTheSameWhateverTheOrderOfThreads(String name) {
        List<List<String>> seen = new ArrayList<>();
        simulate(name, (lines, took) -> {
            seen.add(lines);
            assertThat(took).isLessThan(Duration.ofMinutes(1));
        });
        assertThat(seen).hasSize(SEEDS);
        assertThat(seen).allSatisfy(lines -> assertThat(lines).isEqualTo(seen.getFirst()));
        assertThat(seen.getFirst()).isNotEmpty();
    }

    /** This one simulates by itself. */
    @Test
    void aMinuteOfRtpIsTheSameTwice() throws Exception {
        StringWriter printed = new StringWriter();
        Objects.requireNonNull(Examples.find("simulated")).example().run(new PrintWriter(printed), List.of("7"));
        List<String> lines = printed.toString().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("sent 3000, arrived 28\\d\\d, lost on the way 1\\d\\d");
        assertThat(lines.get(1)).matches("played 28\\d\\d, late \\d+, gaps 1\\d\\d");
        assertThat(lines.get(2)).isEqualTo("the same once more: true");
    }
}

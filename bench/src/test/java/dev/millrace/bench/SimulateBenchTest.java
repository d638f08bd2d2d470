package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.ExitCode;
import dev.millrace.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code bench simulate}: small, for its rows, not for its figures. */
class SimulateBenchTest {
    private final StringWriter said = new StringWriter();

    private int run(String... more) {
        List<String> words = new ArrayList<>(List.of("bench", "simulate"));
        words.addAll(List.of(more));
        PrintWriter writer = new PrintWriter(said);
        return Main.run(writer, writer, words.toArray(String[]::new));
    }

    @Test
    void roundsOfOneSeedHaveOneTrace() {
        assertThat(run("--streams=20", "--seconds=3", "--repeat=2")).isEqualTo(ExitCode.OK);
        List<String> rows = said.toString().lines().skip(1).toList();
        assertThat(rows).hasSize(2).allMatch(row -> row.contains("3,000"));
        assertThat(rows.getFirst().substring(rows.getFirst().lastIndexOf(' ')))
                .isEqualTo(rows.getLast().substring(rows.getLast().lastIndexOf(' ')));
    }

    @Test
    void packetsAreAccountedFor() {
        SimulatedLoad.Result result = SimulatedLoad.run(3, 20, 3);
        assertThat(result.sent()).isEqualTo(3_000);
        assertThat(result.network().sent()).isEqualTo(3_000);
        assertThat(result.network().underWay()).isZero();
        assertThat(result.received()).isEqualTo(result.network().delivered());
        assertThat(result.delivered()).isBetween(result.received() - 50, result.received());
    }

    @Test
    void badNumbersAreUsageErrors() {
        assertThat(run("--streams=0")).isEqualTo(ExitCode.USAGE);
        assertThat(said.toString()).contains("--streams is out of range: value=0");
    }

    @Test
    void aFileThatCannotBeWrittenIsToldBeforeItIsMeasured() {
        assertThat(run("--json=/no/such/place/rows.json")).isEqualTo(ExitCode.USAGE);
        assertThat(said.toString())
                .contains("file cannot be written: file=/no/such/place/rows.json reason=no such directory");
    }
}

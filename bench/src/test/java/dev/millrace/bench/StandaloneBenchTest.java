package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.ExitCode;
import dev.millrace.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code bench standalone}: short, for its row, not for its figures. */
class StandaloneBenchTest {
    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    private int run(String... more) {
        List<String> words = new ArrayList<>(List.of("bench", "standalone"));
        words.addAll(List.of(more));
        PrintWriter writer = new PrintWriter(said);
        return Main.run(writer, writer, words.toArray(String[]::new));
    }

    @Test
    void theFirstOfManyStreamsIsMeasured() throws Exception {
        Path json = folder.resolve("row.json");
        assertThat(run("--streams=50", "--contexts=2", "--wait=10", "--warm-up=0", "--seconds=1", "--json=" + json))
                .as(said.toString())
                .isZero();
        JsonNode rows = new JsonMapper().readTree(Files.readString(json)).path("rows");
        assertThat(rows.size()).isEqualTo(1);
        JsonNode row = rows.path(0);
        assertThat(row.propertyNames())
                .containsExactly(
                        "streams",
                        "contexts",
                        "wait_ms",
                        "buffers",
                        "interval_mean_us",
                        "interval_sigma_us",
                        "interval_min_us",
                        "interval_max_us",
                        "lateness_mean_us",
                        "lateness_max_us",
                        "start_ms",
                        "stop_ms",
                        "parked_percent");
        assertThat(row.path("streams").asInt()).isEqualTo(50);
        assertThat(row.path("buffers").asLong()).isGreaterThan(50);
        double mean = row.path("interval_mean_us").asDouble();
        assertThat(mean)
                .isBetween(
                        row.path("interval_min_us").asDouble(),
                        row.path("interval_max_us").asDouble());
        assertThat(row.path("lateness_mean_us").asDouble())
                .isBetween(0.0, row.path("lateness_max_us").asDouble());
        assertThat(row.path("parked_percent").asDouble()).isBetween(0.0, 100.0);
        assertThat(said.toString()).contains("interval ms", "parked %");
    }

    @Test
    void whatIsOutOfRangeIsAUsageError() {
        assertThat(run("--streams=0")).isEqualTo(ExitCode.USAGE);
        assertThat(said.toString()).contains("--streams is out of range: value=0; use 1 to 100000");
        assertThat(run("--wait=1001")).isEqualTo(ExitCode.USAGE);
        assertThat(said.toString()).contains("--wait is out of range: value=1001");
    }
}

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
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code bench io}: short, for its rows, not for its figures. */
@EnabledOnOs(OS.LINUX)
@Execution(ExecutionMode.CONCURRENT)
class IoBenchTest {
    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    private int run(String... more) {
        List<String> words = new ArrayList<>(List.of("bench", "io"));
        words.addAll(List.of(more));
        PrintWriter writer = new PrintWriter(said);
        return Main.run(writer, writer, words.toArray(String[]::new));
    }

    @Test
    void echoesAndIdleConnectionsAreMeasuredBesideTheirPeers() throws Exception {
        Path json = folder.resolve("rows.json");
        assertThat(run("--seconds=1", "--connections=50", "--json=" + json))
                .as(said.toString())
                .isZero();
        List<JsonNode> rows = new JsonMapper()
                .readTree(Files.readString(json))
                .path("rows")
                .valueStream()
                .toList();
        assertThat(rows)
                .extracting(row -> row.path("benchmark").asString() + "."
                        + row.path("candidate").asString())
                .contains(
                        "tcp_echo.selector",
                        "tcp_echo.millrace",
                        "tcp_echo.netty_nio",
                        "idle_connections.selector",
                        "idle_connections.millrace");
        assertThat(rows).allSatisfy(row -> {
            boolean echo = row.path("benchmark").asString().equals("tcp_echo");
            assertThat(row.propertyNames())
                    .containsExactly("benchmark", "candidate", "p50_us", "p99_us", "ratio", "count", "bytes");
            assertThat(row.path("p50_us").isNull()).isEqualTo(!echo);
            assertThat(row.path("bytes").isNull()).isEqualTo(echo);
            if (echo) assertThat(row.path("p50_us").asDouble()).isBetween(1.0, 1e5);
            else assertThat(row.path("count").asInt()).isEqualTo(50);
        });
        assertThat(said.toString()).contains("p50 us", "idle_connections  millrace");
    }

    @Test
    void whatItDoesNotKnowIsAUsageError() {
        assertThat(run("--benchmarks=udp")).isEqualTo(ExitCode.USAGE);
        assertThat(said.toString()).contains("no benchmark \"udp\"; there are tcp_echo, idle_connections");
        assertThat(run("--connections=0")).isEqualTo(ExitCode.USAGE);
        assertThat(said.toString()).contains("--connections is out of range: value=0");
    }
}

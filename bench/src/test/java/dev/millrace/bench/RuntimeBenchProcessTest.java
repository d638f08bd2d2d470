package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.ExitCode;
import dev.millrace.cli.Main;
import dev.millrace.load.ChildJvm;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code bench runtime} as a process: short, for its rows, not for its figures. */
class RuntimeBenchProcessTest {
    @TempDir
    private Path folder;

    @Test
    void operationsAreMeasured() throws Exception {
        List<JsonNode> rows = bench("--benchmarks=await.millrace|parked", "--bodies=2000");

        assertThat(rows)
                .extracting(row -> row.path("benchmark").asString() + "."
                        + row.path("candidate").asString())
                .containsExactly("await.millrace", "parked.millrace", "parked.virtual_threads");
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.propertyNames())
                        .containsExactly("benchmark", "candidate", "ns_per_op", "bytes_per_op"));
        // In ns an operation is more than a ns and less than a ms; allocated is next to nothing.
        assertThat(rows.getFirst().path("ns_per_op").asDouble()).isBetween(1.0, 1e6);
        assertThat(rows.getFirst().path("bytes_per_op").asDouble()).isBetween(0.0, 100.0);
        assertThat(rows.subList(1, 3)).allSatisfy(row -> {
            assertThat(row.path("ns_per_op").isNull()).isTrue();
            assertThat(row.path("bytes_per_op").asDouble()).isBetween(100.0, 10_000.0);
        });
    }

    @Test
    void whatMatchesNoBenchmarkIsAUsageError() {
        StringWriter said = new StringWriter();

        assertThat(run(said, "--benchmarks=nothing")).isEqualTo(ExitCode.USAGE);
        assertThat(said.toString())
                .contains("no benchmark matches \"nothing\"; there are poll_task, await, spawn")
                .hasLineCount(1);
    }

    @Test
    void whatIsNoRegularExpressionIsAUsageError() {
        StringWriter said = new StringWriter();

        assertThat(run(said, "--benchmarks=(")).isEqualTo(ExitCode.USAGE);
        assertThat(said.toString())
                .contains("not a regular expression: benchmarks=(")
                .hasLineCount(1);
    }

    @Test
    void noForksAreAUsageError() {
        StringWriter said = new StringWriter();

        assertThat(run(said, "--forks=0")).isEqualTo(ExitCode.USAGE);
        assertThat(said.toString()).contains("--forks is out of range: value=0");
    }

    private static int run(StringWriter said, String... more) {
        List<String> words = new ArrayList<>(List.of("bench", "runtime"));
        words.addAll(List.of(more));
        PrintWriter writer = new PrintWriter(said);
        return Main.run(writer, writer, words.toArray(String[]::new));
    }

    private List<JsonNode> bench(String... more) throws Exception {
        Path json = folder.resolve("rows.json");
        List<String> words = new ArrayList<>(List.of("bench", "runtime", "--seconds=1", "--forks=1", "--json=" + json));
        words.addAll(List.of(more));
        Path said = folder.resolve("said.txt");
        ProcessBuilder builder =
                ChildJvm.builder(List.of(), words).redirectErrorStream(true).redirectOutput(said.toFile());
        // JMH lets only one run on a machine at a time, so that they do not measure each other; here nothing is
        // measured.
        builder.environment().put("JDK_JAVA_OPTIONS", "-Djmh.ignoreLock=true");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(said)).isZero();
            return new JsonMapper()
                    .readTree(Files.readString(json))
                    .path("rows")
                    .valueStream()
                    .toList();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}

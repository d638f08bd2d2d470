package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bench.glib.GlibFigure;
import dev.millrace.bench.glib.GlibFigures;
import dev.millrace.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class GlibBenchTest {
    private static final GlibFigures FIGURES = new GlibFigures(List.of(
            new GlibFigure("task_hop", "g_idle_add", 500, 1_000, null),
            new GlibFigure("task_hop", "task", 50, 1_000, null),
            new GlibFigure("spawn", "task", 300, 1_000_000, 0.25)));

    @Test
    void ratiosAreToTheFirstOfABenchmark() {
        assertThat(FIGURES.table().lines().toList()).hasSize(4).satisfies(lines -> {
            assertThat(lines.get(1)).matches("task_hop +g_idle_add +500\\.0 +1\\.00 +1,000 +-");
            assertThat(lines.get(2)).matches("task_hop +task +50\\.0 +0\\.10 +1,000 +-");
            assertThat(lines.get(3)).matches("spawn +task +300\\.0 +1\\.00 +1,000,000 +0\\.25");
        });
        assertThat(FIGURES.json())
                .startsWith(
                        "{\"rows\":[{\"benchmark\":\"task_hop\",\"candidate\":\"g_idle_add\",\"ns\":500.0,\"ratio\":1.0,")
                .contains("\"kept_bytes\":null", "\"kept_bytes\":0.25");
    }

    @Test
    void unknownBenchmarksAreNamed() {
        StringWriter err = new StringWriter();
        int code = Main.run(
                new PrintWriter(new StringWriter()), new PrintWriter(err), "bench", "glib", "--benchmarks", "speed");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("no benchmark \"speed\"; there are task_hop, read_100mb, many, spawn");
    }
}

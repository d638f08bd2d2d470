package dev.millrace.bench.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Figures for machines and for people.
 *
 * <p>As JSON {@code {"rows":[{"benchmark":"tcp_echo","candidate":"millrace","p50_us":21.3,"p99_us":40.1,"ratio":1.02,
 * "count":90000,"bytes":null}]}}, null where not measured; the ratio is to the first candidate of the same benchmark.
 *
 * @param rows in the order to show, the candidates of a benchmark together
 */
public record IoFigures(List<IoFigure> rows) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LINE = "%-16s  %-11s  %8s  %8s  %5s  %9s  %8s  %12s%n";

    /** Keeps its own copy of the list. */
    public IoFigures {
        rows = List.copyOf(rows);
    }

    /** The rows in one line of JSON. */
    public String json() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode array = root.putArray("rows");
        for (IoFigure row : rows)
            array.addObject()
                    .put("benchmark", row.benchmark())
                    .put("candidate", row.candidate())
                    .put("p50_us", row.p50Us())
                    .put("p99_us", row.p99Us())
                    .put("ratio", row.ratioTo(baseOf(row)))
                    .put("count", row.count())
                    .put("bytes", row.bytes());
        return JSON.writeValueAsString(root);
    }

    /**
     * Writes {@link #json()} and a line end into a file, over what it held.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        Files.writeString(file, json() + "\n");
    }

    /** The rows as aligned text. */
    public String table() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                LINE,
                "Benchmark",
                "Candidate",
                "p50 us",
                "p99 us",
                "ratio",
                "count",
                "MB",
                "B/connection"));
        for (IoFigure row : rows) {
            Long bytes = row.bytes();
            lines.add(String.format(
                    Locale.ROOT,
                    LINE,
                    row.benchmark(),
                    row.candidate(),
                    text("%.1f", row.p50Us()),
                    text("%.1f", row.p99Us()),
                    text("%.2f", row.ratioTo(baseOf(row))),
                    row.count(),
                    text("%.1f", bytes == null ? null : bytes / 1e6),
                    text("%.0f", bytes == null ? null : (double) bytes / row.count())));
        }
        return String.join("", lines);
    }

    private IoFigure baseOf(IoFigure row) {
        return rows.stream()
                .filter(other -> other.benchmark().equals(row.benchmark()))
                .findFirst()
                .orElse(row);
    }

    private static String text(String format, @Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }
}

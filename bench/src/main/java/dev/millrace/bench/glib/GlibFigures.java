package dev.millrace.bench.glib;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Figures for machines and for people.
 *
 * <p>As JSON {@code {"rows":[{"benchmark":"task_hop","candidate":"g_idle_add","ns":480.0,"ratio":1.0,"count":300000,
 * "kept_bytes":null}]}}; the ratio is to the first candidate of the same benchmark.
 *
 * @param rows in the order to show, the candidates of a benchmark together
 */
public record GlibFigures(List<GlibFigure> rows) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LINE = "%-14s  %-16s  %14s  %6s  %10s  %10s%n";

    /** Keeps its own copy of the list. */
    public GlibFigures {
        rows = List.copyOf(rows);
    }

    /**
     * Writes the rows and a line end into a file, over what it held.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        Files.writeString(file, json() + "\n");
    }

    /** The rows in one line of JSON. */
    public String json() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode array = root.putArray("rows");
        for (GlibFigure row : rows)
            array.addObject()
                    .put("benchmark", row.benchmark())
                    .put("candidate", row.candidate())
                    .put("ns", row.ns())
                    .put("ratio", ratio(row))
                    .put("count", row.count())
                    .put("kept_bytes", row.keptBytes());
        return JSON.writeValueAsString(root);
    }

    /** The rows as aligned text. */
    public String table() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, LINE, "Benchmark", "Candidate", "ns each", "ratio", "count", "kept B"));
        for (GlibFigure row : rows)
            text.append(String.format(
                    Locale.ROOT,
                    LINE,
                    row.benchmark(),
                    row.candidate(),
                    String.format(Locale.ROOT, "%,.1f", row.ns()),
                    String.format(Locale.ROOT, "%.2f", ratio(row)),
                    String.format(Locale.ROOT, "%,d", row.count()),
                    row.keptBytes() == null ? "-" : String.format(Locale.ROOT, "%.2f", row.keptBytes())));
        return text.toString();
    }

    private double ratio(GlibFigure row) {
        double base = rows.stream()
                .filter(other -> other.benchmark().equals(row.benchmark()))
                .findFirst()
                .orElse(row)
                .ns();
        return row.ns() / base;
    }
}

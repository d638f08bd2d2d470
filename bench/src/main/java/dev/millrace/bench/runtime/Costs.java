package dev.millrace.bench.runtime;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
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
 * Costs for machines and for people.
 *
 * <p>As JSON {@code {"rows":[{"benchmark":"await","candidate":"millrace","ns_per_op":137.2,"bytes_per_op":0.0}]}}, null
 * where not measured, numbers to four digits. As a table with the ratio to the first candidate of the same benchmark.
 *
 * @param rows in the order to show, the candidates of a benchmark together
 */
public record Costs(List<Cost> rows) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final MathContext FOUR_DIGITS = new MathContext(4);
    private static final List<String> HEADINGS = List.of("Benchmark", "Candidate", "ns/op", "ratio", "B/op");
    private static final int LEFT_COLUMNS = 2;

    /** Keeps its own copy of the list. */
    public Costs {
        rows = List.copyOf(rows);
    }

    /** The rows in one line of JSON. */
    public String json() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode array = root.putArray("rows");
        for (Cost row : rows)
            array.addObject()
                    .put("benchmark", row.benchmark())
                    .put("candidate", row.candidate())
                    .put("ns_per_op", rounded(row.nsPerOp()))
                    .put("bytes_per_op", rounded(row.bytesPerOp()));
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
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEADINGS);
        Cost base = null;
        for (Cost row : rows) {
            if (base == null || !base.benchmark().equals(row.benchmark())) base = row;
            lines.add(List.of(
                    row.benchmark(),
                    row.candidate(),
                    text("%.1f", row.nsPerOp()),
                    text("%.2f", row.ratioTo(base)),
                    text("%.1f", row.bytesPerOp())));
        }
        StringBuilder out = new StringBuilder();
        for (List<String> line : lines) out.append(aligned(line, lines)).append('\n');
        return out.toString();
    }

    /** Names to the left, numbers to the right. */
    private static String aligned(List<String> cells, List<List<String>> all) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            int column = i;
            int width = all.stream()
                    .mapToInt(other -> other.get(column).length())
                    .max()
                    .orElse(0);
            String space = " ".repeat(width - cells.get(i).length());
            line.append(i == 0 ? "" : "  ").append(i < LEFT_COLUMNS ? cells.get(i) + space : space + cells.get(i));
        }
        return line.toString();
    }

    private static String text(String format, @Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }

    /** Less than a hundredth is what the profiler itself costs. */
    private static @Nullable Double rounded(@Nullable Double value) {
        if (value == null) return null;
        return value < 0.01 ? 0.0 : new BigDecimal(value).round(FOUR_DIGITS).doubleValue();
    }
}

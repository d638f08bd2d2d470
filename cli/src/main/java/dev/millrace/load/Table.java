package dev.millrace.load;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Rows as aligned text: the six columns of the first published threadshare benchmark, in its order, then whatever else
 * was measured.
 *
 * <pre>
 * Source     Streams  Threads  Contexts  Wait    CPU  us/packet  Lost
 * udpsrc        1000     1000         x     x  44.0%       8.80     0
 * ts-udpsrc     1000       -1         1    20  13.0%       2.60     0
 * </pre>
 *
 * <p>Threads is the {@code context-threads} asked for, where a source has contexts; otherwise the threads it has. What
 * does not apply is {@code x} in those columns, what was not measured is {@code -} in the others. A column that no row
 * has is left out.
 */
final class Table {
    private static final List<Figure> FIRST =
            List.of(Figure.STREAMS, Figure.CONTEXT_THREADS, Figure.CONTEXTS, Figure.WAIT_MS, Figure.CPU_PERCENT);

    private Table() {}

    static String of(List<Row> rows) {
        var columns = new ArrayList<List<String>>();
        columns.add(column("Source", rows.stream().map(Row::source).toList()));
        FIRST.forEach(figure -> columns.add(column(figure, rows, "x")));
        Set<Figure> others = EnumSet.complementOf(EnumSet.copyOf(FIRST));
        others.stream()
                .filter(figure -> rows.stream().anyMatch(row -> row.get(figure) != null))
                .forEach(figure -> columns.add(column(figure, rows, "-")));
        var out = new StringBuilder();
        for (int line = 0; line <= rows.size(); line++) {
            out.append(line(columns, line)).append('\n');
        }
        return out.toString();
    }

    private static List<String> column(Figure figure, List<Row> rows, String nothing) {
        return column(
                figure.heading(),
                rows.stream().map(row -> cell(row, figure, nothing)).toList());
    }

    private static List<String> column(String heading, List<String> cells) {
        var column = new ArrayList<String>();
        column.add(heading);
        column.addAll(cells);
        return column;
    }

    private static String cell(Row row, Figure figure, String nothing) {
        Double value = row.get(figure);
        if (value == null && figure == Figure.CONTEXT_THREADS) {
            value = row.get(Figure.THREADS);
        }
        return value == null ? nothing : figure.text(value);
    }

    /** The first column to the left, numbers to the right. */
    private static String line(List<List<String>> columns, int line) {
        var out = new StringBuilder();
        for (List<String> column : columns) {
            String cell = column.get(line);
            int width = column.stream().mapToInt(String::length).max().orElse(0);
            String space = " ".repeat(width - cell.length());
            out.append(out.isEmpty() ? cell + space : "  " + space + cell);
        }
        return out.toString().stripTrailing();
    }
}

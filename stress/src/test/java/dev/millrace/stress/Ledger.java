package dev.millrace.stress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What the proofs of this run came to; printed as a table when the last one is done. */
public final class Ledger implements BeforeAllCallback {
    static final String HELD = "held";
    static final String BROKEN = "BROKEN";

    private static final Path DIRECTORY = Path.of("target", "proofs");
    private static final boolean PROGRESS = Boolean.getBoolean("millrace.proofs.progress");
    private static final List<Row> ROWS = new CopyOnWriteArrayList<>();

    private record Row(String proof, String tool, long runs, String outcome) {}

    /** For the extension mechanism. */
    public Ledger() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        // The root store is closed when the last test class is done.
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Ledger.class))
                .computeIfAbsent(Table.class, _ -> new Table(), Table.class);
    }

    static void add(String proof, String tool, long runs, String outcome) {
        Row row = new Row(proof, tool, runs, outcome);
        ROWS.add(row);
        progress(line(row));
    }

    /** Prints a line at once, where a run takes so long that somebody may wonder. */
    static void progress(String line) {
        if (PROGRESS) System.out.println(line);
    }

    static void addTwin(String fault, String tool, long runs, boolean found) {
        add("  twin: " + fault, tool, runs, found ? "twin found" : "TWIN NOT FOUND");
    }

    /** Keeps the schedule by which a twin was found, for those who want to see it. */
    static void keepReport(String title, Throwable report) {
        try {
            Files.createDirectories(DIRECTORY);
            Files.writeString(DIRECTORY.resolve(title.replaceAll("[^A-Za-z0-9]+", "-") + ".txt"), report.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the report of a twin: title=" + title, e);
        }
    }

    private static String line(Row row) {
        return "%-96s %-9s %12d  %s".formatted(row.proof(), row.tool(), row.runs(), row.outcome());
    }

    private static final class Table implements AutoCloseable {
        @Override
        public void close() {
            StringBuilder table =
                    new StringBuilder("\n%-96s %-9s %12s  %s\n".formatted("proof", "tool", "runs", "outcome"));
            for (Row row : ROWS) table.append(line(row)).append('\n');
            System.out.println(table);
        }
    }
}

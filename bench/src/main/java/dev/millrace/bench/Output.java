package dev.millrace.bench;

import dev.millrace.load.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where a benchmark prints: the table to stdout, how it goes to stderr. */
final class Output {
    private final PrintWriter out;
    private final PrintWriter err;

    Output(@Nullable CommandSpec spec) {
        CommandSpec known = Objects.requireNonNull(spec, "picocli sets the spec");
        out = known.commandLine().getOut();
        err = known.commandLine().getErr();
    }

    PrintWriter err() {
        return err;
    }

    void say(String line) {
        err.println("  " + line);
        err.flush();
    }

    void print(String table) {
        out.println(table.stripTrailing());
        out.flush();
    }

    void print(Report report, @Nullable Path json) throws IOException {
        print(report.table());
        if (json != null) report.write(json);
    }
}

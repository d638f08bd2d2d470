package dev.millrace.glib.generator;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The program that a build runs:
 *
 * <pre>
 *   java -cp millrace-glib-generator.jar dev.millrace.glib.generator.Main JARS BINDINGS PACKAGE DIRECTORY REPORT
 * </pre>
 *
 * with the sources jars (a path as for classes, or a directory that has them), the package of the bindings, the package to write,
 * where to, and the file that gets a line for each operation.
 */
public final class Main {
    private static final int ARGUMENTS = 5;

    private Main() {}

    /** Fails where an argument is wrong, or nothing is found. */
    public static void main(String[] args) throws IOException {
        if (args.length != ARGUMENTS)
            throw new IllegalArgumentException("wrong number of arguments: args=" + List.of(args)
                    + ", expected JARS BINDINGS PACKAGE DIRECTORY REPORT");
        Generation done = Generation.run(jars(args[0]), args[1], args[2], Path.of(args[3]));
        if (done.futures().isEmpty())
            throw new IllegalStateException(
                    "no asynchronous operation found: bindings=" + args[1] + " jars=" + args[0]);
        Path report = Path.of(args[4]);
        if (report.getParent() != null) Files.createDirectories(report.getParent());
        Files.write(report, done.report());
    }

    private static List<Path> jars(String where) throws IOException {
        Path directory = Path.of(where);
        if (Files.isDirectory(directory)) {
            try (var files = Files.list(directory)) {
                return files.filter(file -> file.toString().endsWith(".jar"))
                        .sorted()
                        .toList();
            }
        }
        return Arrays.stream(where.split(File.pathSeparator, -1)).map(Path::of).toList();
    }
}

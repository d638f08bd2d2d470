package dev.millrace.bench;

import dev.millrace.bench.io.IoFigures;
import dev.millrace.bench.io.IoSuite;
import dev.millrace.cli.CommandFailure;
import dev.millrace.cli.CommonOptions;
import dev.millrace.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace bench io}: what TCP connections cost, beside the JDK's selector and Netty. */
@Command(
        name = "io",
        description =
                "Measure TCP connections beside a bare selector of the JDK and Netty, each server in a JVM of its own:"
                        + " tcp_echo (64 bytes there and back through await), idle_connections (resident memory of a server"
                        + " that they add).",
        sortOptions = false)
final class IoBench implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--benchmarks",
            paramLabel = "NAME",
            split = ",",
            description = "tcp_echo, idle_connections. Default: both.")
    List<String> benchmarks = IoSuite.BENCHMARKS;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long each server is asked for echoes. Default: ${DEFAULT-VALUE}.")
    int seconds = 5;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "How many are idle; both sides need as many open files. Default: ${DEFAULT-VALUE}.")
    int connections = 10_000;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            converter = FileToWrite.class,
            description = "Write the rows to a file.")
    @Nullable
    Path json;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        checkPositive("--seconds", seconds);
        checkPositive("--connections", connections);
        for (String benchmark : benchmarks)
            if (!IoSuite.BENCHMARKS.contains(benchmark))
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "no benchmark \"" + benchmark + "\"; there are " + String.join(", ", IoSuite.BENCHMARKS));
        Output output = new Output(spec);
        IoFigures figures = new IoSuite(seconds, connections, output::say).run(benchmarks);
        output.print(figures.table());
        if (json != null) figures.write(json);
        return ExitCode.OK;
    }

    private static void checkPositive(String option, int value) {
        if (value < 1)
            throw new CommandFailure(ExitCode.USAGE, option + " is out of range: value=" + value + "; use 1 or more");
    }
}

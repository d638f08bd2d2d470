package dev.millrace.bench;

import dev.millrace.bench.glib.GlibFigures;
import dev.millrace.bench.glib.GlibSuite;
import dev.millrace.cli.CommandFailure;
import dev.millrace.cli.CommonOptions;
import dev.millrace.cli.ExitCode;
import dev.millrace.glib.abi.GlibMissingException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace bench glib}: what futures on GLib's main loop cost, beside callbacks. */
@Command(
        name = "glib",
        description =
                "Measure futures on the main loop of GLib beside the callbacks that they replace: task_hop (a wake and the"
                        + " run that it causes), read_100mb (a file in chunks of 64 KiB), many (10,000 timeouts, 1,000 files at once),"
                        + " spawn (a million tasks, and what the process keeps of them).",
        sortOptions = false)
final class GlibBench implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--benchmarks",
            paramLabel = "NAME",
            split = ",",
            description = "task_hop, read_100mb, many, spawn. Default: all.")
    List<String> benchmarks = GlibSuite.BENCHMARKS;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "Rounds; the table has medians. Default: ${DEFAULT-VALUE}.")
    int repeat = 15;

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
    public Integer call() throws Exception {
        if (repeat < 1)
            throw new CommandFailure(ExitCode.USAGE, "--repeat is out of range: value=" + repeat + "; use 1 or more");
        for (String benchmark : benchmarks)
            if (!GlibSuite.BENCHMARKS.contains(benchmark))
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "no benchmark \"" + benchmark + "\"; there are " + String.join(", ", GlibSuite.BENCHMARKS));
        Output output = new Output(spec);
        try {
            GlibFigures figures = new GlibSuite(repeat, output::say).run(benchmarks);
            output.print(figures.table());
            if (json != null) figures.write(json);
        } catch (GlibMissingException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        return ExitCode.OK;
    }
}

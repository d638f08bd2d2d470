package dev.millrace.bench;

import dev.millrace.cli.CommandFailure;
import dev.millrace.cli.ExitCode;
import dev.millrace.load.Pace;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every benchmark. */
final class RunOptions {
    @Option(names = "--pace", paramLabel = "PACE", description = "burst or spread. Default: ${DEFAULT-VALUE}.")
    Pace pace = Pace.BURST;

    @Option(names = "--seconds", paramLabel = "S", description = "Measured time of a run. Default: ${DEFAULT-VALUE}.")
    int seconds = 10;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "Time before it is measured. Default: ${DEFAULT-VALUE}.")
    int warmUp = 5;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "Rounds; the table has medians. Default: ${DEFAULT-VALUE}.")
    int repeat = 3;

    @Option(
            names = "--together",
            description = "Run all candidates of a round at the same time, so that noise hits all alike.")
    boolean together;

    @Option(
            names = "--base-port",
            paramLabel = "P",
            description = "First of the ports used. Default: ${DEFAULT-VALUE}.")
    int basePort = 10_000;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            converter = FileToWrite.class,
            description = "Write the rows to a file.")
    @Nullable
    Path json;

    /** Refuses a source that the benchmark does not know. */
    static void checkSources(List<String> wanted, List<String> known) {
        for (String source : wanted)
            if (!known.contains(source))
                throw new CommandFailure(
                        ExitCode.USAGE, "no source \"" + source + "\"; use " + String.join(", ", known));
    }
}

package dev.millrace.bench;

import dev.millrace.bench.standalone.StandaloneFigures;
import dev.millrace.bench.standalone.StandaloneLoad;
import dev.millrace.cli.CommandFailure;
import dev.millrace.cli.CommonOptions;
import dev.millrace.cli.ExitCode;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace bench standalone}: how even many streams run that need nothing from outside. */
@Command(
        name = "standalone",
        description =
                "Run many streams in one pipeline, each a timer source ! ts-queue max-size-buffers=1 ! sink, and measure how"
                        + " evenly and how late the buffers of the first one come, how long the pipeline takes to start and to"
                        + " stop, and how much of its time the first context waits.",
        sortOptions = false)
final class StandaloneBench implements Callable<Integer> {
    private static final int MOST_STREAMS = 100_000;
    private static final int MOST_CONTEXTS = 1_024;
    private static final int LONGEST_WAIT_MS = 1_000;
    private static final int LONGEST_PERIOD_MS = 60_000;
    private static final int LONGEST_S = 86_400;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--streams", paramLabel = "N", description = "How many streams. Default: ${DEFAULT-VALUE}.")
    int streams = 5_000;

    @Option(
            names = "--contexts",
            paramLabel = "N",
            description = "How many contexts share them. Default: ${DEFAULT-VALUE}.")
    int contexts = 2;

    @Option(
            names = "--wait",
            paramLabel = "MS",
            description = "Slice of the contexts in ms. Default: ${DEFAULT-VALUE}.")
    int waitMs = 20;

    @Option(
            names = "--period",
            paramLabel = "MS",
            description = "Time between two buffers of a stream in ms. Default: ${DEFAULT-VALUE}.")
    int periodMs = 20;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "How long it plays before it is measured. Default: ${DEFAULT-VALUE}.")
    int warmUpS = 20;

    @Option(names = "--seconds", paramLabel = "S", description = "How long is measured. Default: ${DEFAULT-VALUE}.")
    int seconds = 20;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            converter = FileToWrite.class,
            description = "Write the row to a file.")
    @Nullable
    Path json;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws IOException {
        check("--streams", streams, 1, MOST_STREAMS);
        check("--contexts", contexts, 1, MOST_CONTEXTS);
        check("--wait", waitMs, 0, LONGEST_WAIT_MS);
        check("--period", periodMs, 1, LONGEST_PERIOD_MS);
        check("--warm-up", warmUpS, 0, LONGEST_S);
        check("--seconds", seconds, 1, LONGEST_S);
        Output output = new Output(spec);
        var load = new StandaloneLoad(Environment.machine(), streams, contexts, Duration.ofMillis(waitMs), periodMs);
        output.say(streams + " streams on " + contexts + " contexts: " + warmUpS + " s to warm up, then " + seconds
                + " s are measured");
        StandaloneFigures figures = load.run(Duration.ofSeconds(warmUpS), Duration.ofSeconds(seconds));
        output.print(figures.table());
        if (json != null) figures.write(json);
        return ExitCode.OK;
    }

    private static void check(String option, int value, int least, int most) {
        if (value < least || value > most)
            throw new CommandFailure(
                    ExitCode.USAGE, option + " is out of range: value=" + value + "; use " + least + " to " + most);
    }
}

package dev.millrace.bench;

import dev.millrace.bench.runtime.BenchCase;
import dev.millrace.bench.runtime.Costs;
import dev.millrace.bench.runtime.Suite;
import dev.millrace.cli.CommandFailure;
import dev.millrace.cli.CommonOptions;
import dev.millrace.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace bench runtime}: what single operations of the runtime cost, beside its peers. */
@Command(
        name = "runtime",
        description = "Measure single operations of the runtime, beside Netty and the JDK, each in a JVM of its own:"
                + " poll_task (wake and run a task), await (suspend and resume), spawn (start and end a task), timer (arm and"
                + " disarm among a million), wake_sleeping (to a sleeping loop and back), queue_hop (an item between two"
                + " threads), parked (memory of a suspended body).",
        sortOptions = false)
final class RuntimeBench implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--benchmarks",
            paramLabel = "REGEX",
            description = "Those in whose name it is found; names are as in await.millrace. Default: all.")
    String benchmarks = "";

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Measured time of each in each JVM, after as long a warm-up. Default: ${DEFAULT-VALUE}.")
    int seconds = 2;

    @Option(
            names = "--forks",
            paramLabel = "N",
            description = "How many JVMs each is run in; the table has medians. Default: ${DEFAULT-VALUE}.")
    int forks = 2;

    @Option(
            names = "--bodies",
            paramLabel = "N",
            description = "How many bodies or threads parked has. Default: ${DEFAULT-VALUE}.")
    int bodies = 1_000_000;

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
    public Integer call() throws IOException, InterruptedException {
        checkPositive("--seconds", seconds);
        checkPositive("--forks", forks);
        checkPositive("--bodies", bodies);
        Output output = new Output(spec);
        List<BenchCase> cases = new ArrayList<>();
        for (BenchCase one : wanted()) {
            if (one.isAvailable()) cases.add(one);
            else output.say("no " + one + ": epoll does not work here");
        }
        Costs costs = new Suite(seconds, forks, bodies, output::say).run(cases);
        output.print(costs.table());
        if (json != null) costs.write(json);
        return ExitCode.OK;
    }

    private List<BenchCase> wanted() {
        List<BenchCase> wanted;
        try {
            wanted = BenchCase.matching(Pattern.compile(benchmarks));
        } catch (PatternSyntaxException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "not a regular expression: benchmarks=" + benchmarks + " error=" + e.getDescription(),
                    e);
        }
        if (wanted.isEmpty())
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "no benchmark matches \"" + benchmarks + "\"; there are "
                            + String.join(", ", BenchCase.benchmarks()));
        return wanted;
    }

    private static void checkPositive(String option, int value) {
        if (value < 1)
            throw new CommandFailure(ExitCode.USAGE, option + " is out of range: value=" + value + "; use 1 or more");
    }
}

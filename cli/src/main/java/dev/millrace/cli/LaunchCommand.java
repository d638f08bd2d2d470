package dev.millrace.cli;

import dev.millrace.launch.Launch;
import dev.millrace.launch.LaunchText;
import dev.millrace.load.StopSignal;
import dev.millrace.media.Pipeline;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace launch}: makes a pipeline of launch text and runs it, as gst-launch-1.0 does. */
@Command(
        name = "launch",
        description = "Run the pipeline that a launch text describes, in the syntax of gst-launch-1.0.",
        sortOptions = false)
final class LaunchCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final PrintWriter err;

    @Option(
            names = {"-e", "--eos-on-shutdown"},
            description = "On Ctrl-C end the streams in order before stopping, so that files are complete.")
    boolean endOnShutdown;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but errors.")
    boolean quiet;

    @Option(
            names = {"-m", "--messages"},
            description = "Show every message on the bus, such as the levels that level tells.")
    boolean messages;

    @Option(
            names = "--dot",
            paramLabel = "FILE",
            description = "Draw the pipeline into FILE, for Graphviz's dot, when it is PLAYING or has failed."
                    + " MILLRACE_DUMP_DOT_DIR names a directory for a drawing of each change of state.")
    @Nullable
    Path dot;

    @Parameters(paramLabel = "PIPELINE", arity = "1..*", description = "For example: 'ts-udpsrc port=5004 ! fakesink'.")
    List<String> words = List.of();

    @Mixin
    final CommonOptions common = new CommonOptions();

    LaunchCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = Launch.pipeline(LaunchText.ofArguments(words));
        StopSignal stop = new StopSignal();
        var report = new LaunchReport(out, err, quiet, common.isVerbose(), messages);
        try (var _ = new StopOnSignal(stop)) {
            LaunchRun.Outcome outcome = new LaunchRun(
                            pipeline,
                            report,
                            new DotFiles(dot, System.getenv(DotFiles.VARIABLE), report),
                            endOnShutdown)
                    .run(stop);
            out.flush();
            err.flush();
            // A signal decides the exit code, but not of streams that it has only asked to end, and that did.
            if (stop.isStopped() && outcome == LaunchRun.Outcome.END_OF_STREAM)
                Runtime.getRuntime().halt(ExitCode.OK);
            return outcome == LaunchRun.Outcome.ERROR ? ExitCode.FAILED : ExitCode.OK;
        }
    }
}

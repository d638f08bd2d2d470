package dev.millrace.bench;

import dev.millrace.cli.CommandFailure;
import dev.millrace.cli.CommonOptions;
import dev.millrace.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace bench}: the group. */
@Command(
        name = "bench",
        description = "Measure what streams, and the runtime below them, cost on this machine.",
        subcommands = {
            UdpBench.class,
            TranscodeBench.class,
            RuntimeBench.class,
            IoBench.class,
            GlibBench.class,
            StandaloneBench.class,
            SimulateBench.class,
            SubjectCommand.class
        })
final class BenchCommand implements Callable<Integer> {
    @Mixin
    final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
        throw new CommandFailure(
                ExitCode.USAGE,
                "which benchmark? use bench udp, bench transcode, bench runtime, bench io, bench glib, bench standalone or bench simulate");
    }
}

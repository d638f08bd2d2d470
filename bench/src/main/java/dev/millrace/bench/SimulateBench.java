package dev.millrace.bench;

import dev.millrace.cli.CommandFailure;
import dev.millrace.cli.CommonOptions;
import dev.millrace.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code millrace bench simulate}: how long the simulation of many streams takes. */
@Command(
        name = "simulate",
        description =
                "Measure how long it takes to simulate RTP streams through ts-udpsrc ! ts-jitterbuffer ! fakesink, over a"
                        + " simulated network that loses 1 %%, delays 5 to 25 ms and reorders.",
        sortOptions = false)
final class SimulateBench implements Callable<Integer> {
    private static final double NS_PER_S = 1e9;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--streams", paramLabel = "N", description = "How many streams. Default: ${DEFAULT-VALUE}.")
    int streams = 1_000;

    @Option(names = "--seconds", paramLabel = "S", description = "Simulated time. Default: ${DEFAULT-VALUE}.")
    int seconds = 60;

    @Option(names = "--seed", paramLabel = "N", description = "What decides chance. Default: ${DEFAULT-VALUE}.")
    long seed = 1;

    @Option(names = "--repeat", paramLabel = "N", description = "Rounds, of the same seed. Default: ${DEFAULT-VALUE}.")
    int repeat = 1;

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
        if (streams < 1 || streams > 50_000)
            throw new CommandFailure(
                    ExitCode.USAGE, "--streams is out of range: value=" + streams + "; use 1 to 50000");
        if (seconds < 1 || repeat < 1)
            throw new CommandFailure(ExitCode.USAGE, "use 1 or more: seconds=" + seconds + " repeat=" + repeat);
        Output output = new Output(spec);
        List<Map<String, Object>> rows = new ArrayList<>();
        output.print(
                "   streams  simulated s   wall s    CPU s        sent   delivered        lost   us/packet  trace");
        for (int round = 0; round < repeat; round++) {
            Map<String, Object> row = row();
            rows.add(row);
            output.print(String.format(
                    Locale.ROOT,
                    "%,10d %,12d %8.1f %8.1f %,11d %,11d %,11d %11.2f  %s",
                    row.values().toArray()));
        }
        if (json != null) new JsonMapper().writeValue(json.toFile(), Map.of("rows", rows));
        return ExitCode.OK;
    }

    private Map<String, Object> row() {
        long beganNs = System.nanoTime();
        double cpuBeforeS = cpuSeconds();
        SimulatedLoad.Result result = SimulatedLoad.run(seed, streams, seconds);
        double wallS = (System.nanoTime() - beganNs) / NS_PER_S;
        double cpuS = cpuSeconds() - cpuBeforeS;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("streams", streams);
        row.put("simulated_s", seconds);
        row.put("wall_s", wallS);
        row.put("cpu_s", cpuS);
        row.put("sent", result.sent());
        row.put("delivered", result.delivered());
        row.put("lost", result.sent() - result.delivered());
        row.put("us_per_packet", cpuS * 1e6 / result.sent());
        row.put("trace", Long.toHexString(result.outcome().traceHash()));
        return row;
    }

    /** Of all threads of this process, the compiler's and the collector's included. */
    private static double cpuSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / NS_PER_S;
    }
}

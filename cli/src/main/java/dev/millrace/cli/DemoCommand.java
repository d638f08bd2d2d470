package dev.millrace.cli;

import dev.millrace.load.Demo;
import dev.millrace.load.Figure;
import dev.millrace.load.PeerStatus;
import dev.millrace.load.ReceiveStats;
import dev.millrace.load.Report;
import dev.millrace.load.Row;
import dev.millrace.load.StopSignal;
import dev.millrace.load.Transcoding;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace demo}: parses, has {@link Demo} run, shows how it goes. */
@Command(
        name = "demo",
        description =
                "Transcode many RTP streams on few threads, with a second process that sends them and checks every"
                        + " sample that comes back. Exit code 0 only if nothing was lost, late or wrong.",
        sortOptions = false)
final class DemoCommand implements Callable<Integer> {
    private static final int PORTS_END = 32_768;

    private final PrintWriter out;
    private final PrintWriter err;

    @Option(names = "--streams", paramLabel = "N", description = "How many streams. Default: ${DEFAULT-VALUE}.")
    int streams = 500;

    @Option(names = "--seconds", paramLabel = "S", description = "How long to send. Default: ${DEFAULT-VALUE}.")
    int seconds = 15;

    @Option(
            names = "--contexts",
            paramLabel = "N",
            description = "How many contexts, a thread each, share them. Default: ${DEFAULT-VALUE}.")
    int contexts = 1;

    @Option(
            names = "--wait",
            paramLabel = "MS",
            description = "Slice of the contexts in ms. Default: ${DEFAULT-VALUE}.")
    int waitMs = 20;

    @Option(
            names = "--latency",
            paramLabel = "MS",
            description = "Latency of the jitter buffers in ms. Default: ${DEFAULT-VALUE}.")
    int latencyMs = 60;

    @Option(
            names = "--base-port",
            paramLabel = "P",
            description = "First of the ports used, two a stream. Default: ${DEFAULT-VALUE}.")
    int basePort = 16_384;

    @Option(names = "--json", description = "Print the figures as JSON on stdout.")
    boolean json;

    @Mixin
    final CommonOptions common = new CommonOptions();

    DemoCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Transcoding job = job();
        say(String.format(
                Locale.ROOT,
                "  %s  PCMU -> jitter buffer -> PCMA  on %s, wait %d ms; sender and checker in a second process",
                Plural.of(streams, "stream"),
                Plural.of(contexts, "thread"),
                waitMs));
        StopSignal stop = new StopSignal();
        try (var _ = new StopOnSignal(stop)) {
            Demo.Result result = run(job, stop);
            report(result, stop.isStopped());
            return result.flawless() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private Demo.Result run(Transcoding job, StopSignal stop) throws IOException, InterruptedException {
        try (var live = new LiveLine(err)) {
            return new Demo(job, seconds).run(stop, progress -> live.show(line(progress)));
        }
    }

    private Transcoding job() {
        require(streams >= 1, "--streams", streams, "1 or more");
        require(seconds >= 1, "--seconds", seconds, "1 or more");
        require(contexts >= 1, "--contexts", contexts, "1 or more");
        require(waitMs >= 0 && waitMs <= 1000, "--wait", waitMs, "0 to 1000");
        require(
                basePort >= 1 && basePort + 2 * streams <= PORTS_END,
                "--base-port",
                basePort,
                "room for " + 2 * streams + " ports below " + PORTS_END + ", where ports for other uses begin");
        return new Transcoding(streams, contexts, -1, waitMs, basePort, basePort + streams, latencyMs, false);
    }

    private static void require(boolean right, String option, int value, String wanted) {
        if (!right)
            throw new CommandFailure(ExitCode.USAGE, "out of range: " + option + "=" + value + ", expected " + wanted);
    }

    private String line(Demo.Progress progress) {
        Row now = progress.now();
        PeerStatus peer = progress.peer();
        ReceiveStats received = peer.received();
        return String.format(
                Locale.ROOT,
                "  in %s/s  out %s/s  lost %,d  late %s  wrong %,d  CPU %s%%  %s  %s B/packet  p99 %s ms  %d of %d s",
                perSecond(now, Figure.PACKETS_IN),
                perSecond(now, Figure.PACKETS_OUT),
                received == null ? 0 : received.lost(),
                number(now, Figure.LATE, 1, 0),
                received == null ? 0 : received.wrong(),
                number(now, Figure.CPU_PERCENT, 1, 1),
                Plural.of(Math.round(known(now, Figure.THREADS)), "thread"),
                number(now, Figure.ALLOC_BYTES_PER_PACKET, 1, 2),
                received == null || received.latencyP99Us() == null
                        ? "-"
                        : String.format(Locale.ROOT, "%.0f", received.latencyP99Us() / 1000),
                progress.second(),
                seconds);
    }

    private static double known(Row row, Figure figure) {
        Double value = row.get(figure);
        return value == null ? 0 : value;
    }

    private static String perSecond(Row row, Figure figure) {
        Double seconds = row.get(Figure.SECONDS);
        return seconds == null ? "-" : number(row, figure, seconds, 0);
    }

    private static String number(Row row, Figure figure, double divisor, int digits) {
        Double value = row.get(figure);
        return value == null ? "-" : String.format(Locale.ROOT, "%,." + digits + "f", value / divisor);
    }

    private void report(Demo.Result result, boolean stopped) {
        Row row = result.row();
        if (json) out.println(new Report(List.of(row)).json());
        say(String.format(
                Locale.ROOT,
                "  %s of %s packets came back exact and in order; lost %s, late %s, wrong %s%n"
                        + "  CPU %s %% of one core, %s us/packet, %s B/packet on %s; latency p50 %s ms, p99 %s ms%n"
                        + "  %s",
                number(row, Figure.PACKETS_OUT, 1, 0),
                number(row, Figure.PACKETS_IN, 1, 0),
                number(row, Figure.LOST, 1, 0),
                number(row, Figure.LATE, 1, 0),
                number(row, Figure.WRONG, 1, 0),
                number(row, Figure.CPU_PERCENT, 1, 1),
                number(row, Figure.US_PER_PACKET, 1, 2),
                number(row, Figure.ALLOC_BYTES_PER_PACKET, 1, 3),
                Plural.of(Math.round(known(row, Figure.THREADS)), "media thread"),
                number(row, Figure.LATENCY_P50_US, 1000, 0),
                number(row, Figure.LATENCY_P99_US, 1000, 0),
                verdict(result, stopped)));
        out.flush();
    }

    private static String verdict(Demo.Result result, boolean stopped) {
        if (stopped) return "stopped before its end; the packets under way are not counted as lost";
        return result.flawless() ? "OK" : "FAILED: not every packet came back as it should";
    }

    /** For people: on stdout, or on stderr where stdout carries JSON. */
    private void say(String text) {
        PrintWriter to = json ? err : out;
        to.println(text);
        to.flush();
    }
}

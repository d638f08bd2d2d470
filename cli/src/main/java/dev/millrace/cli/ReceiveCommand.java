package dev.millrace.cli;

import dev.millrace.io.UdpSocket;
import dev.millrace.load.CheckingReceiver;
import dev.millrace.load.Expectation;
import dev.millrace.load.Figure;
import dev.millrace.load.ReceiveStats;
import dev.millrace.load.Report;
import dev.millrace.load.Row;
import dev.millrace.load.StopSignal;
import dev.millrace.load.UdpDrops;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace receive}: parses, has {@link CheckingReceiver} receive, shows what arrives, judges it. */
@Command(
        name = "receive",
        description = {
            "Receive RTP streams and check every packet: none missing, none twice, in order, every sample exact.",
            "Ends on Ctrl-C, after --seconds, or when nothing has come for --idle seconds.",
            "Exit code 0 only if all is exact."
        },
        sortOptions = false)
final class ReceiveCommand implements Callable<Integer> {
    private static final double NS_PER_S = 1e9;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final PrintWriter out;
    private final PrintWriter err;

    @Option(names = "--streams", paramLabel = "N", description = "How many streams. Default: ${DEFAULT-VALUE}.")
    int streams = 1;

    @Option(
            names = "--base-port",
            paramLabel = "P",
            description = "Port of the first stream; each further one has the next. Default: ${DEFAULT-VALUE}.")
    int basePort = 5004;

    @Option(
            names = "--address",
            paramLabel = "A",
            description = "Local address to listen at. Default: ${DEFAULT-VALUE}.")
    String address = "0.0.0.0";

    @Option(
            names = "--expect",
            paramLabel = "WHAT",
            description = "pcmu:ramp (what 'millrace send' sends), pcma:ramp (that, transcoded), or any (only sequence"
                    + " numbers are checked). Default: ${DEFAULT-VALUE}.")
    Expectation expect = Expectation.PCMU_RAMP;

    @Option(
            names = "--wait",
            paramLabel = "MS",
            description = "Slice of the receiving context in milliseconds. Default: ${DEFAULT-VALUE}.")
    int waitMs = 20;

    @Option(names = "--seconds", paramLabel = "S", description = "Receive for so long at most.")
    double seconds = Double.POSITIVE_INFINITY;

    @Option(
            names = "--idle",
            paramLabel = "S",
            description = "End when nothing has come for so long, once packets have come. Default: ${DEFAULT-VALUE}.")
    double idleSeconds = 2;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Mixin
    final CommonOptions common = new CommonOptions();

    // Of the running command.
    private final Environment machine = Environment.machine();
    private long lastPacketNs;

    ReceiveCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        InetAddress local = Arguments.host(address);
        Arguments.seconds("--seconds", seconds);
        Arguments.seconds("--idle", idleSeconds);
        List<UdpSocket> sockets = bind(local);
        var stop = new StopSignal();
        try (Context context = context();
                var receiver = new CheckingReceiver(context, sockets, expect, null);
                var _ = new StopOnSignal(stop)) {
            receiver.start();
            long startNs = machine.nowNs();
            watch(receiver, stop, startNs);
            return judge(receiver.stats(), (lastPacketNs - startNs) / NS_PER_S);
        }
    }

    private List<UdpSocket> bind(InetAddress local) throws IOException {
        try {
            return CheckingReceiver.bind(machine, local, basePort, streams);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private Context context() throws IOException {
        try {
            return machine.open("receive", Duration.ofMillis(waitMs));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /** Looks every second, and shows what has arrived, until it is time to end. */
    private void watch(CheckingReceiver receiver, StopSignal stop, long startNs) throws InterruptedException {
        lastPacketNs = startNs;
        long before = 0;
        long endNs = startNs + Arguments.seconds("--seconds", seconds).toNanos();
        long idleNs = Arguments.seconds("--idle", idleSeconds).toNanos();
        try (var live = new LiveLine(err)) {
            while (!stop.await(SECOND)) {
                long nowNs = machine.nowNs();
                ReceiveStats stats = receiver.stats();
                lastPacketNs = stats.received() > before ? nowNs : lastPacketNs;
                live.show(progress(stats, stats.received() - before, (nowNs - startNs) / NS_PER_S));
                before = stats.received();
                if (nowNs >= endNs || (before > 0 && nowNs - lastPacketNs >= idleNs)) {
                    return;
                }
            }
        }
    }

    private String progress(ReceiveStats stats, long inLastSecond, double atS) {
        return String.format(
                Locale.ROOT,
                "  %s  %s  in %,d/s   received %,d   lost %,d   reordered %,d   duplicate %,d"
                        + "   wrong %,d   %.0f s",
                Plural.of(streams, "stream"),
                expect,
                inLastSecond,
                stats.received(),
                stats.lost(),
                stats.reordered(),
                stats.duplicates(),
                stats.wrong(),
                atS);
    }

    private int judge(ReceiveStats stats, double tookS) {
        out.println(json ? new Report(List.of(row(stats, tookS))).json() : summary(stats));
        out.flush();
        return stats.isFlawless() ? ExitCode.OK : ExitCode.FAILED;
    }

    private String summary(ReceiveStats stats) {
        Long dropped = UdpDrops.of(basePort, streams);
        return String.format(
                Locale.ROOT,
                "received %s on %s; lost %,d%s, reordered %,d, duplicate %,d, wrong %,d,"
                        + " streams without a packet %,d: %s",
                Plural.of(stats.received(), "packet"),
                Plural.of(streams, "stream"),
                stats.lost(),
                dropped == null || dropped == 0 ? "" : String.format(Locale.ROOT, " (the kernel dropped %,d)", dropped),
                stats.reordered(),
                stats.duplicates(),
                stats.wrong(),
                stats.silentStreams(),
                stats.isFlawless() ? "all exact" : "not exact");
    }

    /** Duplicates count as wrong here, reordered packets as late. */
    private Row row(ReceiveStats stats, double tookS) {
        return Row.of("receive")
                .with(Figure.STREAMS, streams)
                .with(Figure.CONTEXTS, 1)
                .with(Figure.CONTEXT_THREADS, -1)
                .with(Figure.THREADS, 1)
                .with(Figure.WAIT_MS, waitMs)
                .with(Figure.SECONDS, tookS)
                .with(Figure.PACKETS_IN, stats.received())
                .with(Figure.LOST, stats.lost())
                .with(Figure.LATE, stats.reordered())
                .with(Figure.WRONG, stats.wrong() + stats.duplicates());
    }
}

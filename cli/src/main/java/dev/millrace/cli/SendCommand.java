package dev.millrace.cli;

import dev.millrace.io.UdpSocket;
import dev.millrace.load.Pace;
import dev.millrace.load.PacedSender;
import dev.millrace.load.RampPattern;
import dev.millrace.load.SendPlan;
import dev.millrace.load.StopSignal;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace send}: parses, has {@link PacedSender} send, shows how it goes. */
@Command(
        name = "send",
        description = "Send RTP streams whose payload 'millrace receive' can prove to have arrived whole and in order.",
        sortOptions = false)
final class SendCommand implements Callable<Integer> {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int SEND_BUFFER_BYTES = 4 << 20;
    private static final double NS_PER_S = 1e9;

    private final PrintWriter out;
    private final PrintWriter err;

    @Option(names = "--streams", paramLabel = "N", description = "How many streams. Default: ${DEFAULT-VALUE}.")
    int streams = 1;

    @Option(
            names = "--base-port",
            paramLabel = "P",
            description = "Port of the first stream; each further one has the next. Default: ${DEFAULT-VALUE}.")
    int basePort = 5004;

    @Option(names = "--host", paramLabel = "H", description = "Where to. Default: ${DEFAULT-VALUE}.")
    String host = "127.0.0.1";

    @Option(
            names = "--codec",
            paramLabel = "C",
            description = "PCMU or PCMA, 20 ms a packet. Default: ${DEFAULT-VALUE}.")
    RampPattern codec = RampPattern.PCMU;

    @Option(
            names = "--pace",
            paramLabel = "PACE",
            description = "spread: evenly over the 20 ms; burst: all streams at once. Default: ${DEFAULT-VALUE}.")
    Pace pace = Pace.SPREAD;

    @Option(names = "--seconds", paramLabel = "S", description = "How long. Default: until Ctrl-C.")
    double seconds = Double.POSITIVE_INFINITY;

    @Mixin
    final CommonOptions common = new CommonOptions();

    SendCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        InetAddress to = Arguments.host(host);
        SendPlan plan = Arguments.checked(() -> new SendPlan(to, basePort, streams, codec, pace, packets()));
        Environment machine = Environment.machine();
        var stop = new StopSignal();
        try (UdpSocket socket = UdpSocket.open(machine, options(to));
                var _ = new StopOnSignal(stop)) {
            var sender = new PacedSender(machine, socket, plan, null);
            long startNs = machine.nowNs();
            send(sender, stop);
            double tookS = (machine.nowNs() - startNs) / NS_PER_S;
            out.println(String.format(
                    Locale.ROOT,
                    "sent %s on %s in %.1f s; failed %,d, late slots %,d",
                    Plural.of(sender.sent(), "packet"),
                    Plural.of(streams, "stream"),
                    tookS,
                    sender.failed(),
                    sender.lateSlots()));
            out.flush();
            return sender.failed() == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private long packets() {
        Arguments.seconds("--seconds", seconds);
        return Double.isInfinite(seconds) ? Long.MAX_VALUE : SendPlan.packets(seconds);
    }

    /** Sends on a thread of its own and shows every second how it goes. */
    private void send(PacedSender sender, StopSignal stop) throws InterruptedException {
        var ended = new StopSignal();
        var thread = new Thread(
                () -> {
                    sender.run(stop);
                    ended.stop();
                },
                "millrace-send");
        thread.start();
        long before = 0;
        try (var live = new LiveLine(err)) {
            for (int second = 1; !ended.await(SECOND); second++) {
                long sent = sender.sent();
                live.show(progress(second, sent, sent - before, sender.failed()));
                before = sent;
            }
        }
        thread.join();
    }

    private String progress(int second, long sent, long inLastSecond, long failed) {
        String until = Double.isInfinite(seconds) ? "" : String.format(Locale.ROOT, " of %.0f s", seconds);
        return String.format(
                Locale.ROOT,
                "  %s  %s %s  out %,d/s   sent %,d   failed %,d   %d s%s",
                Plural.of(streams, "stream"),
                codec,
                pace,
                inLastSecond,
                sent,
                failed,
                second,
                until);
    }

    private static DatagramOptions options(InetAddress to) {
        String any = to instanceof Inet6Address ? "::" : "0.0.0.0";
        return DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral(any), 0))
                .withSendBuffer(SEND_BUFFER_BYTES);
    }
}

package dev.millrace.bench;

import dev.millrace.cli.CommonOptions;
import dev.millrace.cli.ExitCode;
import dev.millrace.load.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace bench udp}: what it costs to receive many streams and drop them. */
@Command(
        name = "udp",
        description = "Receive many UDP streams, 172 bytes every 20 ms each, and drop them.",
        sortOptions = false)
final class UdpBench implements Callable<Integer> {
    private static final String SHARED = "ts-udpsrc";
    private static final String CLASSIC = "udpsrc";
    private static final String GST = "gst-udpsrc";
    private static final List<String> SOURCES = List.of(SHARED, CLASSIC, GST);

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--sources",
            split = ",",
            paramLabel = "S",
            description = "ts-udpsrc, udpsrc, gst-udpsrc (GStreamer's, where installed). Default: ${DEFAULT-VALUE}.")
    List<String> sources = List.of(SHARED, CLASSIC);

    @Option(
            names = "--streams",
            split = ",",
            paramLabel = "N",
            description = "How many streams, each in turn. Default: ${DEFAULT-VALUE}.")
    List<Integer> streams = List.of(1000, 2000, 3000);

    @Option(
            names = "--contexts",
            split = ",",
            paramLabel = "N",
            description = "How many contexts share them. Default: ${DEFAULT-VALUE}.")
    List<Integer> contexts = List.of(1, 2);

    @Option(
            names = "--context-threads",
            split = ",",
            paramLabel = "N",
            description = "-1: one thread a context; N: as many lanes; 0: one per core. Default: ${DEFAULT-VALUE}.")
    List<Integer> contextThreads = List.of(-1);

    @Option(
            names = "--wait",
            split = ",",
            paramLabel = "MS",
            description = "Slice of the contexts in ms. Default: ${DEFAULT-VALUE}.")
    List<Integer> waits = List.of(0, 20);

    @Option(names = "--floor", description = "Also the C receivers, compiled with the system's cc.")
    boolean floor;

    @Mixin
    final RunOptions options = new RunOptions();

    @Mixin
    final CommonOptions common = new CommonOptions();

    private @Nullable Path receiver;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunOptions.checkSources(sources, SOURCES);
        Output output = new Output(spec);
        if (floor) receiver = FloorSubject.compile("receiver", output);
        if (sources.contains(GST) && !GstSubject.isInstalled()) output.say("no gst-udpsrc: gst-launch-1.0 is missing");
        Report report = new Runner(options, this::start, false, output.err()).run(candidates());
        output.print(report, options.json);
        return ExitCode.OK;
    }

    private List<Candidate> candidates() {
        List<Candidate> all = new ArrayList<>();
        for (int count : streams) {
            for (String source : sources) {
                if (source.equals(SHARED)) all.addAll(Candidate.shared(SHARED, count, contexts, contextThreads, waits));
                else if (!source.equals(GST) || GstSubject.isInstalled())
                    all.add(new Candidate(source, count, 0, -1, 0));
            }
            if (receiver != null) addFloor(all, count);
        }
        return all;
    }

    private void addFloor(List<Candidate> all, int count) {
        for (int wait : waits)
            for (String source : FloorSubject.RECEIVERS)
                if (wait > 0 || source.equals("floor-epoll")) all.add(new Candidate(source, count, 0, -1, wait));
    }

    @SuppressWarnings("NullAway") // floor candidates exist only with a receiver
    private Subject start(Candidate candidate, int inBase, int outBase) throws IOException, InterruptedException {
        if (FloorSubject.RECEIVERS.contains(candidate.source()))
            return FloorSubject.receive(receiver, candidate, inBase);
        if (candidate.source().equals(GST)) return GstSubject.receive(candidate, inBase);
        return MillraceSubject.start(candidate, inBase, outBase);
    }
}

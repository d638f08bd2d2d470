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

/** {@code millrace bench transcode}: what the whole chain costs, with every sample checked. */
@Command(
        name = "transcode",
        description =
                "Receive PCMU streams, even them out, transcode them to PCMA and send them on; a second process checks"
                        + " every sample.",
        sortOptions = false)
final class TranscodeBench implements Callable<Integer> {
    private static final String GST = "gst-transcode";
    private static final List<String> SOURCES = List.of(SubjectCommand.TRANSCODE, SubjectCommand.TRANSCODE_SHARED, GST);

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--sources",
            split = ",",
            paramLabel = "S",
            description = "transcode; transcode-shared (the sinks of a context send from one socket); gst-transcode"
                    + " (GStreamer's classic elements, where installed)."
                    + " Default: ${DEFAULT-VALUE}.")
    List<String> sources = List.of(SubjectCommand.TRANSCODE, SubjectCommand.TRANSCODE_SHARED);

    @Option(
            names = "--streams",
            split = ",",
            paramLabel = "N",
            description = "How many streams, each in turn. Default: ${DEFAULT-VALUE}.")
    List<Integer> streams = List.of(500);

    @Option(
            names = "--contexts",
            split = ",",
            paramLabel = "N",
            description = "How many contexts share them. Default: ${DEFAULT-VALUE}.")
    List<Integer> contexts = List.of(1);

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
    List<Integer> waits = List.of(20);

    @Option(names = "--floor", description = "Also the chain in C, compiled with the system's cc.")
    boolean floor;

    @Mixin
    final RunOptions options = new RunOptions();

    @Mixin
    final CommonOptions common = new CommonOptions();

    private @Nullable Path transcoder;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunOptions.checkSources(sources, SOURCES);
        Output output = new Output(spec);
        if (floor) transcoder = FloorSubject.compile("transcoder", output);
        if (sources.contains(GST) && !GstSubject.isInstalled())
            output.say("no gst-transcode: gst-launch-1.0 is missing");
        Report report = new Runner(options, this::start, true, output.err()).run(candidates());
        output.print(report, options.json);
        return ExitCode.OK;
    }

    private List<Candidate> candidates() {
        List<Candidate> all = new ArrayList<>();
        for (int count : streams) {
            if (sources.contains(GST) && GstSubject.isInstalled()) all.add(new Candidate(GST, count, 0, -1, 0));
            for (String source : sources)
                if (!source.equals(GST)) all.addAll(Candidate.shared(source, count, contexts, contextThreads, waits));
            if (transcoder != null) addFloor(all, count);
        }
        return all;
    }

    private void addFloor(List<Candidate> all, int count) {
        for (int wait : waits)
            for (String source : FloorSubject.TRANSCODERS)
                if (wait > 0) all.add(new Candidate(source, count, 0, -1, wait));
    }

    @SuppressWarnings("NullAway") // floor candidates exist only with a transcoder
    private Subject start(Candidate candidate, int inBase, int outBase) throws IOException, InterruptedException {
        if (candidate.source().equals(GST))
            return GstSubject.transcode(candidate, inBase, outBase, SubjectCommand.TRANSCODE_LATENCY_MS);
        if (FloorSubject.TRANSCODERS.contains(candidate.source()))
            return FloorSubject.transcode(transcoder, candidate, inBase, outBase, SubjectCommand.TRANSCODE_LATENCY_MS);
        return MillraceSubject.start(candidate, inBase, outBase);
    }
}

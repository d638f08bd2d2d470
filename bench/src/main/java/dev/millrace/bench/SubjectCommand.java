package dev.millrace.bench;

import dev.millrace.cli.ExitCode;
import dev.millrace.load.Fleet;
import dev.millrace.load.Measurement;
import dev.millrace.load.ProcessMeter;
import dev.millrace.load.Report;
import dev.millrace.load.Transcoding;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace bench subject}: the measured process; not for people. Answers each line of its input with a line. */
@Command(name = "subject", hidden = true, description = "The measured process of a benchmark.")
final class SubjectCommand implements Callable<Integer> {
    static final String TRANSCODE = "transcode";
    static final String TRANSCODE_SHARED = "transcode-shared";
    static final int TRANSCODE_LATENCY_MS = 60;
    private static final String CLASSIC = "udpsrc";
    private static final long NS_PER_MS = 1_000_000;

    @Option(names = "--source", required = true)
    String source = "";

    @Option(names = "--streams", required = true)
    int streams;

    @Option(names = "--contexts", required = true)
    int contexts;

    @Option(names = "--context-threads", required = true)
    int contextThreads;

    @Option(names = "--wait", required = true)
    int waitMs;

    @Option(names = "--in-base", required = true)
    int inBase;

    @Option(names = "--out-base", required = true)
    int outBase;

    @Override
    public Integer call() throws IOException {
        boolean classic = source.equals(CLASSIC);
        boolean receives = !source.startsWith(TRANSCODE);
        var transcoding = new Transcoding(
                streams,
                contexts,
                contextThreads,
                waitMs,
                inBase,
                outBase,
                TRANSCODE_LATENCY_MS,
                source.equals(TRANSCODE_SHARED));
        String prefix = classic ? CLASSIC : Transcoding.CONTEXT_PREFIX;
        try (Fleet fleet =
                new Fleet(streams, prefix, stream -> receives ? receive(stream) : transcoding.text(stream))) {
            long beganNs = System.nanoTime();
            fleet.start();
            long startedMs = (System.nanoTime() - beganNs) / NS_PER_MS;
            for (int i = 0; !classic && contextThreads < 0 && i < contexts; i++)
                fleet.watch(Transcoding.context(i), Duration.ofMillis(waitMs));
            answer(fleet, startedMs);
        }
        return ExitCode.OK;
    }

    private String receive(int stream) {
        String text = source + " address=127.0.0.1 port=" + (inBase + stream) + " retrieve-sender-address=false";
        if (!source.equals(CLASSIC)) {
            text += " context=" + Transcoding.context(stream % contexts) + " context-wait=" + waitMs
                    + " context-threads=" + contextThreads;
        }
        return text + " ! fakesink";
    }

    private void answer(Fleet fleet, long startedMs) throws IOException {
        ProcessMeter meter = ProcessMeter.self();
        Measurement begin = Measurement.take(fleet, meter);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        say("started in " + startedMs + " ms");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            switch (line) {
                case "begin" -> {
                    begin = Measurement.take(fleet, meter);
                    say("begun");
                }
                case "end" -> {
                    var row = Measurement.take(fleet, meter).since(begin, source);
                    say(new Report(List.of(row)).json().replace("\n", ""));
                }
                case "packets" -> say(String.valueOf(fleet.packetsIn()));
                default -> throw new IOException("unknown request: line=" + line);
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}

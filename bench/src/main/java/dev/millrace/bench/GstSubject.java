package dev.millrace.bench;

import dev.millrace.load.ProcessMeter;
import dev.millrace.load.Row;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GStreamer's own elements in one gst-launch-1.0, where it is installed. */
final class GstSubject implements Subject {
    private static final String PROGRAM = "gst-launch-1.0";
    private static final String CAPS = "application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMU,payload=0";
    private static final long READY_WITHIN_NS = 60_000_000_000L;

    private final LineProcess process;
    private final OutsideMeter meter;

    private GstSubject(LineProcess process, OutsideMeter meter) {
        this.process = process;
        this.meter = meter;
    }

    static boolean isInstalled() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            if (new File(folder, PROGRAM).canExecute()) return true;
        return false;
    }

    /** One udpsrc for each stream, dropping what comes. */
    static GstSubject receive(Candidate candidate, int basePort) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < candidate.streams(); i++) {
            words.addAll(udpsrc(basePort + i));
            words.addAll(List.of("!", "fakesink", "sync=false", "async=false"));
        }
        return start(candidate, words, candidate.streams());
    }

    /** The whole chain of each stream. */
    static GstSubject transcode(Candidate candidate, int basePort, int outBase, int latencyMs)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < candidate.streams(); i++) {
            words.addAll(udpsrc(basePort + i));
            words.addAll(List.of("caps=" + CAPS, "!", "rtpjitterbuffer", "latency=" + latencyMs, "!"));
            words.addAll(List.of("rtppcmudepay", "!", "mulawdec", "!", "alawenc", "!", "rtppcmapay", "!"));
            words.addAll(List.of("udpsink", "host=127.0.0.1", "port=" + (outBase + i), "sync=false", "async=false"));
        }
        return start(candidate, words, candidate.streams());
    }

    private static List<String> udpsrc(int port) {
        return List.of("udpsrc", "address=127.0.0.1", "port=" + port, "retrieve-sender-address=false");
    }

    private static GstSubject start(Candidate candidate, List<String> pipeline, int threads)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROGRAM, "-q"));
        command.addAll(pipeline);
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        awaitThreads(started, threads);
        return new GstSubject(new LineProcess(started), new OutsideMeter(candidate, started.pid()));
    }

    /** It says nothing when it is up; its streaming threads tell. */
    private static void awaitThreads(Process process, int threads) throws InterruptedException {
        ProcessMeter meter = ProcessMeter.of(process.pid());
        long beganNs = System.nanoTime();
        while (process.isAlive() && meter.sample().threads().size() <= threads) {
            if (System.nanoTime() - beganNs > READY_WITHIN_NS) return;
            Thread.sleep(100);
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void begin() {
        meter.begin();
    }

    @Override
    public Row end() {
        return meter.end();
    }

    @Override
    public @Nullable Long packets() {
        return null;
    }

    @Override
    public void close() {
        process.close();
    }
}

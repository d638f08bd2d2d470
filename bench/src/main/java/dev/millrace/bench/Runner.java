package dev.millrace.bench;

import dev.millrace.load.Expectation;
import dev.millrace.load.Figure;
import dev.millrace.load.Peer;
import dev.millrace.load.PeerProcess;
import dev.millrace.load.PerfCounter;
import dev.millrace.load.ReceiveStats;
import dev.millrace.load.Report;
import dev.millrace.load.Row;
import dev.millrace.load.StopSignal;
import dev.millrace.load.UdpDrops;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs candidates in rounds: every candidate once per round, so that a disturbance of the machine hits all alike.
 *
 * <p>A run: start the subject, start its sender, warm up, measure a window, let the sender finish, compare what was sent
 * with what was taken.
 */
final class Runner {
    /** Starts the process of a candidate, to receive from {@code inBase} on and send, if it does, to {@code outBase} on. */
    interface Starter {
        Subject start(Candidate candidate, int inBase, int outBase) throws IOException, InterruptedException;
    }

    private static final int AFTER_WINDOW_S = 1;
    private static final Duration SETTLE = Duration.ofMillis(500);
    private static final Duration LAST_WORD = Duration.ofSeconds(30);

    private final RunOptions options;
    private final Starter starter;
    private final boolean checked;
    private final PrintWriter err;

    /** A runner; {@code checked} says whether subjects send back what the sender's process is to check. */
    Runner(RunOptions options, Starter starter, boolean checked, PrintWriter err) {
        this.options = options;
        this.starter = starter;
        this.checked = checked;
        this.err = err;
    }

    /** Runs all rounds; a row per candidate, medians over the rounds. */
    Report run(List<Candidate> candidates) throws IOException, InterruptedException {
        Map<Candidate, List<Row>> rows = new LinkedHashMap<>();
        for (int round = 1; round <= options.repeat; round++) {
            if (options.together) runTogether(candidates, round, rows);
            else for (Candidate candidate : candidates) runTogether(List.of(candidate), round, rows);
        }
        List<Row> medians = new ArrayList<>();
        rows.forEach((candidate, runs) -> medians.add(candidate.label(Row.median(runs))));
        return new Report(medians);
    }

    private void runTogether(List<Candidate> candidates, int round, Map<Candidate, List<Row>> rows)
            throws IOException, InterruptedException {
        List<Run> runs = new ArrayList<>();
        try {
            int port = options.basePort;
            for (Candidate candidate : candidates) {
                Run run = new Run(candidate, port);
                runs.add(run);
                say("round " + round + " of " + options.repeat + ": " + candidate + "  " + run.subject.started());
                port += candidate.streams() * (checked ? 2 : 1);
            }
            for (Run run : runs) run.send();
            sleep(Duration.ofSeconds(options.warmUp));
            for (Run run : runs) run.begin();
            sleep(Duration.ofSeconds(options.seconds));
            for (Run run : runs) run.end();
            for (Run run : runs) run.awaitLast();
            sleep(SETTLE);
            for (Run run : runs)
                rows.computeIfAbsent(run.candidate, key -> new ArrayList<>()).add(run.finish());
        } finally {
            runs.forEach(Run::close);
        }
        sleep(SETTLE);
    }

    private void say(String line) {
        err.println("  " + line);
        err.flush();
    }

    private static void sleep(Duration time) throws InterruptedException {
        new StopSignal().await(time);
    }

    /** One candidate in one round. */
    private final class Run implements AutoCloseable {
        private final Candidate candidate;
        private final int inBase;
        private final Subject subject;
        private final PeerProcess peer;
        private @Nullable PerfCounter perf;
        private Row row;

        Run(Candidate candidate, int inBase) throws IOException, InterruptedException {
            this.candidate = candidate;
            this.inBase = inBase;
            row = Row.of(candidate.source());
            int outBase = inBase + candidate.streams();
            subject = starter.start(candidate, inBase, outBase);
            try {
                peer = PeerProcess.start(new Peer.Plan(
                        candidate.streams(),
                        inBase,
                        checked ? outBase : 0,
                        Expectation.PCMA_RAMP,
                        options.pace,
                        options.warmUp,
                        options.warmUp + options.seconds + AFTER_WINDOW_S));
            } catch (IOException | RuntimeException e) {
                subject.close();
                throw e;
            }
        }

        void send() throws IOException {
            peer.send();
        }

        void begin() throws IOException {
            subject.begin();
            perf = PerfCounter.start(subject.pid(), Duration.ofSeconds(options.seconds));
        }

        void end() throws IOException {
            row = subject.end();
        }

        /** Waits until all is sent. */
        void awaitLast() throws IOException, InterruptedException {
            if (!peer.ended().await(LAST_WORD.plusSeconds(options.warmUp + options.seconds)))
                throw new IOException("the sending process does not end: candidate=" + candidate);
        }

        /** The whole run is over: what was lost of all that was sent. */
        Row finish() throws IOException, InterruptedException {
            Double packets = row.get(Figure.PACKETS_OUT);
            if (perf != null && packets != null)
                row = row.with(Figure.INSTRUCTIONS_PER_PACKET, perf.await().perPacket(Math.round(packets)));
            Long drops = UdpDrops.of(inBase, candidate.streams());
            Long taken = subject.packets();
            row = row.with(
                    Figure.LOST,
                    taken == null ? drops : Long.valueOf(peer.status().sent() - taken));
            ReceiveStats received = peer.status().received();
            if (received == null) return row;
            return row.with(Figure.LOST, peer.status().sent() - received.received())
                    .with(Figure.WRONG, received.wrong() + received.reordered() + received.duplicates())
                    .with(Figure.LATENCY_P50_US, received.latencyP50Us())
                    .with(Figure.LATENCY_P99_US, received.latencyP99Us());
        }

        @Override
        public void close() {
            peer.close();
            subject.close();
        }
    }
}

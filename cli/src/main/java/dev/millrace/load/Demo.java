package dev.millrace.load;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The demonstration: this process transcodes, another sends the streams and checks every packet that comes back.
 *
 * <p>CPU, allocation and wake-ups are measured after {@link #WARM_UP_S} seconds; packets are counted from the first.
 */
public final class Demo {
    /**
     * How it goes, once a second.
     *
     * @param second how many seconds have passed
     * @param now the last second's figures
     * @param peer what the peer says
     */
    public record Progress(int second, Row now, PeerStatus peer) {}

    /**
     * How it went.
     *
     * @param row the figures
     * @param flawless whether every packet sent came back, exact and in order
     */
    public record Result(Row row, boolean flawless) {}

    /** How long the code is let to warm up before it is measured, unless the whole run is shorter than twice that. */
    public static final int WARM_UP_S = 5;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Transcoding job;
    private final int seconds;
    private final ProcessMeter meter = ProcessMeter.self();

    /** A demonstration of {@code job} for so many seconds. */
    public Demo(Transcoding job, int seconds) {
        this.job = job;
        this.seconds = seconds;
    }

    /**
     * Runs it on the calling thread.
     *
     * @param stop ends it early
     * @param watcher told once a second
     * @throws IOException when the sending process cannot be started, or dies
     * @throws IllegalStateException when a pipeline fails; says which and why
     */
    public Result run(StopSignal stop, Consumer<Progress> watcher) throws IOException, InterruptedException {
        var plan = new Peer.Plan(
                job.streams(), job.inBase(), job.outBase(), Expectation.PCMA_RAMP, Pace.SPREAD, warmUp(), seconds);
        try (var fleet = new Fleet(job.streams(), Transcoding.CONTEXT_PREFIX, job::text)) {
            fleet.start();
            for (int i = 0; job.contextThreads() < 0 && i < job.contexts(); i++)
                fleet.watch(Transcoding.context(i), Duration.ofMillis(job.waitMs()));
            try (PeerProcess peer = PeerProcess.start(plan)) {
                peer.send();
                return watch(fleet, peer, stop, watcher);
            }
        }
    }

    private Result watch(Fleet fleet, PeerProcess peer, StopSignal stop, Consumer<Progress> watcher)
            throws IOException, InterruptedException {
        Measurement begin = Measurement.take(fleet, meter);
        Measurement last = begin;
        Measurement warm = begin;
        int second = 0;
        while (!peer.ended().await(SECOND) && !stop.isStopped()) {
            Measurement now = Measurement.take(fleet, meter);
            second++;
            watcher.accept(new Progress(second, now.since(last, "demo"), peer.status()));
            last = second <= seconds ? now : last;
            if (second == warmUp()) warm = now;
            String error = fleet.firstError();
            if (error != null) throw new IllegalStateException(error);
        }
        if (!stop.isStopped() && !peer.status().done())
            throw new IOException("the sending process has ended before it was done: second=" + second);
        return result(begin, warm, last, Measurement.take(fleet, meter), peer.status());
    }

    private int warmUp() {
        return seconds >= 2 * WARM_UP_S ? WARM_UP_S : seconds / 2;
    }

    /** CPU and allocation of the warm part in which packets flowed; packets of the whole run. */
    private Result result(Measurement begin, Measurement warm, Measurement last, Measurement end, PeerStatus status) {
        ReceiveStats received = status.received();
        Row row = last.since(warm, "demo")
                .with(Figure.STREAMS, job.streams())
                .with(Figure.CONTEXTS, job.contexts())
                .with(Figure.CONTEXT_THREADS, job.contextThreads())
                .with(Figure.WAIT_MS, job.waitMs())
                .with(Figure.PACKETS_IN, status.sent())
                .with(Figure.PACKETS_OUT, received == null ? null : received.received())
                .with(Figure.LOST, lost(status, received))
                .with(Figure.LATE, end.late() - begin.late())
                .with(Figure.WRONG, received == null ? null : received.wrong())
                .with(Figure.LATENCY_P50_US, received == null ? null : received.latencyP50Us())
                .with(Figure.LATENCY_P99_US, received == null ? null : received.latencyP99Us());
        return new Result(row, isFlawless(status, received));
    }

    private static @Nullable Long lost(PeerStatus status, @Nullable ReceiveStats received) {
        if (received == null) return null;
        // A run that is stopped early has packets under way: only gaps count.
        return Long.valueOf(status.done() ? status.sent() - received.received() : received.lost());
    }

    private static boolean isFlawless(PeerStatus status, @Nullable ReceiveStats received) {
        return status.done()
                && status.sent() > 0
                && received != null
                && received.isFlawless()
                && received.received() == status.sent();
    }
}

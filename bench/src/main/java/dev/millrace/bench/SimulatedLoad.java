package dev.millrace.bench;

import dev.millrace.element.rtp.JitterBufferElement;
import dev.millrace.launch.Launch;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.rtp.JitterBufferStats;
import dev.millrace.runtime.BlockOn;
import dev.millrace.sim.NetworkStats;
import dev.millrace.sim.SimulatedHost;
import dev.millrace.sim.Simulation;
import dev.millrace.testkit.RtpSender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * RTP streams from one simulated host to another, each into a pipeline with a jitter buffer, over a network that loses, delays and
 * reorders.
 */
final class SimulatedLoad {
    /**
     * What came of it.
     *
     * @param sent packets that the sender sent
     * @param received packets that the jitter buffers took
     * @param delivered packets that came out of them
     * @param lost packets that never came out
     */
    record Result(
            Simulation.Outcome outcome, NetworkStats network, long sent, long received, long delivered, long lost) {}

    private static final int FIRST_PORT = 10_000;
    private static final int PER_SECOND = 50;

    private final int streams;
    private final int seconds;
    private NetworkStats network = new NetworkStats(0, 0, 0, 0, 0, 0, 0, 0);
    private long sent;
    private long received;
    private long delivered;
    private long lost;

    private SimulatedLoad(int streams, int seconds) {
        this.streams = streams;
        this.seconds = seconds;
    }

    /** Simulates so many streams of so many seconds. */
    static Result run(long seed, int streams, int seconds) {
        SimulatedLoad load = new SimulatedLoad(streams, seconds);
        Simulation.Outcome outcome = Simulation.run(seed, load::run);
        return new Result(outcome, load.network, load.sent, load.received, load.delivered, load.lost);
    }

    private void run(Simulation sim) throws Exception {
        sim.network().loss(0.01).reorder(0.01).delay(Duration.ofMillis(5), Duration.ofMillis(25));
        SimulatedHost sender = sim.host("sender", "192.0.2.2");
        List<Pipeline> pipelines = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            Pipeline pipeline =
                    Launch.into(new Pipeline("p" + i, sim.environment()), Registry.installed(), text(FIRST_PORT + i));
            BlockOn.run(pipeline.play());
            pipelines.add(pipeline);
        }
        sent = BlockOn.run(RtpSender.to("192.0.2.1", FIRST_PORT)
                .streams(streams)
                .packets((long) PER_SECOND * seconds)
                .start(sender));
        sim.advance(Duration.ofSeconds(1));
        for (Pipeline pipeline : pipelines) {
            var element = (JitterBufferElement) pipeline.get("jb");
            JitterBufferStats stats = Objects.requireNonNull(element.stats(), "packets have come");
            received += stats.received();
            delivered += stats.delivered();
            lost += stats.lost();
            sim.note(stats.delivered());
        }
        network = sim.network().stats();
        for (Pipeline pipeline : pipelines) BlockOn.run(pipeline.stop());
    }

    private static String text(int port) {
        return "ts-udpsrc address=0.0.0.0 port=" + port + " context=rx context-wait=20"
                + " caps=\"application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMU,payload=0\""
                + " ! ts-jitterbuffer name=jb latency=60 ! fakesink sync=false";
    }
}

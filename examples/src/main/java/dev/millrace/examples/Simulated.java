package dev.millrace.examples;

import dev.millrace.element.rtp.JitterBufferElement;
import dev.millrace.launch.Launch;
import dev.millrace.rtp.JitterBufferStats;
import dev.millrace.runtime.BlockOn;
import dev.millrace.sim.NetworkStats;
import dev.millrace.sim.SimulatedHost;
import dev.millrace.sim.Simulation;
import dev.millrace.testkit.RtpSender;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A minute of one stream over a network that loses and delays, in virtual time; and the same minute once more. */
final class Simulated implements Example {
    private static final String RECEIVER = "ts-udpsrc port=5004 context=rx context-wait=20"
            + " caps=\"application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMU,payload=0\""
            + " ! ts-jitterbuffer name=jb latency=100 ! fakesink sync=false";

    @Override
    public void run(PrintWriter out, List<String> args) {
        int seed = Example.number(args, 0, 1, Integer.MAX_VALUE);
        var first = Simulation.run(seed, sim -> minute(sim, out));
        var again = Simulation.run(seed, sim -> minute(sim, new PrintWriter(Writer.nullWriter())));
        out.println("the same once more: " + (first.traceHash() == again.traceHash()));
    }

    private static void minute(Simulation sim, PrintWriter out) throws Exception {
        sim.network().loss(0.05).reorder(0.02).delay(Duration.ofMillis(10), Duration.ofMillis(60));
        SimulatedHost sender = sim.host("sender", "192.0.2.2");
        dev.millrace.media.Pipeline pipeline = Launch.pipeline(RECEIVER, sim.environment());
        BlockOn.run(pipeline.play());
        long sent = BlockOn.run(
                RtpSender.to("192.0.2.1", 5004).packets(3_000).start(sender)); // a minute, in some milliseconds
        sim.advance(Duration.ofSeconds(1));

        NetworkStats network = sim.network().stats();
        JitterBufferElement jitterBuffer = (JitterBufferElement) pipeline.get("jb");
        JitterBufferStats stats = Objects.requireNonNull(jitterBuffer.stats(), "packets have come");
        out.println("sent " + sent + ", arrived " + network.delivered() + ", lost on the way " + network.lost());
        out.println("played " + stats.delivered() + ", late " + stats.late() + ", gaps " + stats.lost());
        BlockOn.run(pipeline.stop());
    }
}

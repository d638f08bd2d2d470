package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.element.rtp.JitterBufferElement;
import dev.millrace.future.Futures;
import dev.millrace.launch.Launch;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.State;
import dev.millrace.rtp.JitterBufferStats;
import dev.millrace.runtime.BlockOn;
import dev.millrace.sim.SimulatedHost;
import dev.millrace.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole pipelines as programs of a simulation: contexts, state changes on the blocking pool, classic threads, a bad network. */
class SimulatedPipelinesTest {
    private static final String CAPS =
            " caps=\"application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMU,payload=0\"";

    private static Pipeline receiver(SimulatedHost host, int port, String source) {
        return Launch.pipeline(
                source + " address=0.0.0.0 port=" + port + CAPS + " ! ts-jitterbuffer name=jb latency=80"
                        + " ! rtppcmudepay ! mulawdec ! alawenc ! rtppcmapay"
                        + " ! ts-udpsink name=sink bind-address=0.0.0.0 clients=192.0.2.3:" + port,
                host);
    }

    private static JitterBufferStats stats(Pipeline pipeline) {
        return Objects.requireNonNull(((JitterBufferElement) pipeline.get("jb")).stats(), "packets have come");
    }

    /** Everything that came is accounted for, whatever the network did and whoever was first; twice the same. */
    @ParameterizedTest
    @ValueSource(strings = {"ts-udpsrc context=rx context-wait=20", "ts-udpsrc context=rx context-wait=0", "udpsrc"})
    void packetsAreConserved(String source) {
        Simulation.Body body = sim -> {
            sim.network()
                    .conditions()
                    .loss(0.02)
                    .bursts(0.005, 0.3, 0.8)
                    .reorder(0.02)
                    .duplicate(0.02);
            sim.network().delay(Duration.ofMillis(5), Duration.ofMillis(40));
            sim.lateness(Duration.ofMillis(2));
            SimulatedHost sender = sim.host("sender", "192.0.2.2");
            sim.host("listener", "192.0.2.3");
            List<Pipeline> pipelines = new ArrayList<>();
            for (int i = 0; i < 3; i++) pipelines.add(receiver(sim.environment(), 5004 + i, source));
            BlockOn.run(Futures.join(pipelines.stream().map(Pipeline::play).toList()));
            long sent = BlockOn.run(
                    RtpSender.to("192.0.2.1", 5004).streams(3).packets(150).start(sender));
            assertThat(sent).isEqualTo(450);
            sim.advance(Duration.ofSeconds(2));
            for (Pipeline pipeline : pipelines) {
                JitterBufferStats stats = stats(pipeline);
                assertThat(stats.received()).isBetween(100L, 165L);
                assertThat(stats.received())
                        .isEqualTo(stats.delivered()
                                + stats.duplicate()
                                + stats.late()
                                + stats.overflow()
                                + stats.invalid()
                                + stats.discarded()
                                + stats.queued());
                sim.note(stats.delivered());
            }
            assertThat(BlockOn.run(
                            Futures.join(pipelines.stream().map(Pipeline::stop).toList())))
                    .containsOnly(State.NULL);
            assertThat(sim.environment().openContexts()).isEmpty();
        };
        for (long seed = 1; seed <= 5; seed++)
            assertThat(Simulation.run(seed, body)).isEqualTo(Simulation.run(seed, body));
    }

    /** Up and down at random, of several pipelines on one context, from several threads. */
    @Test
    void stateChangesEndInWhateverOrder() {
        Simulation.explore(1, 50, sim -> {
            State[] targets = {State.NULL, State.READY, State.PAUSED, State.PLAYING};
            List<Pipeline> pipelines = new ArrayList<>();
            for (int i = 0; i < 3; i++)
                pipelines.add(receiver(sim.environment(), 5004 + i, "ts-udpsrc context=rx context-wait=20"));
            var done = new java.util.concurrent.CountDownLatch(pipelines.size());
            for (Pipeline pipeline : pipelines)
                sim.environment().startThread("mover", () -> {
                    for (int i = 0; i < 10; i++) {
                        State target = targets[sim.random().nextInt(targets.length)];
                        assertThat(BlockOn.run(pipeline.setState(target))).isEqualTo(target);
                    }
                    assertThat(BlockOn.run(pipeline.stop())).isEqualTo(State.NULL);
                    done.countDown();
                });
            done.await();
            assertThat(sim.environment().openContexts()).isEmpty();
            for (Pipeline pipeline : pipelines)
                for (Message message; (message = pipeline.bus().poll()) != null; )
                    assertThat(message).isNotInstanceOf(Message.Error.class);
        });
    }
}

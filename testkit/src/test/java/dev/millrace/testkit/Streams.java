package dev.millrace.testkit;

import dev.millrace.launch.Launch;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.State;
import dev.millrace.reactor.Backend;
import dev.millrace.reactor.Endpoint;
import dev.millrace.rtp.JitterBufferStats;
import dev.millrace.runtime.Context;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whole pipelines on one context under a stepped clock; holds the context, so that its buffers can be counted. */
final class Streams implements AutoCloseable {
    static final Duration SLICE = Duration.ofMillis(20);
    static final Endpoint STRANGER = Endpoint.of("192.0.2.1", 4000);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    final SteppedEnvironment environment;
    final Context context;

    Streams() {
        this(new SteppedEnvironment(7));
    }

    Streams(Backend backend) {
        this(new SteppedEnvironment(7, backend));
    }

    private Streams(SteppedEnvironment environment) {
        this.environment = environment;
        try {
            context = environment.acquire("streams", SLICE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Pipeline pipeline(String text) {
        return PadHarness.keepNoSamples(Launch.into(new Pipeline("p", environment), Registry.installed(), text));
    }

    /** A source on the context, and what follows. */
    static String source(int port, String rest) {
        return "ts-udpsrc name=src address=127.0.0.1 port=" + port + " reuse=false context=streams context-wait=20 "
                + rest;
    }

    static String transcoding(int in, int out) {
        return source(
                in,
                "caps=\"application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMU,payload=0\""
                        + " ! ts-jitterbuffer name=jb latency=60"
                        + " ! rtppcmudepay ! mulawdec ! alawenc ! rtppcmapay"
                        + " ! ts-udpsink name=sink bind-address=127.0.0.1 clients=127.0.0.1:" + out);
    }

    void to(Pipeline pipeline, State state) {
        environment.run(pipeline.setState(state), SLICE, LIMIT);
    }

    void slices(int count) {
        for (int i = 0; i < count; i++) environment.advance(SLICE);
    }

    void deliver(byte[] datagram, int port) {
        environment.network().deliver(datagram, port, STRANGER);
    }

    long outstanding() {
        return BufferPool.outstanding(context);
    }

    /** Everything on the bus as text. */
    static List<String> messages(Pipeline pipeline) {
        List<String> all = new ArrayList<>();
        for (Message m = pipeline.bus().poll(); m != null; m = pipeline.bus().poll()) all.add(m.toString());
        return all;
    }

    static List<String> problems(Pipeline pipeline) {
        List<String> all = new ArrayList<>();
        for (Message m = pipeline.bus().poll(); m != null; m = pipeline.bus().poll())
            if (m instanceof Message.Error || m instanceof Message.Warning) all.add(m.toString());
        return all;
    }

    /** The law of the jitter buffer. */
    static long accounted(JitterBufferStats s) {
        return s.delivered() + s.duplicate() + s.late() + s.overflow() + s.invalid() + s.discarded() + s.queued();
    }

    @Override
    public void close() {
        context.close();
    }
}

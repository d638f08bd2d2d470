package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.element.udp.UdpSrc;
import dev.millrace.future.Future;
import dev.millrace.io.UdpSocket;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Event;
import dev.millrace.media.Pipeline;
import dev.millrace.media.State;
import dev.millrace.reactor.Backends;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ts-udpsink that names a context: what its stream brings is sent there. */
class UdpSinkContextTest {
    private static final int PORT = 5000;

    private final NativeMemory memory = NativeMemory.allocate(2048);

    private static UdpSocket client(Streams streams) throws IOException {
        return UdpSocket.open(
                streams.environment,
                DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)));
    }

    private static Pipeline play(Streams streams, String between, UdpSocket client) {
        Pipeline pipeline = streams.pipeline(Streams.source(
                PORT,
                between + "! ts-udpsink name=sink sync=false context=out context-wait=20 clients=127.0.0.1:"
                        + client.localAddress().getPort()));
        streams.to(pipeline, State.PLAYING);
        return pipeline;
    }

    private static void deliver(Streams streams, int from, int to) {
        for (int i = from; i < to; i++) streams.deliver(new byte[] {(byte) (i >> 8), (byte) i}, PORT);
    }

    /** The numbers that have come, in order. */
    private List<Integer> received(UdpSocket client) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        while (client.tryReceive(memory, 0, 2048, false) == 2) {
            byte high = memory.segment().get(ValueLayout.JAVA_BYTE, 0);
            byte low = memory.segment().get(ValueLayout.JAVA_BYTE, 1);
            numbers.add((high & 0xff) << 8 | (low & 0xff));
        }
        return numbers;
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static void end(Streams streams, Pipeline pipeline) {
        streams.to(pipeline, State.NULL);
        assertThat(streams.outstanding()).isZero();
        assertThat(Streams.problems(pipeline)).isEmpty();
    }

    /** The second time the way between is as full as can be: the stream waits, and nothing is lost. */
    @ParameterizedTest
    @ValueSource(ints = {5, 250})
    void everythingIsSentInOrderOnTheContextOfTheSink(int count) throws IOException {
        try (Streams streams = new Streams();
                UdpSocket client = client(streams)) {
            Pipeline pipeline = play(streams, "", client);
            deliver(streams, 0, count);
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                streams.slices(1);
                all.addAll(received(client));
            }
            assertThat(all).isEqualTo(numbers(0, count));
            assertThat(pipeline.get("sink").get("packets-sent")).isEqualTo((long) count);
            assertThat(streams.outstanding()).isZero();
            end(streams, pipeline);
        }
    }

    @Test
    void theStreamEndsWhenAllIsSent() throws IOException {
        try (Streams streams = new Streams();
                UdpSocket client = client(streams)) {
            Pipeline pipeline = streams.pipeline("udpsrc name=src address=127.0.0.1 port=" + PORT
                    + " reuse=false num-buffers=15 ! ts-udpsink sync=false context=out context-wait=20"
                    + " clients=127.0.0.1:" + client.localAddress().getPort());
            streams.to(pipeline, State.PLAYING);
            deliver(streams, 0, 20);
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                streams.slices(1);
                all.addAll(received(client));
                if (all.size() < 15)
                    assertThat(Streams.messages(pipeline)).noneMatch(message -> message.startsWith("EndOfStream"));
            }
            assertThat(all).isEqualTo(numbers(0, 15));
            assertThat(Streams.messages(pipeline)).anyMatch(message -> message.startsWith("EndOfStream"));
            streams.to(pipeline, State.NULL);
        }
    }

    @Test
    void aFlushDropsWhatIsUnderWayAndTheStreamGoesOn() {
        try (var h = PadHarness.ofMany("ts-udpsink sync=false context=out context-wait=20 clients=127.0.0.1:6000")) {
            h.push(1);
            h.advance(Streams.SLICE);
            assertThat(h.get("packets-sent")).isEqualTo(1L);
            h.onStream(pad -> {
                for (int i = 0; i < 3; i++) pad.push(h.buffer(new byte[] {2}));
                pad.pushEvent(new Event.FlushStart());
                pad.pushEvent(new Event.FlushStop());
                pad.pushEvent(Event.Segment.TIME);
            });
            h.advance(Streams.SLICE);
            h.assertAllBuffersReturned();
            assertThat(h.get("packets-sent")).isEqualTo(1L);
            h.push(3);
            h.advance(Streams.SLICE);
            assertThat(h.get("packets-sent")).isEqualTo(2L);
            h.assertAllBuffersReturned();
        }
    }

    /** The way between holds 64; the stream waits with the rest of what it brings at once. */
    @Test
    void theStreamWaitsWhenTheWayIsFull() {
        try (var h = PadHarness.ofMany("ts-udpsink sync=false context=out context-wait=20 clients=127.0.0.1:6000")) {
            h.onStream(pad -> {
                for (int i = 0; i < 200; i++) pad.push(h.buffer(new byte[] {2}));
            });
            h.advance(Streams.SLICE);
            assertThat(h.get("packets-sent")).isEqualTo(200L);
            h.assertAllBuffersReturned();
        }
    }

    @Test
    void whatIsUnderWayComesBackWhenItStops() {
        try (Streams streams = new Streams()) {
            Pipeline pipeline = streams.pipeline("ts-appsrc name=src context=streams context-wait=20 max-buffers=500"
                    + " ! ts-udpsink name=sink sync=false context=out context-wait=20 clients=127.0.0.1:6000");
            streams.to(pipeline, State.PLAYING);
            for (int i = 0; i < 300; i++) {
                Buffer buffer = BufferPool.of(streams.context, 10).acquire();
                buffer.setRange(0, 10);
                pipeline.get("src").emit("push-buffer", buffer);
            }
            Future<State> down = pipeline.setState(State.NULL);
            streams.environment.run(down, Streams.SLICE, Duration.ofSeconds(10));
            assertThat(streams.outstanding()).isZero();
            assertThat(Streams.problems(pipeline)).isEmpty();
        }
    }

    @Test
    @Tag("backend")
    void realSocketsSendThere() throws IOException {
        try (Streams streams = new Streams(Backends.find());
                UdpSocket client = client(streams);
                UdpSocket sender = client(streams)) {
            Pipeline pipeline = streams.pipeline("udpsrc name=src address=127.0.0.1 port=0"
                    + " ! ts-udpsink sync=false context=out context-wait=20 clients=127.0.0.1:"
                    + client.localAddress().getPort());
            streams.to(pipeline, State.PLAYING);
            int port = ((UdpSrc) pipeline.get("src")).port();
            memory.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 0);
            memory.segment().set(ValueLayout.JAVA_BYTE, 1, (byte) 7);
            sender.trySend(memory, 0, 2, Endpoint.of("127.0.0.1", port));
            streams.slices(10);
            assertThat(received(client)).containsExactly(7);
            streams.to(pipeline, State.NULL);
        }
    }
}

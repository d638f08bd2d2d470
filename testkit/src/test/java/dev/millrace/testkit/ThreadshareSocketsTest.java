package dev.millrace.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.element.udp.UdpSink;
import dev.millrace.io.StreamListener;
import dev.millrace.io.StreamSocket;
import dev.millrace.io.UdpSocket;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.State;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pipelines with sockets, on several contexts (docs/design/threadshare-tests.md). */
@Tag("backend")
@Timeout(30)
class ThreadshareSocketsTest {
    private final NativeMemory memory = NativeMemory.allocate(2048);

    private void send(UdpSocket from, int port, int count) throws IOException {
        for (int i = 0; i < count; i++)
            assertThat(from.trySend(memory, 0, 160, Endpoint.of("127.0.0.1", port)))
                    .isEqualTo(160);
    }

    private static int port(Pipeline pipeline, String source) {
        return (Integer) requireNonNull(pipeline.get(source).get("port"));
    }

    /** A port at which nobody is any more. */
    private static int portOfNobody() throws IOException {
        try (UdpSocket socket = UdpSocket.bind("127.0.0.1", 0)) {
            return socket.localAddress().getPort();
        }
    }

    /** What a socket has received, once something is there. */
    private int received(UdpSocket socket) throws IOException {
        int bytes = socket.tryReceive(memory, 0, 2048, false);
        while (bytes == UdpSocket.WOULD_BLOCK) {
            World.pass(2);
            bytes = socket.tryReceive(memory, 0, 2048, false);
        }
        return bytes;
    }

    // ---- several contexts

    @ParameterizedTest
    @EnumSource
    void fourSourcesOnTwoContextsEachDeliverThreePackets(World world) throws Exception {
        for (String crossing : List.of(
                " ! ts-queue context=mc-%1$d context-wait=5",
                " ! ts-proxysink proxy-context=mc-%2$d  ts-proxysrc proxy-context=mc-%2$d context=mc-%1$d context-wait=5"))
            world.run(environment -> fourSources(environment, crossing));
    }

    private void fourSources(Environment environment, String crossing) throws IOException {
        List<Pipeline> sources = new ArrayList<>();
        List<Pipeline> sinks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String text = "ts-udpsrc name=in address=127.0.0.1 port=0 context=mc-src" + i % 2 + " context-wait=5"
                    + String.format(crossing, i % 2, i) + " ! recorder name=out";
            List<Pipeline> parts = List.of(text.split("  ")).stream()
                    .map(part -> World.launch(environment, part))
                    .toList();
            sources.add(parts.getFirst());
            sinks.add(parts.getLast());
        }
        for (int i = 3; i >= 0; i--) World.play(sinks.get(i), sources.get(i));
        try (UdpSocket socket = UdpSocket.bind("127.0.0.1", 0)) {
            for (Pipeline source : sources) send(socket, port(source, "in"), 3);
            for (Pipeline sink : sinks)
                Recorder.in(sink).expect("stream-start", "segment", "buffer 0", "buffer 0", "buffer 0");
        }
        for (int i = 0; i < 4; i++) World.stop(sources.get(i), sinks.get(i));
    }

    @ParameterizedTest
    @EnumSource
    void theEndReachesTheSinkAndNothingIsTakenAfterIt(World world) throws Exception {
        world.run(environment -> {
            Pipeline p = World.launch(
                    environment,
                    "plug name=in context=end context-wait=10 ! ts-queue context=end context-wait=10 ! recorder name=out");
            World.play(p);
            Plug.in(p).push(1);
            Plug.in(p).awaitPushed();
            p.sendEndOfStream();
            Recorder.in(p).expect("stream-start", "segment", "buffer 1", "eos");
            for (Message m = BlockOn.run(p.bus().next()); !(m instanceof Message.EndOfStream); )
                m = BlockOn.run(p.bus().next());
            Plug.in(p).push(2);
            Recorder.in(p).expectNothingFor(30);
            World.stop(p);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aStopWithAFullQueueDoesNotHang(World world) throws Exception {
        world.run(environment -> {
            Pipeline p = World.launch(
                    environment,
                    "ts-audiotestsrc is-live=false samples-per-buffer=8 context=premature-a context-wait=10"
                            + " ! ts-queue max-size-buffers=1 context=premature-b context-wait=10"
                            + " ! appsink name=out max-buffers=1 sync=false async=false");
            for (int round = 0; round < 3; round++) {
                World.play(p);
                BlockOn.run(p.pause());
                World.play(p);
                World.stop(p);
            }
        });
    }

    // ---- ts-udpsrc

    @ParameterizedTest
    @EnumSource
    void threeDatagramsOf160BytesArriveWithTheCaps(World world) throws Exception {
        world.run(environment -> {
            Pipeline p = World.launch(
                    environment,
                    "ts-udpsrc name=in address=127.0.0.1 port=0 caps=audio/x-test context=udp context-wait=10"
                            + " ! recorder name=out");
            World.play(p);
            try (UdpSocket socket = UdpSocket.bind("127.0.0.1", 0)) {
                send(socket, port(p, "in"), 3);
                Recorder.in(p)
                        .expect("stream-start", "caps audio/x-test", "segment", "buffer 0", "buffer 0", "buffer 0");
            }
            World.stop(p);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aSinkSendsFromTheSocketOfASourceAndARefusalHurtsNobody(World world) throws Exception {
        world.run(environment -> {
            Pipeline in = World.launch(
                    environment,
                    "ts-udpsrc name=in address=127.0.0.1 port=0 context=reuse context-wait=5 ! recorder name=out");
            World.play(in);
            UdpSocket used = (UdpSocket) requireNonNull(in.get("in").get("used-socket"));
            int nobody = portOfNobody();
            try (UdpSocket peer = UdpSocket.bind("127.0.0.1", 0)) {
                Pipeline out = World.launch(
                        environment,
                        "plug name=in context=reuse context-wait=5 ! ts-udpsink name=sink sync=false clients=127.0.0.1:"
                                + peer.localAddress().getPort() + ",127.0.0.1:" + nobody);
                out.get("sink").set("socket", used);
                World.play(out);
                for (int i = 0; i < 3; i++) {
                    Plug.in(out).push(i);
                    assertThat(peer.tryReceive(memory, 0, 2048, true)).isLessThan(2048);
                    while (peer.sender() == null) {
                        World.pass(2);
                        peer.tryReceive(memory, 0, 2048, true);
                    }
                    assertThat(requireNonNull(peer.sender()).address().getPort())
                            .isEqualTo(port(in, "in"));
                }
                send(peer, port(in, "in"), 2);
                Recorder.in(in).skipTo("buffer 0");
                World.stop(out);
            }
            for (Message m = in.bus().poll(); m != null; m = in.bus().poll())
                assertThat(m).isNotInstanceOf(Message.Error.class);
            World.stop(in);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aSocketOfTheApplicationIsUsedAgainAfterAStop(World world) throws Exception {
        world.run(environment -> {
            try (UdpSocket socket = UdpSocket.bind("127.0.0.1", 0);
                    UdpSocket peer = UdpSocket.bind("127.0.0.1", 0)) {
                Pipeline p =
                        World.launch(environment, "ts-udpsrc name=in context=again context-wait=5 ! recorder name=out");
                p.get("in").set("socket", socket);
                for (int round = 0; round < 3; round++) {
                    World.play(p);
                    send(peer, socket.localAddress().getPort(), 1);
                    Recorder.in(p).skipTo("buffer 0");
                    World.stop(p);
                    assertThat(socket.isClosed()).isFalse();
                }
            }
        });
    }

    // ---- ts-udpsink

    @ParameterizedTest
    @EnumSource
    void aDatagramIsSentToEachClientThatWasAddedAndNotRemoved(World world) throws Exception {
        world.run(environment -> {
            Pipeline p = World.launch(
                    environment, "plug name=in context=clients context-wait=5 ! ts-udpsink name=sink sync=false");
            BlockOn.run(p.setState(State.READY));
            UdpSink sink = (UdpSink) p.get("sink");
            assertThat(sink.get("clients")).isEqualTo("127.0.0.1:5004");
            sink.emit("clear");
            try (UdpSocket one = UdpSocket.bind("127.0.0.1", 0);
                    UdpSocket two = UdpSocket.bind("127.0.0.1", 0)) {
                sink.emit("add", "127.0.0.1", one.localAddress().getPort());
                sink.emit("add", "127.0.0.1", one.localAddress().getPort());
                sink.emit("add", "127.0.0.1", two.localAddress().getPort());
                sink.emit("remove", "127.0.0.1", 9);
                World.play(p);
                Plug.in(p).push(1);
                assertThat(received(one)).isEqualTo(32);
                assertThat(received(two)).isEqualTo(32);
                sink.emit("remove", "127.0.0.1", one.localAddress().getPort());
                World.pass(10);
                Plug.in(p).push(2);
                assertThat(received(two)).isEqualTo(32);
                assertThat(one.tryReceive(memory, 0, 2048, false))
                        .as("added twice, sent once, then removed")
                        .isEqualTo(UdpSocket.WOULD_BLOCK);
            }
            World.stop(p);
        });
    }

    // ---- ts-tcpclientsrc

    @ParameterizedTest
    @EnumSource
    void whatAServerSendsArrivesWithTheCapsAndEndsWithTheConnection(World world) throws Exception {
        world.run(environment -> {
            InetSocketAddress anywhere = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
            try (StreamListener listener = StreamListener.bind(anywhere)) {
                int port = ((InetSocketAddress) listener.localAddress()).getPort();
                Pipeline p = World.launch(
                        environment,
                        "ts-tcpclientsrc host=127.0.0.1 port=" + port
                                + " caps=audio/x-test context=tcp context-wait=5 ! recorder name=out");
                World.play(p);
                try (Context server = environment.acquire("server", Duration.ZERO)) {
                    BlockOn.run(server.spawn(listener.accept().map(this::write)));
                }
                Recorder out = Recorder.in(p);
                out.expect("stream-start", "caps audio/x-test", "segment");
                out.buffersUntilTheEnd();
                assertThat(out.bytes()).isEqualTo(480);
                World.stop(p);
            }
        });
    }

    private int write(StreamSocket socket) {
        try (socket) {
            return socket.tryWrite(memory, 0, 480);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.millrace.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.media.Pipeline;
import dev.millrace.media.State;
import dev.millrace.reactor.Backends;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The TCP elements with real sockets on loopback, under a stepped clock. The peers are the JDK's own and do not block. */
@Tag("backend")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TcpElementsTest {
    private static final String MULAW = "audio/x-mulaw,rate=8000,channels=1";
    private static final int FRAME_BYTES = 160;

    private final Streams streams = new Streams(Backends.find());
    private ServerSocketChannel server;
    private final List<SocketChannel> peers = new ArrayList<>();

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open()
                .setOption(StandardSocketOptions.SO_RCVBUF, 32_768)
                .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        server.configureBlocking(false);
    }

    @AfterEach
    void close() throws IOException {
        for (SocketChannel peer : peers) peer.close();
        server.close();
        streams.close();
    }

    // ---- the peers

    private int serverPort() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /** Steps until something is so; the time limit of the test is the end of its patience. */
    private void until(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            streams.environment.step();
            Thread.onSpinWait();
        }
    }

    private SocketChannel accepted() throws IOException {
        SocketChannel peer = server.accept();
        while (peer == null) {
            streams.environment.step();
            peer = server.accept();
        }
        return keep(peer);
    }

    private SocketChannel connected(Object port) throws IOException {
        SocketChannel peer = SocketChannel.open();
        peer.setOption(StandardSocketOptions.SO_RCVBUF, 16_384);
        peer.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), (Integer) port));
        return keep(peer);
    }

    private SocketChannel keep(SocketChannel peer) throws IOException {
        peer.configureBlocking(false);
        peer.setOption(StandardSocketOptions.TCP_NODELAY, true);
        peers.add(peer);
        return peer;
    }

    /** Bytes that tell their place in the stream. */
    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) bytes[i] = (byte) (i * 31 + (i >> 8));
        return bytes;
    }

    private void send(SocketChannel peer, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            peer.write(buffer);
            streams.environment.step();
        }
    }

    /** Reads what is there; whether the other end has closed. */
    private static boolean read(SocketChannel peer, ByteArrayOutputStream into) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(65_536);
        int count = peer.read(buffer);
        while (count > 0) {
            into.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            count = peer.read(buffer);
        }
        return count < 0;
    }

    private void readUntil(SocketChannel peer, ByteArrayOutputStream into, int count) throws IOException {
        while (into.size() < count) {
            streams.environment.step();
            read(peer, into);
        }
    }

    /** Breaks the connection off (RST). */
    private static void reset(SocketChannel peer) throws IOException {
        peer.setOption(StandardSocketOptions.SO_LINGER, 0);
        peer.close();
    }

    // ---- the pipelines

    private String source(String more) throws IOException {
        return "ts-tcpclientsrc name=src host=127.0.0.1 port=" + serverPort() + " context=streams context-wait=20 "
                + more;
    }

    private Pipeline playing(String text) {
        Pipeline pipeline = streams.pipeline(text);
        streams.to(pipeline, State.PLAYING);
        return pipeline;
    }

    private static Object sink(Pipeline pipeline, String property) {
        return requireNonNull(pipeline.get("sink").get(property));
    }

    private List<String> untilMessage(Pipeline pipeline, String word) {
        List<String> seen = new ArrayList<>();
        until(() -> {
            seen.addAll(Streams.messages(pipeline));
            return seen.stream().anyMatch(message -> message.contains(word));
        });
        return seen;
    }

    private void end(Pipeline pipeline) {
        streams.to(pipeline, State.NULL);
        assertThat(streams.outstanding()).isZero();
    }

    // ---- client source

    @Test
    void whatAServerSendsComesWithItsCapsAndEndsOnce() throws IOException {
        Pipeline pipeline = playing(source("caps=\"" + MULAW + "\" ! fakesink name=sink async=false"));
        SocketChannel peer = accepted();
        byte[] bytes = bytes(3 * FRAME_BYTES);
        for (int i = 0; i < 3; i++) send(peer, Arrays.copyOfRange(bytes, i * FRAME_BYTES, (i + 1) * FRAME_BYTES));
        until(() -> sink(pipeline, "bytes").equals(480L));
        assertThat(String.valueOf(pipeline.get("sink").sinkPads().getFirst().currentCaps()))
                .contains("audio/x-mulaw");
        Streams.messages(pipeline);
        peer.close();
        assertThat(untilMessage(pipeline, "EndOfStream")).hasSize(1);
        long runs = streams.context.stats().tasksRun();
        streams.slices(10);
        assertThat(streams.context.stats().tasksRun()).isEqualTo(runs);
        assertThat(Streams.messages(pipeline)).isEmpty();
        assertThat(sink(pipeline, "bytes")).isEqualTo(480L);
        end(pipeline);
    }

    @Test
    void aServerThatIsNotThereIsAnErrorWithItsAddress() throws IOException {
        int port = serverPort();
        server.close();
        for (String element : List.of("ts-tcpclientsrc context=streams context-wait=20", "tcpclientsrc")) {
            Pipeline pipeline = playing(element + " host=127.0.0.1 port=" + port + " ! fakesink async=false");
            assertThat(untilMessage(pipeline, "Error"))
                    .anySatisfy(message -> assertThat(message)
                            .contains("cannot connect: host=127.0.0.1 port=" + port + " reason=")
                            .containsIgnoringCase("refused"));
            end(pipeline);
        }
    }

    @Test
    void aServerThatBreaksOffIsAnError() throws IOException {
        Pipeline pipeline = playing(source("! fakesink name=sink async=false"));
        SocketChannel peer = accepted();
        send(peer, bytes(FRAME_BYTES));
        until(() -> sink(pipeline, "bytes").equals(160L));
        reset(peer);
        assertThat(untilMessage(pipeline, "Error"))
                .anySatisfy(message ->
                        assertThat(message).contains("connection failed: host=127.0.0.1 port=" + serverPort()));
        end(pipeline);
    }

    @Test
    void goingDownBeforeTheConnectionIsThereLeavesNothing() throws IOException {
        Pipeline pipeline = streams.pipeline(source("! fakesink"));
        streams.to(pipeline, State.READY);
        SocketChannel peer = accepted();
        end(pipeline);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!read(peer, read)) streams.environment.step();
        assertThat(read.size()).isZero();
    }

    @Test
    void aClassicSourceCutsIntoBlocksAndEndsAfterSoMany() throws IOException {
        Pipeline pipeline = playing("tcpclientsrc name=src host=127.0.0.1 port=" + serverPort()
                + " blocksize=100 num-buffers=3 ! fakesink name=sink async=false");
        send(accepted(), bytes(480));
        untilMessage(pipeline, "EndOfStream");
        assertThat(sink(pipeline, "buffers")).isEqualTo(3L);
        assertThat(sink(pipeline, "bytes")).isEqualTo(300L);
        assertThat(pipeline.get("src").get("stats")).isEqualTo("bytes-received=300");
        end(pipeline);
    }

    @Test
    void aServerThatSaysNothingIsAnErrorAfterTheTimeout() throws IOException {
        Pipeline pipeline = playing(
                "tcpclientsrc host=127.0.0.1 port=" + serverPort() + " timeout=1 ! fakesink name=sink async=false");
        SocketChannel peer = accepted();
        send(peer, bytes(10));
        until(() -> sink(pipeline, "bytes").equals(10L));
        streams.slices(40); // 800 ms
        send(peer, bytes(10));
        until(() -> sink(pipeline, "bytes").equals(20L));
        streams.slices(40);
        assertThat(Streams.problems(pipeline)).isEmpty();
        streams.slices(20);
        assertThat(Streams.problems(pipeline))
                .singleElement()
                .asString()
                .contains("nothing was received in time: timeout=1 s", "port=" + serverPort());
        end(pipeline);
    }

    // ---- server source

    @Test
    void whatTheFirstClientSendsIsPushedAndEndsOnce() throws IOException {
        Pipeline pipeline = playing("tcpserversrc name=src port=0 ! fakesink name=sink async=false");
        SocketChannel peer = connected(requireNonNull(pipeline.get("src").get("current-port")));
        send(peer, bytes(480));
        until(() -> sink(pipeline, "bytes").equals(480L));
        Streams.messages(pipeline);
        peer.close();
        assertThat(untilMessage(pipeline, "EndOfStream")).hasSize(1);
        end(pipeline);
        assertThat(pipeline.get("src").get("current-port")).isEqualTo(0);
    }

    @Test
    void aPortThatIsTakenIsAnErrorWithItsAddress() throws IOException {
        Pipeline pipeline = streams.pipeline("tcpserversrc port=" + serverPort() + " ! fakesink");
        assertThatThrownBy(() -> streams.to(pipeline, State.READY))
                .hasMessageContaining("cannot listen: host=localhost port=" + serverPort());
        end(pipeline);
    }

    // ---- client sink

    @Test
    void aSlowReceiverHasTheSourceWaitAndLosesNothing() throws IOException {
        try (ServerSocketChannel receiver = ServerSocketChannel.open()
                .setOption(StandardSocketOptions.SO_RCVBUF, 16_384)
                .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            int port = ((InetSocketAddress) receiver.getLocalAddress()).getPort();
            Pipeline pipeline =
                    playing(source("! tcpclientsink name=sink sync=false async=false host=127.0.0.1 port=" + port));
            SocketChannel peer = accepted();
            SocketChannel slow = keep(receiver.accept());
            byte[] bytes = bytes(16 << 20);
            ByteBuffer left = ByteBuffer.wrap(bytes);
            // It takes no more once all that lies between is full.
            for (int refused = 0; refused < 50; refused = peer.write(left) == 0 ? refused + 1 : 0) streams.slices(1);
            assertThat(left.remaining()).isPositive();
            assertThat(streams.outstanding()).isLessThan(100);
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            while (read.size() < bytes.length) {
                peer.write(left);
                streams.slices(1);
                read(slow, read);
            }
            assertThat(read.toByteArray()).isEqualTo(bytes);
            peer.close();
            untilMessage(pipeline, "EndOfStream");
            assertThat(sink(pipeline, "bytes-sent")).isEqualTo((long) bytes.length);
            end(pipeline);
        }
    }

    @Test
    void aReceiverThatIsNotThereIsAnErrorOfTheSink() throws IOException {
        int port;
        try (ServerSocketChannel gone =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            port = ((InetSocketAddress) gone.getLocalAddress()).getPort();
        }
        Pipeline pipeline = playing(source("! tcpclientsink name=sink async=false host=127.0.0.1 port=" + port));
        send(accepted(), bytes(480));
        assertThat(untilMessage(pipeline, "Error"))
                .anySatisfy(message -> assertThat(message)
                        .contains("sink", "cannot connect: host=127.0.0.1 port=" + port + " reason=")
                        .containsIgnoringCase("refused"));
        end(pipeline);
    }

    @Test
    void aReceiverThatBreaksOffIsAnErrorOfTheSink() throws IOException {
        try (ServerSocketChannel receiver =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            int port = ((InetSocketAddress) receiver.getLocalAddress()).getPort();
            Pipeline pipeline =
                    playing(source("! tcpclientsink name=sink sync=false async=false host=127.0.0.1 port=" + port));
            SocketChannel peer = accepted();
            send(peer, bytes(480));
            until(() -> sink(pipeline, "bytes-sent").equals(480L));
            reset(receiver.accept());
            send(peer, bytes(480));
            assertThat(untilMessage(pipeline, "Error"))
                    .anySatisfy(message -> assertThat(message)
                            .contains("sink", "connection failed: host=127.0.0.1 port=" + port + " reason="));
            end(pipeline);
        }
    }

    // ---- server sink

    @Test
    void everyClientGetsEveryByteAndTheEnd() throws IOException {
        Pipeline pipeline = playing(source("! tcpserversink name=sink port=0 sync=false async=false"));
        SocketChannel peer = accepted();
        SocketChannel first = connected(sink(pipeline, "current-port"));
        SocketChannel second = connected(sink(pipeline, "current-port"));
        until(() -> sink(pipeline, "num-handles").equals(2L));
        send(peer, bytes(480));
        peer.close();
        untilMessage(pipeline, "EndOfStream");
        assertThat(sink(pipeline, "bytes-served")).isEqualTo(960L);
        assertThat(sink(pipeline, "bytes-to-serve")).isEqualTo(480L);
        end(pipeline);
        for (SocketChannel client : List.of(first, second)) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            while (!read(client, read)) Thread.onSpinWait();
            assertThat(read.toByteArray()).isEqualTo(bytes(480));
        }
    }

    /** Feeds both; the fast one reads, the slow one does not. */
    private void aSlowAndAFastClient(String limits, SlowClientCheck check) throws IOException {
        Pipeline pipeline = playing(source("! tcpserversink name=sink port=0 sync=false async=false " + limits));
        List<String> removed = new ArrayList<>();
        pipeline.get("sink").connect("client-removed", (_, arguments) -> {
            removed.add(String.valueOf(arguments.get(1)));
            return null;
        });
        SocketChannel peer = accepted();
        SocketChannel fast = connected(sink(pipeline, "current-port"));
        SocketChannel slow = connected(sink(pipeline, "current-port"));
        until(() -> sink(pipeline, "num-handles").equals(2L));
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] piece = bytes(16_384);
        int pieces = 1_000;
        for (int i = 1; i <= pieces; i++) {
            send(peer, piece);
            readUntil(fast, read, i * piece.length);
        }
        byte[] all = read.toByteArray();
        for (int i = 0; i < pieces; i++)
            assertThat(Arrays.equals(all, i * piece.length, (i + 1) * piece.length, piece, 0, piece.length))
                    .isTrue();
        check.check(pipeline, slow, removed);
        end(pipeline);
    }

    @FunctionalInterface
    private interface SlowClientCheck {
        void check(Pipeline pipeline, SocketChannel slow, List<String> removed) throws IOException;
    }

    @Test
    void aSlowClientIsRemovedAtItsLimitAndTheOthersGoOn() throws IOException {
        aSlowAndAFastClient("buffers-max=20", (pipeline, slow, removed) -> {
            assertThat(removed).containsExactly("SLOW");
            assertThat(sink(pipeline, "num-handles")).isEqualTo(1L);
            assertThat(Streams.problems(pipeline))
                    .singleElement()
                    .asString()
                    .contains("client is too slow and was removed: client=127.0.0.1:", "units-max=20");
        });
    }

    @Test
    void aSlowClientGoesOnWithTheLatest() throws IOException {
        aSlowAndAFastClient("buffers-soft-max=20 recover-policy=latest", (pipeline, slow, removed) -> {
            assertThat(removed).isEmpty();
            assertThat(streams.outstanding()).isLessThan(100);
            assertThat(Streams.problems(pipeline)).isEmpty();
            long served = (Long) sink(pipeline, "bytes-served");
            assertThat(served).isLessThan(2L * 16_384_000);
        });
    }

    @Test
    void aSlowClientHoldsUpTheEndForFiveSecondsAtMost() throws IOException {
        aSlowAndAFastClient("", (pipeline, slow, removed) -> {
            Streams.messages(pipeline);
            peers.getFirst().close();
            streams.slices(200); // 4 s
            assertThat(Streams.messages(pipeline)).isEmpty();
            streams.slices(60);
            assertThat(Streams.messages(pipeline)).singleElement().asString().startsWith("EndOfStream");
            assertThat(removed).isEmpty();
        });
    }

    @Test
    void aClientThatGoesIsTakenOffAndTheOthersGoOn() throws IOException {
        Pipeline pipeline = playing(source("! tcpserversink name=sink port=0 sync=false async=false"));
        SocketChannel peer = accepted();
        SocketChannel stays = connected(sink(pipeline, "current-port"));
        SocketChannel closes = connected(sink(pipeline, "current-port"));
        SocketChannel breaks = connected(sink(pipeline, "current-port"));
        until(() -> sink(pipeline, "num-handles").equals(3L));
        closes.close();
        reset(breaks);
        until(() -> sink(pipeline, "num-handles").equals(1L));
        send(peer, bytes(480));
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        readUntil(stays, read, 480);
        assertThat(read.toByteArray()).isEqualTo(bytes(480));
        assertThat(Streams.problems(pipeline)).isEmpty();
        end(pipeline);
    }
}

package dev.millrace.io;

import static dev.millrace.io.IoTasks.failureOf;
import static dev.millrace.io.IoTasks.go;
import static dev.millrace.io.IoTasks.loopback;
import static dev.millrace.io.IoTasks.memory;
import static dev.millrace.io.IoTasks.on;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.reactor.Backends;
import dev.millrace.reactor.BrokenPipeException;
import dev.millrace.reactor.ConnectionResetException;
import dev.millrace.reactor.ListenerOptions;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.StreamOptions;
import dev.millrace.reactor.UnixAddress;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with streams is a typed failure with the value, and hurts nobody else. */
@Tag("backend")
@Timeout(30)
class StreamFailureTest {
    private static int closedPort() throws IOException {
        try (StreamListener gone = StreamListener.bind(loopback(0))) {
            return ((InetSocketAddress) gone.localAddress()).getPort();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void refused(int waitMs) throws IOException {
        on(waitMs, () -> {
            int port = closedPort();
            failureOf(() -> await(StreamSocket.connect(loopback(port))))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("to=127.0.0.1:" + port)
                    .hasMessageContainingAll("onnection refused");
            return null;
        });
    }

    @Test
    void noSuchUnixSocket(@TempDir Path directory) throws IOException {
        UnixAddress nobody = UnixAddress.of(directory.resolve("nobody"));
        on(0, () -> {
            failureOf(() -> await(StreamSocket.connect(nobody)))
                    .isInstanceOf(java.net.SocketException.class)
                    .hasMessageContaining("to=" + nobody);
            return null;
        });
    }

    /** TCP goes to no group: the system says so without asking the network. */
    @Test
    void unreachable() throws IOException {
        on(0, () -> {
            InetSocketAddress group = new InetSocketAddress(InetAddress.ofLiteral("224.0.0.1"), 9);
            failureOf(() -> await(StreamSocket.connect(group)))
                    .isInstanceOf(NoRouteToHostException.class)
                    .hasMessageContaining("to=224.0.0.1:9");
            return null;
        });
    }

    /** A queue that is full does not answer, which is as good as a host that does not. */
    @Test
    void aConnectThatTakesTooLongIsGivenUp() throws IOException {
        on(0, () -> {
            ListenerOptions narrow = ListenerOptions.bindTo(loopback(0)).withBacklog(1);
            try (StreamListener listener = StreamListener.open(narrow)) {
                List<StreamSocket> waiting = new ArrayList<>();
                Duration limit = Duration.ofMillis(50);
                Throwable failure = null;
                while (failure == null && waiting.size() < 10) {
                    try {
                        waiting.add(
                                await(StreamSocket.connect(StreamOptions.connectTo(listener.localAddress()), limit)));
                    } catch (CompletionException e) {
                        failure = e.getCause();
                    }
                }
                assertThat(failure)
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessageContaining("to=127.0.0.1:")
                        .hasMessageContaining("limit=PT0.05S");
                waiting.forEach(StreamSocket::close);
            }
            return null;
        });
    }

    @Test
    void reset() throws IOException {
        on(0, () -> {
            try (StreamListener listener = StreamListener.bind(loopback(0));
                    StreamSocket client = await(StreamSocket.connect(listener.localAddress()))) {
                StreamSocket server = await(listener.accept());
                await(client.writeAll(memory("unread"), 0, 6));
                await(server.readable());
                server.close();
                NativeMemory into = NativeMemory.allocate(8);
                failureOf(() -> await(client.read(into, 0, 8)))
                        .isInstanceOf(ConnectionResetException.class)
                        .hasMessageContaining("from=127.0.0.1:");
                failureOf(() -> await(client.write(into, 0, 8)))
                        .isInstanceOf(BrokenPipeException.class)
                        .hasMessageContaining("to=127.0.0.1:");
            }
            return null;
        });
    }

    @Test
    void portInUseAndForeignAddress() throws IOException {
        try (StreamListener listener = StreamListener.bind(loopback(0))) {
            assertThatThrownBy(() -> StreamListener.bind(listener.localAddress()))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("address=127.0.0.1:")
                    .hasMessageContainingAll("ddress already in use");
        }
        assertThatThrownBy(() -> StreamListener.bind(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0)))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("address=192.0.2.1:0");
    }

    @Test
    void addressesOfTwoFamilies() {
        InetSocketAddress six = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
        assertThatThrownBy(() -> StreamOptions.connectTo(loopback(1)).withFrom(six))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from=[0:0:0:0:0:0:0:1]:0 to=127.0.0.1:1");
    }

    @Test
    void aHostIsLookedUpAndItsAddressesAreTried() throws IOException {
        on(0, () -> {
            try (StreamListener listener = StreamListener.bind(loopback(0))) {
                int port = ((InetSocketAddress) listener.localAddress()).getPort();
                StreamSocket client = await(StreamSocket.connect("127.0.0.1", port, Duration.ofSeconds(5)));
                client.close();
                failureOf(() -> await(StreamSocket.connect("no-such-host.invalid", port, Duration.ofSeconds(20))))
                        .isInstanceOf(UnknownHostException.class)
                        .hasMessageContaining("host=no-such-host.invalid");
                int closed = closedPort();
                failureOf(() -> await(StreamSocket.connect("127.0.0.1", closed, Duration.ofSeconds(5))))
                        .isInstanceOf(ConnectException.class)
                        .hasMessageContaining("to=127.0.0.1:" + closed);
            }
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void closingCompletesWhatIsPendingOnce(int waitMs) throws IOException {
        int completions = on(waitMs, () -> {
            List<String> ended = new ArrayList<>();
            StreamListener listener = StreamListener.bind(loopback(0));
            StreamSocket client = await(StreamSocket.connect(listener.localAddress()));
            StreamSocket server = await(listener.accept());
            NativeMemory large = NativeMemory.allocate(1 << 20);
            List<JoinHandle<Void>> tasks = List.of(
                    go(() -> closed(ended, () -> await(listener.accept()))),
                    go(() -> closed(ended, () -> await(client.read(large, 0, 100)))),
                    go(() -> closed(ended, () -> {
                        while (true) await(client.writeAll(large, 0, 1 << 20));
                    })));
            await(Futures.sleepAtLeast(Duration.ofMillis(30)));
            assertThat(ended).isEmpty();
            client.close();
            client.close();
            listener.close();
            for (JoinHandle<Void> task : tasks) await(task);
            failureOf(() -> await(client.read(large, 0, 1))).isInstanceOf(ClosedChannelException.class);
            failureOf(() -> await(listener.accept())).isInstanceOf(ClosedChannelException.class);
            assertThat(client.isClosed()).isTrue();
            server.close();
            return ended.size();
        });
        assertThat(completions).isEqualTo(3);
    }

    private static Void closed(List<String> ended, java.util.concurrent.Callable<?> body) {
        failureOf(body).isInstanceOf(ClosedChannelException.class);
        ended.add("one");
        return null;
    }

    /** Each poll and each wake is counted, with time standing still. */
    @Test
    void aPendingOperationIsWokenOnceByTheClose() throws IOException {
        SteppedEnvironment environment = new SteppedEnvironment(1, Backends.find());
        try (Context context = environment.open("io", Duration.ofMillis(20))) {
            StreamListener listener = StreamListener.open(environment, ListenerOptions.bindTo(loopback(0)));
            int[] wakes = new int[1];
            Waker counting = () -> wakes[0]++;
            Future<StreamSocket> accept = listener.accept();
            context.enter(() -> accept.poll(counting));
            for (int i = 0; i < 8; i++) {
                environment.advance(Duration.ofMillis(20));
                context.enter(() -> accept.poll(counting));
            }
            int before = wakes[0];
            context.enter(() -> {
                listener.close();
                listener.close();
                return null;
            });
            assertThat(wakes[0] - before).isEqualTo(1);
            assertThat(context.enter(() -> accept.poll(counting))).isTrue();
            assertThatThrownBy(accept::result).hasCauseInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void theStreamOfConnectionsEndsWithTheListener() throws IOException {
        int count = on(0, () -> {
            StreamListener listener = StreamListener.bind(loopback(0));
            JoinHandle<Long> all = go(() -> {
                long seen = 0;
                var connections = listener.connections();
                for (StreamSocket socket; (socket = await(connections.next())) != null; seen++) socket.close();
                return seen;
            });
            for (int i = 0; i < 3; i++) {
                StreamSocket client = await(StreamSocket.connect(listener.localAddress()));
                assertThat(await(client.read(NativeMemory.allocate(1), 0, 1))).isEqualTo(ByteSource.END);
                client.close();
            }
            listener.close();
            return Math.toIntExact(await(all));
        });
        assertThat(count).isEqualTo(3);
    }
}

package dev.millrace.io;

import static dev.millrace.io.IoTasks.failureOf;
import static dev.millrace.io.IoTasks.go;
import static dev.millrace.io.IoTasks.loopback;
import static dev.millrace.io.IoTasks.memory;
import static dev.millrace.io.IoTasks.on;
import static dev.millrace.io.IoTasks.text;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.FutureFinishedException;
import dev.millrace.future.Futures;
import dev.millrace.reactor.Backends;
import dev.millrace.reactor.MemoryVector;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.SocketSetting;
import dev.millrace.reactor.StreamOptions;
import dev.millrace.reactor.UnixAddress;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.sync.OperationPendingException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of the real backends over loopback, on contexts that throttle and that do not. */
@Tag("backend")
@Tag("await")
@Timeout(30)
class StreamSocketTest {
    /** Reads to the end and writes it all back, then closes. */
    private static Integer echo(StreamSocket socket) {
        NativeMemory memory = NativeMemory.allocate(1024);
        int total = 0;
        try (socket) {
            for (int count; (count = await(socket.read(memory, 0, 1024))) != ByteSource.END; total += count)
                await(socket.writeAll(memory, 0, count));
        }
        return total;
    }

    private static StreamListener echoServer(SocketAddress address) throws IOException {
        StreamListener listener = StreamListener.bind(address);
        go(() -> {
            for (StreamSocket socket; (socket = await(listener.connections().next())) != null; ) {
                StreamSocket accepted = socket;
                go(() -> echo(accepted));
            }
            return null;
        });
        return listener;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void echoesAndSeesTheEndOfEachDirection(int waitMs) throws IOException {
        String answer = on(waitMs, () -> {
            try (StreamListener listener = echoServer(loopback(0))) {
                StreamSocket client = await(StreamSocket.connect(listener.localAddress()));
                assertThat(client.remoteAddress()).isEqualTo(listener.localAddress());
                NativeMemory words = memory("hello world");
                NativeMemory into = NativeMemory.allocate(64);
                StringBuilder said = new StringBuilder();
                for (int i = 0; i < 20; i++) {
                    await(client.writeAll(words, 0, 11));
                    await(client.readFully(into, i, 11));
                    said.append(text(into, i, 11), 0, 1);
                }
                client.shutdownOutput();
                assertThat(await(client.read(into, 0, 64))).isEqualTo(ByteSource.END);
                assertThat(await(client.read(into, 0, 64))).isEqualTo(ByteSource.END);
                client.close();
                return said.toString();
            }
        });
        assertThat(answer).isEqualTo("h".repeat(20));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void carriesMegabytesInPiecesInOrder(int waitMs) throws IOException {
        int words = 1 << 18;
        int total = on(waitMs, () -> {
            try (StreamListener listener = StreamListener.bind(loopback(0))) {
                JoinHandle<Integer> sums = go(() -> {
                    StreamSocket in = await(listener.accept());
                    NativeMemory memory = NativeMemory.allocate(40_000);
                    MemoryVector vector = new MemoryVector(2);
                    int next = 0;
                    int held = 0;
                    while (true) {
                        vector.clear();
                        vector.add(memory, held, 10_000 - held).add(memory, 10_000, 30_000);
                        int count = await(in.read(vector));
                        if (count == ByteSource.END) return next;
                        held += count;
                        for (int at = 0; at + 4 <= held; at += 4)
                            assertThat(memory.segment().get(ValueLayout.JAVA_INT, at))
                                    .isEqualTo(next++);
                        int left = held % 4;
                        for (int i = 0; i < left; i++)
                            memory.segment()
                                    .set(
                                            ValueLayout.JAVA_BYTE,
                                            i,
                                            memory.segment().get(ValueLayout.JAVA_BYTE, held - left + i));
                        held = left;
                    }
                });
                StreamSocket out = await(StreamSocket.connect(listener.localAddress()));
                NativeMemory all = NativeMemory.allocate(4 * words);
                for (int i = 0; i < words; i++) all.segment().setAtIndex(ValueLayout.JAVA_INT, i, i);
                MemoryVector vector = new MemoryVector(3);
                vector.add(all, 0, 1).add(all, 1, 2 * words - 1).add(all, 2 * words, 2 * words);
                assertThat(await(out.writeAll(vector))).isEqualTo(4 * words);
                assertThat(vector.length()).isZero();
                out.close();
                return await(sums);
            }
        });
        assertThat(total).isEqualTo(words);
    }

    @Test
    void unixSocketsAreStreamsToo(@TempDir Path directory) throws IOException {
        UnixAddress address = UnixAddress.of(directory.resolve("socket"));
        on(0, () -> {
            echoOnce(address);
            return null;
        });
        assertThat(failureOf(() -> StreamListener.bind(address)).actual())
                .isInstanceOf(java.net.BindException.class)
                .hasMessageContaining(address.toString());
    }

    @Test
    void namesInTheAbstractSpaceWorkWhereTheBackendHasThem() throws IOException {
        UnixAddress address = UnixAddress.ofAbstract(
                "millrace-test-" + ProcessHandle.current().pid());
        on(0, () -> {
            if (Backends.find().name().equals("epoll")) echoOnce(address);
            else
                assertThatThrownBy(() -> StreamListener.bind(address))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("address=" + address);
            return null;
        });
    }

    private static void echoOnce(UnixAddress address) throws IOException {
        try (StreamListener listener = echoServer(address);
                StreamSocket client = await(StreamSocket.connect(address))) {
            assertThat(listener.localAddress()).isEqualTo(address);
            assertThat(client.remoteAddress()).isEqualTo(address);
            NativeMemory memory = memory("over unix");
            await(client.writeAll(memory, 0, 9));
            NativeMemory into = NativeMemory.allocate(9);
            await(client.readFully(into, 0, 9));
            assertThat(text(into, 0, 9)).isEqualTo("over unix");
        }
    }

    @Test
    void aCancelledReadLosesNothingAndASecondOneIsRefused() throws IOException {
        String got = on(0, () -> {
            try (StreamListener listener = StreamListener.bind(loopback(0))) {
                StreamSocket client = await(StreamSocket.connect(listener.localAddress()));
                StreamSocket server = await(listener.accept());
                NativeMemory into = NativeMemory.allocate(64);
                Future<Integer> first = client.read(into, 0, 64);
                assertThat(first.poll(() -> {})).isFalse();
                assertThatThrownBy(() -> client.read(into, 0, 64))
                        .isInstanceOf(OperationPendingException.class)
                        .hasMessageContaining("a read is outstanding");
                first.cancel();
                assertThatThrownBy(() -> first.poll(() -> {})).isInstanceOf(FutureFinishedException.class);
                await(server.writeAll(memory("abc"), 0, 3));
                assertThat(await(client.read(into, 0, 2))).isEqualTo(2);
                assertThat(await(client.read(into, 2, 64 - 2))).isEqualTo(1);
                client.close();
                server.close();
                return text(into, 0, 3);
            }
        });
        assertThat(got).isEqualTo("abc");
    }

    @Test
    void theEndBeforeAllIsThereIsAFailure() throws IOException {
        on(0, () -> {
            try (StreamListener listener = StreamListener.bind(loopback(0));
                    StreamSocket client = await(StreamSocket.connect(listener.localAddress()))) {
                StreamSocket server = await(listener.accept());
                await(server.writeAll(memory("abc"), 0, 3));
                server.close();
                failureOf(() -> await(client.readFully(NativeMemory.allocate(10), 0, 10)))
                        .isInstanceOf(EOFException.class)
                        .hasMessageContaining("read=3 wanted=10");
            }
            return null;
        });
    }

    @Test
    void linesAndAllToTheEnd() throws IOException {
        on(0, () -> {
            try (StreamListener listener = StreamListener.bind(loopback(0))) {
                JoinHandle<Void> talker = go(() -> {
                    for (int i = 0; i < 2; i++) {
                        StreamSocket socket = await(listener.accept());
                        NativeMemory text = memory("first\r\n\nthird ä\nlast");
                        for (int at = 0; at < 20; at++) await(socket.writeAll(text, at, 1));
                        await(socket.writeAll(text, 20, text.capacity() - 20));
                        socket.close();
                    }
                    return null;
                });
                try (StreamSocket socket = await(StreamSocket.connect(listener.localAddress()))) {
                    assertThat(await(socket.lines(100).toList())).containsExactly("first", "", "third ä", "last");
                }
                try (StreamSocket socket = await(StreamSocket.connect(listener.localAddress()))) {
                    assertThat(await(socket.readToEnd(100))).hasSize(21);
                }
                await(talker);
            }
            return null;
        });
    }

    @Test
    void settingsReadBackWhatTheSystemMadeOfThem() throws IOException {
        on(0, () -> {
            StreamListener listener = StreamListener.bind(loopback(0));
            StreamOptions options = StreamOptions.connectTo(listener.localAddress())
                    .withNoDelay(true)
                    .withSendBuffer(16_384);
            StreamSocket socket = await(StreamSocket.connect(options, Duration.ofSeconds(5)));
            assertThat(socket.get(SocketSetting.NO_DELAY)).isOne();
            assertThat(socket.get(SocketSetting.SEND_BUFFER)).isBetween(16_384, 32_768);
            socket.set(SocketSetting.NO_DELAY, 0);
            assertThat(socket.get(SocketSetting.NO_DELAY)).isZero();
            socket.set(SocketSetting.KEEP_ALIVE, 1);
            socket.set(SocketSetting.KEEP_ALIVE_IDLE_S, 30);
            socket.set(SocketSetting.KEEP_ALIVE_INTERVAL_S, 5);
            socket.set(SocketSetting.KEEP_ALIVE_PROBES, 3);
            assertThat(socket.get(SocketSetting.KEEP_ALIVE_IDLE_S)).isEqualTo(30);
            socket.set(SocketSetting.DSCP, 46);
            assertThat(socket.get(SocketSetting.DSCP)).isEqualTo(46);
            assertThatThrownBy(() -> socket.set(SocketSetting.DSCP, 64))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("setting=DSCP value=64, expected 0..63");
            assertThatThrownBy(() -> socket.set(SocketSetting.MULTICAST_LOOP, 1))
                    .isInstanceOf(UnsupportedOperationException.class);
            socket.close();
            listener.close();
            return null;
        });
    }

    @Test
    void aStreamMovesToAnotherContextOnceUnregistered() throws IOException {
        try (Context one = Environment.machine().open("one", Duration.ZERO);
                Context two = Environment.machine().open("two", Duration.ofMillis(2))) {
            StreamSocket[] ends = new StreamSocket[2];
            var made = one.spawnNow(dev.millrace.runtime.Async.async(() -> {
                try (StreamListener listener = StreamListener.bind(loopback(0))) {
                    ends[0] = await(StreamSocket.connect(listener.localAddress()));
                    ends[1] = await(listener.accept());
                }
                await(ends[0].writeAll(memory("ab"), 0, 2));
                ends[0].unregister();
                ends[1].unregister();
                return null;
            }));
            dev.millrace.runtime.BlockOn.run(made);
            NativeMemory into = NativeMemory.allocate(2);
            dev.millrace.runtime.BlockOn.run(two.spawnNow(Futures.defer(() -> ends[1].readFully(into, 0, 2))));
            assertThat(text(into, 0, 2)).isEqualTo("ab");
            two.enter(() -> {
                ends[0].close();
                ends[1].close();
                return null;
            });
        }
    }
}

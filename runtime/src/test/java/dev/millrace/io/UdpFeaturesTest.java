package dev.millrace.io;

import static dev.millrace.io.IoTasks.failureOf;
import static dev.millrace.io.IoTasks.memory;
import static dev.millrace.io.IoTasks.on;
import static dev.millrace.io.IoTasks.text;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.reactor.AddressFamilyException;
import dev.millrace.reactor.Backends;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.DatagramTooLongException;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.MemoryVector;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.SocketSetting;
import dev.millrace.reactor.UnixAddress;
import dev.millrace.reactor.UnknownInterfaceException;
import dev.millrace.runtime.Environment;
import dev.millrace.sync.OperationPendingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What UDP sockets can do beyond sending and receiving, on both real backends over loopback. */
@Tag("backend")
@Timeout(30)
class UdpFeaturesTest {
    private static final boolean EPOLL = Backends.find().name().equals("epoll");

    private final NativeMemory into = NativeMemory.allocate(2048);

    private static Endpoint at(UdpSocket socket) {
        return Endpoint.of(socket.localAddress());
    }

    @Test
    void aConnectedSocketHearsItsPeerAlone() throws IOException {
        on(0, () -> {
            try (UdpSocket socket = UdpSocket.bind("127.0.0.1", 0);
                    UdpSocket peer = UdpSocket.bind("127.0.0.1", 0);
                    UdpSocket stranger = UdpSocket.bind("127.0.0.1", 0)) {
                assertThatThrownBy(() -> socket.send(into, 0, 1))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("not connected");
                socket.connect(at(peer));
                assertThat(socket.connectedTo()).isEqualTo(at(peer));
                stranger.trySend(memory("no"), 0, 2, at(socket));
                peer.trySend(memory("yes"), 0, 3, at(socket));
                assertThat(await(socket.receive(into, 0, 100))).isEqualTo(3);
                assertThat(socket.tryReceive(into, 0, 100, true)).isEqualTo(UdpSocket.WOULD_BLOCK);
                await(socket.send(memory("back"), 0, 4));
                assertThat(await(peer.receive(into, 0, 100))).isEqualTo(4);
                int port = socket.localAddress().getPort();
                socket.disconnect();
                assertThat(socket.connectedTo()).isNull();
                assertThat(socket.localAddress().getPort()).isEqualTo(port);
                stranger.trySend(memory("now"), 0, 3, at(socket));
                assertThat(await(socket.receive(into, 0, 100))).isEqualTo(3);
                assertThat(socket.sender()).isEqualTo(at(stranger));
            }
            return null;
        });
    }

    @Test
    void aConnectedSocketIsToldThatNobodyReceivesAndStaysUsable() throws IOException {
        on(0, () -> {
            UdpSocket gone = UdpSocket.bind("127.0.0.1", 0);
            Endpoint nobody = at(gone);
            gone.close();
            try (UdpSocket socket = UdpSocket.bind("127.0.0.1", 0)) {
                socket.connect(nobody);
                await(socket.send(into, 0, 10));
                failureOf(() -> await(socket.receive(into, 0, 100)))
                        .isInstanceOf(PortUnreachableException.class)
                        .hasMessageContaining("to=" + nobody);
                socket.disconnect();
                socket.trySend(memory("self"), 0, 4, at(socket));
                assertThat(await(socket.receive(into, 0, 100))).isEqualTo(4);
            }
            return null;
        });
    }

    @Test
    void aDatagramInPiecesIsOneDatagram() throws IOException {
        on(0, () -> {
            try (UdpSocket a = UdpSocket.bind("127.0.0.1", 0);
                    UdpSocket b = UdpSocket.bind("127.0.0.1", 0)) {
                NativeMemory header = memory("head");
                NativeMemory body = memory("-body-");
                MemoryVector out =
                        new MemoryVector(3).add(header, 0, 4).add(body, 1, 4).add(body, 0, 0);
                assertThat(await(a.send(out, at(b)))).isEqualTo(8);
                MemoryVector in = new MemoryVector(2).add(into, 0, 4).add(into, 100, 200);
                assertThat(await(b.receive(in))).isEqualTo(8);
                assertThat(text(into, 0, 4) + "|" + text(into, 100, 4)).isEqualTo("head|body");
                assertThat(b.sender()).isEqualTo(at(a));
            }
            return null;
        });
    }

    @Test
    void oneReceiveIsOutstanding() throws IOException {
        on(0, () -> {
            try (UdpSocket socket = UdpSocket.bind("127.0.0.1", 0)) {
                Future<Integer> first = socket.receive(into, 0, 100);
                assertThat(first.poll(() -> {})).isFalse();
                assertThatThrownBy(() -> socket.receive(into, 0, 100)).isInstanceOf(OperationPendingException.class);
                first.cancel();
                socket.trySend(memory("x"), 0, 1, at(socket));
                assertThat(await(socket.receive(into, 0, 100))).isOne();
            }
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void settingsReadBackWhatTheSystemMadeOfThem(String address) throws IOException {
        try (UdpSocket socket = UdpSocket.bind(address, 0)) {
            for (SocketSetting setting : new SocketSetting[] {SocketSetting.MULTICAST_TTL, SocketSetting.DSCP}) {
                socket.set(setting, 34);
                assertThat(socket.get(setting)).as(setting.name()).isEqualTo(34);
            }
            socket.set(SocketSetting.MULTICAST_LOOP, 0);
            assertThat(socket.get(SocketSetting.MULTICAST_LOOP)).isZero();
            socket.set(SocketSetting.RECEIVE_BUFFER, 100_000);
            assertThat(socket.get(SocketSetting.RECEIVE_BUFFER)).isBetween(100_000, 200_000);
            assertThat(socket.receiveBufferBytes()).isEqualTo(socket.get(SocketSetting.RECEIVE_BUFFER));
            socket.set(SocketSetting.SEND_BUFFER, 50_000);
            assertThat(socket.get(SocketSetting.SEND_BUFFER)).isBetween(50_000, 100_000);
            if (EPOLL) {
                socket.set(SocketSetting.TTL, 3);
                assertThat(socket.get(SocketSetting.TTL)).isEqualTo(3);
            } else {
                assertThatThrownBy(() -> socket.set(SocketSetting.TTL, 3))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("setting=TTL");
            }
            assertThatThrownBy(() -> socket.set(SocketSetting.NO_DELAY, 1))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> socket.set(SocketSetting.TTL, 256))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("setting=TTL value=256, expected 1..255");
        }
    }

    @Test
    void theKernelTellsWhatItHasDropped() throws IOException {
        DatagramOptions small = DatagramOptions.bindTo(IoTasks.loopback(0)).withReceiveBuffer(4096);
        try (UdpSocket socket = UdpSocket.open(Environment.current(), small);
                UdpSocket sender = UdpSocket.bind("127.0.0.1", 0)) {
            assertThat(socket.drops()).isEqualTo(EPOLL ? 0 : -1);
            int sent = 200;
            for (int i = 0; i < sent; i++) sender.trySend(into, 0, 500, at(socket));
            int received = 0;
            while (socket.tryReceive(into, 0, 2048, false) != UdpSocket.WOULD_BLOCK) received++;
            assertThat(received).isBetween(1, sent - 1);
            if (EPOLL) assertThat(socket.drops()).isEqualTo(sent - received);
        }
    }

    @Test
    void wrongFamilyAndTooLong() throws IOException {
        on(0, () -> {
            try (UdpSocket socket = UdpSocket.bind("127.0.0.1", 0)) {
                Endpoint six = Endpoint.of("::1", 4000);
                failureOf(() -> await(socket.send(into, 0, 1, six)))
                        .isInstanceOf(AddressFamilyException.class)
                        .hasMessageContaining("to=[0:0:0:0:0:0:0:1]:4000")
                        .hasMessageContaining("use one of IPv4");
                assertThatThrownBy(() -> socket.connect(six)).isInstanceOf(AddressFamilyException.class);
                NativeMemory large = NativeMemory.allocate(70_000);
                failureOf(() -> await(socket.send(large, 0, 70_000, at(socket))))
                        .isInstanceOf(DatagramTooLongException.class)
                        .hasMessageContaining("to=" + at(socket) + " length=70000");
                MemoryVector pieces = new MemoryVector(2).add(large, 0, 40_000).add(large, 0, 30_000);
                failureOf(() -> await(socket.send(pieces, at(socket)))).isInstanceOf(DatagramTooLongException.class);
                await(socket.send(large, 0, 3, at(socket)));
                assertThat(await(socket.receive(into, 0, 10))).isEqualTo(3);
            }
            return null;
        });
    }

    @Test
    void anUnknownInterfaceIsNamedWithThoseThatThereAre() throws IOException {
        assertThatThrownBy(() -> Interfaces.named("no-such0"))
                .isInstanceOf(UnknownInterfaceException.class)
                .hasMessageContaining("interface=no-such0")
                .hasMessageContaining("lo");
        assertThat(Interfaces.listed("lo, 1"))
                .extracting(NetworkInterface::getName)
                .containsExactly("lo", "lo");
    }

    @Test
    void badMemberships() throws IOException {
        NetworkInterface loopback = Interfaces.named("lo");
        try (UdpSocket socket = UdpSocket.bind("127.0.0.1", 0)) {
            assertThatThrownBy(() -> socket.join(InetAddress.ofLiteral("192.0.2.1"), loopback, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("group=192.0.2.1");
            assertThatThrownBy(() -> socket.join(InetAddress.ofLiteral("ff12::1"), loopback, null))
                    .isInstanceOf(AddressFamilyException.class)
                    .hasMessageContaining("ff12:0:0:0:0:0:0:1");
            assertThatThrownBy(() -> socket.leave(InetAddress.ofLiteral("239.1.1.1"), loopback, null))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("group=239.1.1.1 interface=lo");
        }
    }

    @Test
    void unixDatagrams(@TempDir Path directory) throws IOException {
        UnixAddress address = UnixAddress.of(directory.resolve("log"));
        if (!EPOLL) {
            // The JDK has no such sockets.
            assertThatThrownBy(() -> UnixDatagramSocket.bind(address))
                    .isInstanceOf(UnsupportedOperationException.class);
            return;
        }
        on(0, () -> {
            try (UnixDatagramSocket receiver = UnixDatagramSocket.bind(address);
                    UnixDatagramSocket sender = UnixDatagramSocket.bind(null);
                    UnixDatagramSocket named = UnixDatagramSocket.bind(UnixAddress.ofAbstract("millrace-dgram"))) {
                assertThat(await(sender.send(memory("hello"), 0, 5, address))).isEqualTo(5);
                assertThat(await(receiver.receive(into, 0, 3))).isEqualTo(5);
                assertThat(text(into, 0, 3)).isEqualTo("hel");
                assertThat(receiver.sender().isUnnamed()).isTrue();
                await(named.send(memory("x"), 0, 1, address));
                await(receiver.receive(into, 0, 10));
                assertThat(receiver.sender()).isEqualTo(UnixAddress.ofAbstract("millrace-dgram"));
                failureOf(() -> await(sender.send(into, 0, 1, UnixAddress.ofAbstract("nobody-at-all"))))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("to=unix:@nobody-at-all");
                // A receiver that is slow has its sender wait.
                int sent = 0;
                while (sender.trySend(into, 0, 1000, address) != UnixDatagramSocket.WOULD_BLOCK) sent++;
                Future<Integer> waiting = sender.send(into, 0, 1000, address);
                assertThat(waiting.poll(() -> {})).isFalse();
                for (int i = 0; i < sent; i++) await(receiver.receive(into, 0, 2048));
                assertThat(await(waiting)).isEqualTo(1000);
            }
            return null;
        });
        assertThatThrownBy(() -> UnixDatagramSocket.bind(address))
                .isInstanceOf(java.net.BindException.class)
                .hasMessageContaining(address.toString());
    }
}

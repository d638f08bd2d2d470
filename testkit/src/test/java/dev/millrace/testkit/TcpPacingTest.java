package dev.millrace.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.io.StreamListener;
import dev.millrace.io.StreamSocket;
import dev.millrace.reactor.ListenerOptions;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.JoinHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Synchronised TCP sinks, over the network in memory. */
class TcpPacingTest {
    private static final long NS_PER_MS = 1_000_000;

    private final NativeMemory memory = NativeMemory.allocate(64);

    private int received(StreamSocket socket) throws IOException {
        return Math.max(0, socket.tryRead(memory, 0, 64));
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** Three buffers of three bytes: due at once, in 50 ms and in 100 ms. */
    private void arrivesInTime(PadHarness harness, StreamSocket receiver) throws IOException {
        long beganNs = harness.pipeline().runningTimeNs(harness.environment().nowNs());
        for (long i = 0; i < 3; i++) {
            var buffer = harness.buffer(new byte[] {1, 2, 3});
            buffer.setPtsNs(beganNs + i * 50 * NS_PER_MS);
            harness.pushLater(buffer);
        }
        harness.advance(Duration.ofMillis(10));
        assertThat(received(receiver)).isEqualTo(3);
        harness.advance(Duration.ofMillis(35));
        assertThat(received(receiver)).isZero();
        harness.advance(Duration.ofMillis(10));
        assertThat(received(receiver)).isEqualTo(3);
        harness.advance(Duration.ofMillis(50));
        assertThat(received(receiver)).isEqualTo(3);
        harness.assertAllBuffersReturned();
    }

    @Test
    void aServerSinkSendsABufferWhenItIsTime() throws IOException {
        try (var harness = PadHarness.of("tcpserversink port=0 async=false")) {
            int port = (Integer) requireNonNull(harness.get("current-port"));
            JoinHandle<StreamSocket> connecting = harness.context().spawn(StreamSocket.connect(loopback(port)));
            harness.environment().step();
            StreamSocket receiver = connecting.result();
            harness.push(9);
            harness.advance(Duration.ofMillis(5));
            assertThat(received(receiver)).isEqualTo(1);
            arrivesInTime(harness, receiver);
            harness.endOfStream();
            assertThat(harness.hasEnded()).isTrue();
        }
    }

    @Test
    void aClientSinkSendsABufferWhenItIsTime() throws IOException {
        try (var harness = PadHarness.of("tcpclientsink host=127.0.0.1 port=4953 async=false");
                var listener = StreamListener.open(harness.environment(), ListenerOptions.bindTo(loopback(4953)))) {
            JoinHandle<StreamSocket> accepting = harness.context().spawn(listener.accept());
            harness.push(9);
            harness.advance(Duration.ofMillis(5));
            StreamSocket receiver = accepting.result();
            assertThat(received(receiver)).isEqualTo(1);
            arrivesInTime(harness, receiver);
            harness.endOfStream();
            harness.advance(Duration.ofMillis(5));
            assertThat(harness.hasEnded()).isTrue();
        }
    }
}

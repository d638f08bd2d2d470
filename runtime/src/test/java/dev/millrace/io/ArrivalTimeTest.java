package dev.millrace.io;

import static dev.millrace.io.IoTasks.memory;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.reactor.Backends;
import dev.millrace.reactor.DatagramHandle;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.MemoryVector;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Environment;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a datagram came to this host, as the kernel tells it. */
@Tag("backend")
@Timeout(20)
class ArrivalTimeTest {
    private static final boolean EPOLL = Backends.find().name().equals("epoll");

    private final NativeMemory into = NativeMemory.allocate(64);

    private static DatagramOptions bound(String literal) {
        return DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral(literal), 0));
    }

    /** Five bytes of a datagram that is on its way. */
    private int receive(UdpSocket socket, boolean wantSender) throws IOException {
        int length = UdpSocket.WOULD_BLOCK;
        while (length == UdpSocket.WOULD_BLOCK) length = socket.tryReceive(into, 0, 5, wantSender);
        return length;
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void eachDatagramComesWithItsTime(String literal) throws IOException {
        DatagramOptions options = bound(literal).withArrivalTimes();
        if (!EPOLL) {
            assertThatThrownBy(() -> UdpSocket.open(Environment.machine(), options))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(
                            "arrival times of datagrams are not supported: backend=nio; use epoll, on Linux, or none");
            return;
        }
        try (UdpSocket socket = UdpSocket.open(Environment.machine(), options);
                UdpSocket sender = UdpSocket.open(Environment.machine(), bound(literal))) {
            Endpoint to = Endpoint.of(socket.localAddress());
            assertThat(socket.arrivalNs()).isEqualTo(DatagramHandle.NO_ARRIVAL);
            long[] sentNs = new long[3];
            for (int i = 0; i < 3; i++) {
                sentNs[i] = socket.arrivalClockNs();
                sender.trySend(memory("0123456789"), 0, 4 + i, to);
            }
            for (int i = 0; i < 3; i++) {
                assertThat(receive(socket, i > 0)).as("full length").isEqualTo(4 + i);
                assertThat(socket.arrivalNs()).isBetween(sentNs[i], socket.arrivalClockNs());
                if (i > 0) assertThat(socket.sender()).isEqualTo(Endpoint.of(sender.localAddress()));
            }
            assertThat(socket.tryReceive(into, 0, 5, true)).isEqualTo(UdpSocket.WOULD_BLOCK);
            sender.trySend(memory("0123456789"), 0, 7, to);
            MemoryVector pieces = new MemoryVector(1).add(into, 0, 64);
            int length = UdpSocket.WOULD_BLOCK;
            while (length == UdpSocket.WOULD_BLOCK) length = socket.tryReceive(pieces, true);
            assertThat(length).isEqualTo(7);
            assertThat(socket.arrivalNs()).as("in pieces").isEqualTo(DatagramHandle.NO_ARRIVAL);
        }
    }

    @Test
    void othersKnowNoTime() throws IOException {
        try (UdpSocket socket = UdpSocket.open(Environment.machine(), bound("127.0.0.1"))) {
            socket.trySend(memory("x"), 0, 1, Endpoint.of(socket.localAddress()));
            assertThat(receive(socket, true)).isEqualTo(1);
            assertThat(socket.arrivalNs()).isEqualTo(DatagramHandle.NO_ARRIVAL);
            assertThat(socket.arrivalClockNs()).isEqualTo(DatagramHandle.NO_ARRIVAL);
        }
        assertThatThrownBy(() -> UdpSocket.open(
                        new SteppedEnvironment(1), bound("127.0.0.1").withArrivalTimes()))
                .hasMessageContaining("backend=memory");
    }
}

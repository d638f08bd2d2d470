package dev.millrace.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** UDP sockets of the real backends over loopback. */
@Tag("backend")
class DatagramHandleTest {
    private final Backend backend = Backends.find();
    private final NativeMemory memory = NativeMemory.allocate(2048);
    private final List<DatagramHandle> opened = new ArrayList<>();

    private DatagramHandle open(String literal, int port) throws IOException {
        DatagramHandle handle = backend.openDatagram(options(literal, port));
        opened.add(handle);
        return handle;
    }

    private static DatagramOptions options(String literal, int port) {
        return DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral(literal), port));
    }

    @AfterEach
    void closeAll() {
        opened.forEach(DatagramHandle::close);
    }

    private static Endpoint at(DatagramHandle handle) {
        return Endpoint.of(handle.localAddress());
    }

    private void fill(String text) {
        MemorySegment.copy(
                text.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                0,
                memory.segment(),
                ValueLayout.JAVA_BYTE,
                0,
                text.length());
    }

    private String text(int length) {
        return new String(
                memory.segment().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE),
                java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void carriesADatagramAndTellsItsSender() throws IOException {
        DatagramHandle a = open("127.0.0.1", 0);
        DatagramHandle b = open("127.0.0.1", 0);
        fill("hello");
        assertThat(a.send(memory, 0, 5, at(b))).isEqualTo(5);
        fill("-----");
        assertThat(b.receive(memory, 0, 100, true)).isEqualTo(5);
        assertThat(text(5)).isEqualTo("hello");
        assertThat(b.sender()).isEqualTo(at(a));
        assertThat(b.receive(memory, 0, 100, true)).isEqualTo(DatagramHandle.WOULD_BLOCK);
    }

    @Test
    void theSameSenderIsTheSameObject() throws IOException {
        DatagramHandle a = open("127.0.0.1", 0);
        DatagramHandle b = open("127.0.0.1", 0);
        DatagramHandle c = open("127.0.0.1", 0);
        List<Endpoint> senders = new ArrayList<>();
        for (DatagramHandle from : List.of(a, a, c, c, a)) {
            from.send(memory, 0, 1, at(b));
            b.receive(memory, 0, 100, true);
            senders.add(b.sender());
        }
        assertThat(senders.get(1)).isSameAs(senders.get(0));
        assertThat(senders.get(3)).isSameAs(senders.get(2));
        assertThat(senders).containsExactly(at(a), at(a), at(c), at(c), at(a));
    }

    @Test
    void aDatagramLongerThanTheRoomIsCutAndLeavesTheRestAlone() throws IOException {
        DatagramHandle a = open("127.0.0.1", 0);
        DatagramHandle b = open("127.0.0.1", 0);
        fill("0123456789");
        a.send(memory, 0, 10, at(b));
        fill("..........");
        int length = b.receive(memory, 2, 4, false);
        assertThat(text(10)).isEqualTo("..0123....");
        // The JDK does not tell that it has cut.
        assertThat(length).isEqualTo(backend.name().equals("epoll") ? 10 : 4);
        assertThat(b.receive(memory, 0, 4, false)).isEqualTo(DatagramHandle.WOULD_BLOCK);
    }

    @Test
    void anEmptyDatagramIsADatagram() throws IOException {
        DatagramHandle a = open("127.0.0.1", 0);
        DatagramHandle b = open("127.0.0.1", 0);
        assertThat(a.send(memory, 0, 0, at(b))).isZero();
        assertThat(b.receive(memory, 0, 10, true)).isZero();
        assertThat(b.sender()).isEqualTo(at(a));
        assertThat(b.receive(memory, 0, 10, true)).isEqualTo(DatagramHandle.WOULD_BLOCK);
    }

    @Test
    void worksOnIpv6AndWithIpv4PeersThere() throws IOException {
        DatagramHandle six;
        try {
            six = open("::", 0);
        } catch (IOException e) {
            assumeTrue(false, "no IPv6 here: " + e.getMessage());
            return;
        }
        DatagramHandle loopback = open("::1", 0);
        DatagramHandle four = open("127.0.0.1", 0);
        int port = six.localAddress().getPort();
        fill("six");
        loopback.send(memory, 0, 3, Endpoint.of("::1", port));
        assertThat(six.receive(memory, 0, 10, true)).isEqualTo(3);
        assertThat(six.sender()).isEqualTo(at(loopback));
        four.send(memory, 0, 3, Endpoint.of("127.0.0.1", port));
        assertThat(six.receive(memory, 0, 10, true)).isEqualTo(3);
        assertThat(six.sender()).isEqualTo(at(four));
        assertThat(six.send(memory, 0, 3, at(four))).isEqualTo(3);
        assertThat(four.receive(memory, 0, 10, true)).isEqualTo(3);
        assertThat(four.sender()).isEqualTo(Endpoint.of("127.0.0.1", port));
    }

    @Test
    void sendingToTheWrongFamilyFailsWithTheAddressAndTheSocketStaysUsable() throws IOException {
        DatagramHandle a = open("127.0.0.1", 0);
        assertThatThrownBy(() -> a.send(memory, 0, 1, Endpoint.of("::1", 4000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot send: to=[0:0:0:0:0:0:0:1]:4000");
        assertThat(a.send(memory, 0, 1, at(a))).isEqualTo(1);
    }

    @Test
    void aDatagramTooLongForTheNetworkFailsWithTheAddress() throws IOException {
        DatagramHandle a = open("127.0.0.1", 0);
        NativeMemory large = NativeMemory.allocate(70_000);
        assertThatThrownBy(() -> a.send(large, 0, 70_000, at(a)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("to=" + at(a));
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        int port = open("127.0.0.1", 0).localAddress().getPort();
        assertThatThrownBy(() -> open("127.0.0.1", port))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("address=127.0.0.1:" + port)
                .hasMessageContainingAll("ddress already in use");
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        assertThatThrownBy(() -> open("192.0.2.1", 0))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("address=192.0.2.1:0");
    }

    @Test
    void othersMayShareAPortWhereBothAllowIt() throws IOException {
        DatagramHandle first =
                backend.openDatagram(options("127.0.0.1", 0).withReuse(true));
        opened.add(first);
        int port = first.localAddress().getPort();
        opened.add(backend.openDatagram(options("127.0.0.1", port).withReuse(true)));
        assertThatThrownBy(() -> open("127.0.0.1", port)).isInstanceOf(BindException.class);
    }

    @Test
    void bufferSizesAreAskedFor() throws IOException {
        DatagramHandle small = backend.openDatagram(
                options("127.0.0.1", 0).withReceiveBuffer(8192).withSendBuffer(8192));
        opened.add(small);
        assertThat(small.receiveBufferBytes()).isBetween(8192, 16_384);
        assertThatThrownBy(() -> options("127.0.0.1", 0).withReceiveBuffer(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("receive=-1");
    }

    @Test
    void aClosedPortAtTheOtherEndIsNoFailure() throws IOException {
        DatagramHandle gone = open("127.0.0.1", 0);
        Endpoint nobody = at(gone);
        gone.close();
        DatagramHandle a = open("127.0.0.1", 0);
        for (int i = 0; i < 20; i++) {
            assertThat(a.send(memory, 0, 10, nobody)).isEqualTo(10);
            assertThat(a.receive(memory, 0, 10, true)).isEqualTo(DatagramHandle.WOULD_BLOCK);
        }
        assertThat(a.send(memory, 0, 10, at(a))).isEqualTo(10);
        assertThat(a.receive(memory, 0, 10, true)).isEqualTo(10);
    }

    @Test
    void aClosedHandleRefusesAndItsPortIsFreeAtOnce() throws IOException {
        DatagramHandle a = open("127.0.0.1", 0);
        int port = a.localAddress().getPort();
        a.close();
        a.close();
        assertThat(a.isClosed()).isTrue();
        DatagramHandle other = open("127.0.0.1", port);
        assertThatThrownBy(() -> a.receive(memory, 0, 10, true)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> a.receive(memory, 0, 10, false)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> a.send(memory, 0, 10, at(other))).isInstanceOf(ClosedChannelException.class);
        DatagramVector two = new DatagramVector(2);
        for (int i = 0; i < 2; i++) two.set(i, memory, 0, 1, at(other));
        assertThatThrownBy(() -> a.send(two, 0, 2)).isInstanceOf(ClosedChannelException.class);
        assertThat(other.receive(memory, 0, 10, false)).isEqualTo(DatagramHandle.WOULD_BLOCK);
    }

    @Test
    void aVectorGoesInOrderAsFarAsTheSystemTakesIt() throws IOException {
        DatagramHandle a = open("127.0.0.1", 0);
        DatagramHandle b = open("127.0.0.1", 0);
        fill("0123456789");
        DatagramVector ten = new DatagramVector(10);
        for (int i = 0; i < 10; i++) ten.set(i, memory, i, 1, at(b));
        int sent = 0;
        int calls = 0;
        while (sent < 10) {
            sent += a.send(ten, sent, 10 - sent);
            calls++;
        }
        assertThat(calls).isEqualTo(backend.name().equals("epoll") ? 1 : 10);
        NativeMemory into = NativeMemory.allocate(1);
        for (int i = 0; i < 10; i++) {
            assertThat(b.receive(into, 0, 1, false)).isEqualTo(1);
            assertThat(into.segment().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) ('0' + i));
        }
    }

    @Test
    void rangesOutsideTheMemoryAreRefused() throws IOException {
        DatagramHandle a = open("127.0.0.1", 0);
        for (int[] range : new int[][] {{-1, 10}, {0, 2049}, {2048, 1}, {10, Integer.MAX_VALUE}})
            assertThatThrownBy(() -> a.receive(memory, range[0], range[1], false))
                    .isInstanceOf(RuntimeException.class);
    }
}

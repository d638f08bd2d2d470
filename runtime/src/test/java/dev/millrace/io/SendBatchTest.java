package dev.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.reactor.Backend;
import dev.millrace.reactor.DatagramHandle;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.DatagramVector;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.MemoryPollable;
import dev.millrace.reactor.MemoryReactor;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.Reactor;
import dev.millrace.runtime.Context;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A batch on sockets that take as much as the test says. */
class SendBatchTest {
    private static final Endpoint TO = Endpoint.of("127.0.0.1", 9);

    private final SteppedEnvironment environment = new SteppedEnvironment(1, new Network());
    private final List<String> network = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private SendListener listener = new Listener();
    private Context context = open();

    private Context open() {
        try {
            return environment.open("batch", Duration.ZERO);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private SendBatch batch = new SendBatch();

    @BeforeEach
    void takeTheBatchOfTheContext() {
        batch = context.enter(() -> SendBatch.of(context));
    }

    @AfterEach
    void close() {
        context.close();
    }

    private UdpSocket socket(int port) throws IOException {
        return UdpSocket.open(
                environment, DatagramOptions.bindTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    private static Handle handle(UdpSocket socket) {
        return (Handle) socket.handle();
    }

    private boolean add(UdpSocket socket, int number) {
        NativeMemory memory = NativeMemory.allocate(4);
        memory.segment().set(ValueLayout.JAVA_INT_UNALIGNED, 0, number);
        return batch.add(socket, memory, 0, 4, TO, listener);
    }

    private void addAll(UdpSocket socket, int from, int to) {
        for (int i = from; i < to; i++) assertThat(add(socket, i)).isTrue();
    }

    private static List<String> sent(int port, int from, int to) {
        List<String> all = new ArrayList<>();
        for (int i = from; i < to; i++) all.add(port + ":" + i);
        return all;
    }

    private void onContext(Runnable body) {
        context.execute(body);
        context.turn(environment.nowNs());
    }

    @Test
    void whatIsAddedInATurnGoesAtItsEndInOrderAndInOneCall() throws IOException {
        UdpSocket socket = socket(1);
        onContext(() -> {
            addAll(socket, 0, 20);
            assertThat(network).isEmpty();
        });
        assertThat(network).isEqualTo(sent(1, 0, 20));
        assertThat(batch.calls()).isEqualTo(1);
        assertThat(batch.sent()).isEqualTo(20);
        assertThat(told).hasSize(20).allMatch(text -> text.startsWith("sent"));
        assertThat(batch.size()).isZero();
    }

    @Test
    void neighboursOnOneSocketShareACall() throws IOException {
        UdpSocket a = socket(1);
        UdpSocket b = socket(2);
        onContext(() -> {
            addAll(a, 0, 3);
            addAll(b, 3, 5);
            addAll(a, 5, 6);
        });
        assertThat(network).containsExactly("1:0", "1:1", "1:2", "2:3", "2:4", "1:5");
        assertThat(batch.calls()).isEqualTo(3);
    }

    @Test
    void aFullBatchIsSentToMakeRoom() throws IOException {
        UdpSocket socket = socket(1);
        onContext(() -> {
            addAll(socket, 0, 512);
            assertThat(network).isEmpty();
            addAll(socket, 512, 513);
            assertThat(network).hasSize(512);
        });
        assertThat(network).isEqualTo(sent(1, 0, 513));
    }

    @Test
    void roomForAnyNumberAtOnceIsMade() throws IOException {
        UdpSocket socket = socket(1);
        onContext(() -> {
            addAll(socket, 0, 10);
            assertThat(batch.hasRoom(1000)).isTrue();
            assertThat(network).hasSize(10);
            addAll(socket, 10, 1010);
            assertThat(network).hasSize(10);
        });
        assertThat(network).isEqualTo(sent(1, 0, 1010));
    }

    @Test
    void growingKeepsWhatASocketHasNotTaken() throws IOException {
        UdpSocket socket = socket(1);
        handle(socket).room = 3;
        onContext(() -> {
            addAll(socket, 0, 10);
            assertThat(batch.hasRoom(200)).isTrue();
            addAll(socket, 10, 210);
            assertThat(batch.hasRoom(200)).isFalse();
        });
        handle(socket).room = 1000;
        context.turn(environment.nowNs());
        assertThat(network).isEqualTo(sent(1, 0, 210));
    }

    @Test
    void aSocketThatWouldBlockIsWaitedForAndTheOrderKept() throws IOException {
        UdpSocket socket = socket(1);
        UdpSocket behind = socket(2);
        handle(socket).room = 5;
        onContext(() -> {
            addAll(socket, 0, 10);
            addAll(behind, 10, 12);
        });
        assertThat(network).isEqualTo(sent(1, 0, 5));
        assertThat(batch.size()).isEqualTo(7);
        long calls = batch.calls();
        handle(socket).writable = false;
        for (int i = 0; i < 5; i++) context.turn(environment.nowNs());
        assertThat(batch.calls()).as("not tried before it is writable").isEqualTo(calls);
        handle(socket).writable = true;
        handle(socket).room = 1000;
        context.turn(environment.nowNs());
        assertThat(network.subList(0, 10)).isEqualTo(sent(1, 0, 10));
        assertThat(network.subList(10, 12)).isEqualTo(sent(2, 10, 12));
    }

    @Test
    void aFullAndBlockedBatchTakesNoMoreAndWakesWhoWaits() throws IOException {
        UdpSocket socket = socket(1);
        handle(socket).room = 0;
        int[] wakes = {0};
        dev.millrace.future.Waker waker = () -> wakes[0]++;
        onContext(() -> {
            addAll(socket, 0, 512);
            assertThat(add(socket, 512)).isFalse();
            assertThat(batch.pollRoom(waker, 1)).isFalse();
            assertThat(batch.pollRoom(waker, 1)).isFalse();
        });
        handle(socket).room = 1000;
        context.turn(environment.nowNs());
        assertThat(wakes[0]).isEqualTo(1);
        assertThat(network).isEqualTo(sent(1, 0, 512));
        onContext(() -> assertThat(batch.pollRoom(waker, 1)).isTrue());
    }

    @Test
    void aDatagramThatIsRefusedHurtsNoOther() throws IOException {
        UdpSocket socket = socket(1);
        handle(socket).refuse = List.of(0, 3, 7);
        onContext(() -> addAll(socket, 0, 8));
        assertThat(network).containsExactly("1:1", "1:2", "1:4", "1:5", "1:6");
        assertThat(told)
                .containsExactly(
                        "failed 0 planted",
                        "sent 1",
                        "sent 2",
                        "failed 3 planted",
                        "sent 4",
                        "sent 5",
                        "sent 6",
                        "failed 7 planted");
        assertThat(batch.failed()).isEqualTo(3);
    }

    @Test
    void aListenerThatThrowsHurtsNobodyAndIsToldOnce() throws IOException {
        UdpSocket socket = socket(1);
        handle(socket).refuse = List.of(1);
        int[] calls = {0};
        SendListener throwing = new SendListener() {
            @Override
            public void sent(NativeMemory memory, int length) {
                calls[0]++;
                throw new IllegalStateException("planted");
            }

            @Override
            public void sendFailed(NativeMemory memory, IOException reason) {
                calls[0]++;
                throw new IllegalStateException("planted");
            }
        };
        onContext(() -> {
            add(socket, 0);
            batch.add(socket, NativeMemory.allocate(4), 0, 4, TO, throwing);
            NativeMemory one = NativeMemory.allocate(4);
            one.segment().set(ValueLayout.JAVA_INT_UNALIGNED, 0, 1);
            batch.add(socket, one, 0, 4, TO, throwing);
            add(socket, 2);
        });
        context.turn(environment.nowNs());
        assertThat(network).containsExactly("1:0", "1:0", "1:2");
        assertThat(calls[0]).isEqualTo(2);
        assertThat(told).containsExactly("sent 0", "sent 2");
    }

    @Test
    void forgettingASenderGivesItsMemoryBackAndLetsTheOthersOfItsSocketGo() throws IOException {
        UdpSocket blocked = socket(1);
        UdpSocket other = socket(2);
        handle(blocked).room = 1;
        SendListener leaving = listener;
        SendListener staying = new Listener();
        onContext(() -> {
            addAll(blocked, 0, 2);
            listener = staying;
            addAll(blocked, 2, 3);
            addAll(other, 3, 5);
            listener = leaving;
            addAll(blocked, 5, 6);
        });
        onContext(() -> {
            batch.forget(one -> one == leaving);
            handle(blocked).room = 9;
        });
        assertThat(network).containsExactly("1:0", "1:2", "2:3", "2:4");
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "sent 0", "failed 1 sender is gone", "failed 5 sender is gone", "sent 2", "sent 3", "sent 4");
        assertThat(batch.size()).isZero();
    }

    @Test
    void whoWaitsForRoomIsWokenWhenTheBlockedSocketIsForgotten() throws IOException {
        UdpSocket blocked = socket(1);
        handle(blocked).room = 0;
        int[] wakes = {0};
        onContext(() -> {
            addAll(blocked, 0, 512);
            assertThat(batch.pollRoom(() -> wakes[0]++, 1)).isFalse();
        });
        onContext(() -> {
            batch.forget(one -> one == listener);
            blocked.close();
        });
        assertThat(wakes[0]).isEqualTo(1);
    }

    @Test
    void aSocketThatWasClosedFailsItsDatagramsAlone() throws IOException {
        UdpSocket closed = socket(1);
        UdpSocket other = socket(2);
        onContext(() -> {
            addAll(closed, 0, 2);
            addAll(other, 2, 3);
            closed.close();
        });
        assertThat(network).containsExactly("2:2");
        assertThat(batch.failed()).isEqualTo(2);
        assertThat(batch.size()).isZero();
    }

    private final class Listener implements SendListener {
        @Override
        public void sent(NativeMemory memory, int length) {
            told.add("sent " + memory.segment().get(ValueLayout.JAVA_INT_UNALIGNED, 0));
        }

        @Override
        public void sendFailed(NativeMemory memory, IOException reason) {
            told.add("failed " + memory.segment().get(ValueLayout.JAVA_INT_UNALIGNED, 0) + " " + reason.getMessage());
        }
    }

    private final class Network implements Backend {
        @Override
        public String name() {
            return "fake";
        }

        @Override
        public Reactor openReactor(boolean throttled) {
            return new MemoryReactor(throttled);
        }

        @Override
        public DatagramHandle openDatagram(DatagramOptions options) {
            return new Handle(options.bind());
        }
    }

    /** Takes {@code room} datagrams, then would block. */
    private final class Handle extends DatagramHandle implements MemoryPollable {
        private final InetSocketAddress address;
        private int room = Integer.MAX_VALUE;
        private boolean writable = true;
        private boolean closed;
        private List<Integer> refuse = List.of();

        Handle(InetSocketAddress address) {
            this.address = address;
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public boolean isReadable() {
            return false;
        }

        @Override
        public int send(DatagramVector datagrams, int from, int count) throws IOException {
            int sent = 0;
            while (sent < count) {
                int number = datagrams.memory(from + sent).segment().get(ValueLayout.JAVA_INT_UNALIGNED, 0);
                if (sent > 0 && refuse.contains(number)) break;
                if (send(datagrams.memory(from + sent), 0, 4, TO) == WOULD_BLOCK) break;
                sent++;
            }
            return sent == 0 ? WOULD_BLOCK : sent;
        }

        @Override
        public int send(NativeMemory memory, int offset, int length, Endpoint to) throws IOException {
            if (closed) throw new SocketException("closed");
            int number = memory.segment().get(ValueLayout.JAVA_INT_UNALIGNED, 0);
            if (refuse.contains(number)) throw new SocketException("planted");
            if (room == 0) return WOULD_BLOCK;
            room--;
            network.add(address.getPort() + ":" + number);
            return length;
        }

        @Override
        public int receive(NativeMemory into, int offset, int capacity, boolean wantSender) {
            return WOULD_BLOCK;
        }

        @Override
        public @Nullable Endpoint sender() {
            return null;
        }

        @Override
        public InetSocketAddress localAddress() {
            return address;
        }

        @Override
        public int receiveBufferBytes() {
            return 0;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }
    }
}

package dev.millrace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.reactor.Backends;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets as futures: real ones and those in memory, under a stepped clock. */
@Tag("backend")
class UdpSocketTest {
    private static final Duration SLICE = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final NativeMemory memory = NativeMemory.allocate(2048);

    private static SteppedEnvironment environment(String network) {
        return network.equals("memory") ? new SteppedEnvironment(1) : new SteppedEnvironment(1, Backends.find());
    }

    private static UdpSocket open(SteppedEnvironment environment) throws IOException {
        return UdpSocket.open(
                environment, DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)));
    }

    private static Endpoint at(UdpSocket socket) {
        return Endpoint.of(socket.localAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "real"})
    void aReceiveIsReadyWhenSomethingHasCome(String network) throws IOException {
        for (int waitMs : new int[] {0, 20}) {
            SteppedEnvironment environment = environment(network);
            try (Context context = environment.open("udp", Duration.ofMillis(waitMs))) {
                UdpSocket a = open(environment);
                UdpSocket b = open(environment);
                for (int i = 0; i < 30; i++) {
                    JoinHandle<Integer> received = context.spawn(b.receive(memory, 0, 100));
                    // Sometimes long enough for the socket to become cold.
                    for (int slice = 0; slice < i % 10; slice++) environment.advance(SLICE);
                    assertThat(received.isDone()).isFalse();
                    environment.run(context.spawn(a.send(memory, 0, 10 + i, at(b))), SLICE, LIMIT);
                    assertThat(environment.run(received, SLICE, LIMIT)).isEqualTo(10 + i);
                    assertThat(b.sender()).isEqualTo(at(a));
                }
                // Nobody waited for room on a, so that it has not become the context's.
                a.close();
            }
        }
    }

    @Test
    void aReceiveThatIsReadyStaysSoAndReceivesNoMore() throws IOException {
        SteppedEnvironment environment = environment("memory");
        try (Context context = environment.open("udp", SLICE);
                UdpSocket sender = open(environment);
                UdpSocket socket = open(environment)) {
            for (int length = 10; length < 12; length++) sender.trySend(memory, 0, length, at(socket));
            for (int length = 10; length < 12; length++) {
                Future<Integer> received = socket.receive(memory, 0, 100);
                assertThatThrownBy(received::result).isInstanceOf(IllegalStateException.class);
                JoinHandle<Integer> handle = context.spawn(Futures.pollFn(received::poll)
                        .andThen(() -> Futures.pollFn(received::poll))
                        .map(_ -> received.result()));
                assertThat(environment.run(handle, SLICE, LIMIT)).isEqualTo(length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "real"})
    void aSocketThatIsClosedWakesWhoWaitsForIt(String network) throws IOException {
        SteppedEnvironment environment = environment(network);
        try (Context context = environment.open("udp", SLICE)) {
            UdpSocket socket = open(environment);
            JoinHandle<Integer> received = context.spawn(socket.receive(memory, 0, 100));
            for (int i = 0; i < 10; i++) environment.advance(SLICE);
            context.execute(socket::close);
            environment.step();
            assertThat(received.isDone()).isTrue();
            assertThatThrownBy(received::result)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ClosedChannelException.class);
            assertThat(socket.isClosed()).isTrue();
            assertThatThrownBy(() -> socket.tryReceive(memory, 0, 1, false)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> socket.trySend(memory, 0, 1, at(socket)))
                    .isInstanceOf(ClosedChannelException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "real"})
    void aSocketIsClosedWithItsContext(String network) throws IOException {
        SteppedEnvironment environment = environment(network);
        Context context = environment.open("udp", SLICE);
        UdpSocket socket = open(environment);
        context.spawn(socket.receive(memory, 0, 100));
        environment.step();
        context.close();
        assertThat(socket.isClosed()).isTrue();
        socket.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "real"})
    void aSocketMovesToAnotherContextOnceUnregistered(String network) throws IOException {
        SteppedEnvironment environment = environment(network);
        try (Context one = environment.open("one", SLICE);
                Context two = environment.open("two", Duration.ZERO);
                UdpSocket sender = open(environment)) {
            UdpSocket socket = open(environment);
            for (Context context : new Context[] {one, two, one, one, two}) {
                JoinHandle<Integer> received = context.spawn(socket.receive(memory, 0, 100));
                environment.step();
                sender.trySend(memory, 0, 7, at(socket));
                assertThat(environment.run(received, SLICE, LIMIT)).isEqualTo(7);
                context.enter(() -> {
                    socket.unregister();
                    return null;
                });
            }
            socket.close();
        }
    }

    @Test
    void waitingOffAContextIsRefusedAndSaysWhatToDo() throws IOException {
        try (UdpSocket socket = open(environment("real"))) {
            Future<Integer> received = socket.receive(memory, 0, 100);
            assertThatThrownBy(() -> received.poll(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("spawn it on a Context");
            assertThat(socket.tryReceive(memory, 0, 100, true)).isEqualTo(UdpSocket.WOULD_BLOCK);
        }
    }

    /** A burst much larger than a helping, on a real socket, and then the rhythm again. */
    @Test
    void aBurstIsReceivedWholeAndInOrder() throws IOException {
        SteppedEnvironment environment = environment("real");
        try (Context context = environment.open("udp", SLICE);
                UdpSocket sender = open(environment)) {
            UdpSocket socket = open(environment);
            Receiver receiver = new Receiver(context, socket);
            receiver.wake();
            int sent = 0;
            for (int burst : new int[] {1, 1, 1, 100, 1, 1, 0, 0, 0, 0, 0, 0, 0, 80, 1, 5}) {
                for (int i = 0; i < burst; i++) {
                    memory.segment().set(ValueLayout.JAVA_INT, 0, sent++);
                    assertThat(sender.trySend(memory, 0, 4, at(socket))).isEqualTo(4);
                }
                environment.advance(SLICE);
            }
            for (int i = 0; i < 17; i++) environment.advance(SLICE);
            assertThat(receiver.next).isEqualTo(sent);
            assertThat(receiver.mostPerTurn).isLessThan(60);
            context.enter(() -> {
                socket.close();
                return null;
            });
        }
    }

    private static final class Receiver extends dev.millrace.runtime.Task {
        private final UdpSocket socket;
        private final NativeMemory memory = NativeMemory.allocate(64);
        private int next;
        private int mostPerTurn;

        Receiver(Context context, UdpSocket socket) {
            super(context);
            this.socket = socket;
        }

        @Override
        protected void run(long nowNs) {
            if (socket.isClosed()) return;
            int before = next;
            try {
                while (socket.pollReadable(this)) {
                    if (socket.tryReceive(memory, 0, 64, false) != 4) continue;
                    assertThat(memory.segment().get(ValueLayout.JAVA_INT, 0)).isEqualTo(next++);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            mostPerTurn = Math.max(mostPerTurn, next - before);
        }

        @Override
        protected void failed(Throwable failure) {
            throw new AssertionError(failure);
        }
    }
}

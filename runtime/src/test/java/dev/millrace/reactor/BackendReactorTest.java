package dev.millrace.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.future.Waker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The reactors of the real backends. */
@Tag("backend")
@Timeout(20)
class BackendReactorTest {
    private final Backend backend = Backends.find();
    private final NativeMemory memory = NativeMemory.allocate(64);

    private DatagramHandle open() throws IOException {
        return backend.openDatagram(
                DatagramOptions.bindTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    private static final class Wakes implements Waker {
        private int count;

        @Override
        public void wake() {
            count++;
        }
    }

    /** Reads all that the registration allows; returns how many datagrams. */
    private int read(DatagramHandle handle, Registration registration, Wakes wakes) throws IOException {
        int count = 0;
        while (registration.pollReadable(wakes)) {
            if (handle.receive(memory, 0, 64, false) >= 0) {
                registration.received();
                count++;
            } else {
                registration.drained();
            }
        }
        return count;
    }

    @Test
    void aColdSocketBecomesHotAndColdAndHotAgain() throws IOException {
        Reactor reactor = backend.openReactor(true);
        DatagramHandle socket = open();
        DatagramHandle sender = open();
        Registration registration = reactor.register(socket);
        Wakes wakes = new Wakes();
        int received = 0;
        for (int round = 0; round < 4; round++) {
            for (int slice = 0; slice < 8; slice++) {
                reactor.harvest();
                received += read(socket, registration, wakes);
            }
            assertThat(reactor.hotCount()).isZero();
            int before = wakes.count;
            reactor.harvest();
            assertThat(wakes.count).isEqualTo(before);
            for (int i = 0; i < 3; i++) sender.send(memory, 0, 8, Endpoint.of(socket.localAddress()));
            assertThat(reactor.harvest()).isEqualTo(1);
            received += read(socket, registration, wakes);
            assertThat(received).isEqualTo(3 * (round + 1));
            assertThat(reactor.hotCount()).isEqualTo(1);
        }
        sender.close();
        reactor.close();
    }

    @Test
    void manyColdSocketsAreAllFoundInOneHarvest() throws IOException {
        Reactor reactor = backend.openReactor(true);
        DatagramHandle sender = open();
        List<DatagramHandle> sockets = new ArrayList<>();
        List<Registration> registrations = new ArrayList<>();
        Wakes wakes = new Wakes();
        int count = 1500;
        for (int i = 0; i < count; i++) {
            sockets.add(open());
            registrations.add(reactor.register(sockets.get(i)));
        }
        for (int slice = 0; slice < 8; slice++) {
            reactor.harvest();
            for (int i = 0; i < count; i++) read(sockets.get(i), registrations.get(i), wakes);
        }
        assertThat(reactor.hotCount()).isZero();
        for (DatagramHandle socket : sockets) sender.send(memory, 0, 8, Endpoint.of(socket.localAddress()));
        assertThat(reactor.harvest()).isEqualTo(count);
        assertThat(reactor.hotCount()).isEqualTo(count);
        sender.close();
        reactor.close();
        assertThat(sockets).allMatch(DatagramHandle::isClosed);
    }

    @Test
    void aBlockingReactorReportsUntilTheLastDatagramIsRead() throws IOException {
        Reactor reactor = backend.openReactor(false);
        DatagramHandle socket = open();
        DatagramHandle sender = open();
        Registration registration = reactor.register(socket);
        Wakes wakes = new Wakes();
        assertThat(read(socket, registration, wakes)).isZero();
        for (int i = 0; i < 3; i++) sender.send(memory, 0, 8, Endpoint.of(socket.localAddress()));
        int received = 0;
        while (received < 3) {
            assertThat(reactor.block(Long.MAX_VALUE)).isEqualTo(1);
            received += read(socket, registration, wakes);
        }
        assertThat(reactor.block(1)).isZero();
        // Nobody reads: reported twice, then disarmed.
        sender.send(memory, 0, 8, Endpoint.of(socket.localAddress()));
        reactor.block(Long.MAX_VALUE);
        reactor.block(1_000_000);
        assertThat(registration.armed).isZero();
        assertThat(reactor.block(1_000_000)).isZero();
        assertThat(read(socket, registration, wakes)).isEqualTo(1);
        sender.close();
        reactor.close();
    }

    @Test
    void aWakeUpGivenBeforeBlockingEndsTheNextBlock() throws IOException {
        Reactor reactor = backend.openReactor(false);
        reactor.wakeUp();
        reactor.wakeUp();
        reactor.block(Long.MAX_VALUE);
        reactor.close();
    }

    @Test
    void aWakeUpFromAnotherThreadEndsABlock() throws Exception {
        Reactor reactor = backend.openReactor(false);
        AtomicInteger blocks = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        Thread loop = Thread.ofPlatform().start(() -> {
            begun.countDown();
            for (int i = 0; i < 1000; i++) {
                reactor.block(Long.MAX_VALUE);
                blocks.incrementAndGet();
            }
        });
        begun.await();
        while (blocks.get() < 1000) {
            reactor.wakeUp();
            Thread.onSpinWait();
        }
        loop.join();
        reactor.close();
    }

    @Test
    void aTimeoutEndsABlock() throws IOException {
        Reactor reactor = backend.openReactor(false);
        long before = System.nanoTime();
        assertThat(reactor.block(2_000_001)).isZero();
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(2_000_001);
        reactor.close();
    }

    @Test
    void aWakeUpAfterTheCloseWritesToNobodysFile(@TempDir Path directory) throws IOException {
        Reactor reactor = backend.openReactor(false);
        reactor.close();
        List<java.io.OutputStream> files = new ArrayList<>();
        for (int i = 0; i < 8; i++) files.add(Files.newOutputStream(directory.resolve("file" + i)));
        reactor.wakeUp();
        for (int i = 0; i < 8; i++) {
            files.get(i).close();
            assertThat(Files.size(directory.resolve("file" + i))).isZero();
        }
    }

    @Test
    void aSocketCanLeaveAndComeBackWithoutAHarvestBetween() throws IOException {
        Reactor reactor = backend.openReactor(true);
        DatagramHandle socket = open();
        DatagramHandle sender = open();
        for (int i = 0; i < 3; i++) {
            Registration registration = reactor.register(socket);
            sender.send(memory, 0, 8, Endpoint.of(socket.localAddress()));
            assertThat(read(socket, registration, new Wakes())).isEqualTo(1);
            registration.close();
        }
        assertThat(reactor.size()).isZero();
        sender.close();
        socket.close();
        reactor.close();
    }

    @Test
    void thePortOfAClosedSocketIsFreeWhileItsReactorLives() throws IOException {
        Reactor reactor = backend.openReactor(true);
        DatagramHandle socket = open();
        InetSocketAddress address = socket.localAddress();
        Registration registration = reactor.register(socket);
        registration.close();
        socket.close();
        backend.openDatagram(DatagramOptions.bindTo(address)).close();
        reactor.close();
    }
}

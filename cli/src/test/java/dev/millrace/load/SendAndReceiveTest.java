package dev.millrace.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SendAndReceiveTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration WAIT = Duration.ofMillis(20);
    private static final int PORT = 5004;
    private static final int STREAMS = 30;

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final SendTimes times = new SendTimes(STREAMS);

    @ParameterizedTest
    @EnumSource(Pace.class)
    void everyPacketArrivesExact(Pace pace) throws IOException {
        try (Context context = environment.open("rx", WAIT);
                UdpSocket socket = socket(environment);
                CheckingReceiver receiver = receiver(context, Expectation.PCMU_RAMP)) {
            receiver.start();
            var sender = new PacedSender(environment, socket, plan(pace, 500), times);
            long turns = 0;
            for (; sender.turn(environment.nowNs()) != PacedSender.DONE; turns++) {
                environment.advance(Duration.ofMillis(1));
            }
            environment.advance(Duration.ofMillis(100), WAIT);
            ReceiveStats stats = receiver.stats();

            assertThat(sender.sent()).isEqualTo(STREAMS * 500L);
            assertThat(sender.failed() + sender.lateSlots()).isZero();
            assertThat(turns).isBetween(20 * 500L, 20 * 500L + 20);
            assertThat(stats.received()).isEqualTo(STREAMS * 500L);
            assertThat(stats.isFlawless()).isTrue();
            assertThat(stats.latencyP99Us()).isBetween(0.0, 21_000.0);
        }
    }

    @Test
    void sendsEachStreamOnceAPeriodAndNeverDrifts() throws IOException {
        try (UdpSocket socket = socket(environment)) {
            var sender = new PacedSender(environment, socket, plan(Pace.SPREAD, Long.MAX_VALUE), null);
            long dueNs = sender.turn(environment.nowNs());
            assertThat(dueNs).isEqualTo(20_000_000);
            assertThat(sender.sent()).isZero();

            environment.advance(Duration.ofNanos(20_400_000));
            assertThat(sender.turn(environment.nowNs())).isEqualTo(21_000_000);
            assertThat(sender.sent()).isEqualTo(1);
            environment.advance(Duration.ofMillis(20));
            assertThat(sender.turn(environment.nowNs())).isEqualTo(41_000_000);
            assertThat(sender.sent()).isEqualTo(STREAMS + 1);
        }
    }

    @Test
    void catchesUpAfterAStallAndSaysSo() throws IOException {
        try (UdpSocket socket = socket(environment)) {
            var sender = new PacedSender(environment, socket, plan(Pace.BURST, Long.MAX_VALUE), null);
            sender.turn(0);
            environment.advance(Duration.ofMillis(100));
            sender.turn(environment.nowNs());

            assertThat(sender.sent()).isEqualTo(5 * STREAMS);
            assertThat(sender.lateSlots()).isEqualTo(3);
        }
    }

    @Test
    void tellsWhatIsMissingAndWrong() throws IOException {
        try (Context context = environment.open("rx", WAIT);
                CheckingReceiver receiver = receiver(context, Expectation.PCMU_RAMP)) {
            receiver.start();
            environment.network().deliver(new byte[3], PORT + 1, Endpoint.of("127.0.0.1", 9));
            environment.network().deliver(new byte[5000], PORT + 1, Endpoint.of("127.0.0.1", 9));
            environment.advance(Duration.ofMillis(40), WAIT);
            ReceiveStats stats = receiver.stats();

            assertThat(stats.silentStreams()).isEqualTo(STREAMS - 1);
            assertThat(stats.received()).isEqualTo(2);
            assertThat(stats.wrong()).isEqualTo(2);
            assertThat(stats.isFlawless()).isFalse();
            assertThat(stats.latencyP50Us()).isNull();
        }
    }

    @Test
    void bindsAllPortsOrNone() throws IOException {
        try (UdpSocket taken =
                UdpSocket.open(environment, DatagramOptions.bindTo(new InetSocketAddress(LOOPBACK, PORT + 7)))) {
            assertThatThrownBy(() -> CheckingReceiver.bind(environment, LOOPBACK, PORT, STREAMS))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(Integer.toString(taken.localAddress().getPort()));
        }
        CheckingReceiver.bind(environment, LOOPBACK, PORT, STREAMS).forEach(UdpSocket::close);
    }

    @Test
    void refusesPortsThatDoNotExist() {
        assertThatThrownBy(() -> CheckingReceiver.bind(environment, LOOPBACK, 65_000, 1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base port=65000 streams=1000");
        assertThatThrownBy(() -> new SendPlan(LOOPBACK, 0, 1, RampPattern.PCMU, Pace.BURST, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base port=0");
        assertThatThrownBy(() -> new SendPlan(LOOPBACK, 5, 0, RampPattern.PCMU, Pace.BURST, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("streams=0");
    }

    /** On the machine: its network, its clock, a thread for each side. */
    @Test
    void runsOnTheMachine() throws IOException, InterruptedException {
        Environment machine = Environment.machine();
        int port = freePorts(machine);
        try (Context context = machine.open("rx", Duration.ofMillis(5));
                UdpSocket socket = socket(machine);
                CheckingReceiver receiver = new CheckingReceiver(
                        context,
                        CheckingReceiver.bind(machine, LOOPBACK, port, STREAMS),
                        Expectation.PCMA_RAMP,
                        times)) {
            receiver.start();
            var plan = new SendPlan(LOOPBACK, port, STREAMS, RampPattern.PCMA, Pace.SPREAD, 25);
            var sender = new PacedSender(machine, socket, plan, times);
            var stop = new StopSignal();
            var thread = new Thread(() -> {
                sender.run(stop);
                stop.stop();
            });
            thread.start();
            assertThat(stop.await(Duration.ofSeconds(30))).isTrue();
            thread.join();
            while (receiver.stats().received() < sender.sent()) {
                Thread.onSpinWait();
            }

            assertThat(sender.sent()).isEqualTo(STREAMS * 25L);
            assertThat(receiver.stats().isFlawless()).isTrue();
            assertThat(receiver.stats().latencyP50Us()).isPositive();
        }
    }

    @Test
    void allocatesNothingForAPacket() throws IOException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int port = freePorts(Environment.machine());
        List<UdpSocket> sinks = CheckingReceiver.bind(Environment.machine(), LOOPBACK, port, STREAMS);
        try (UdpSocket socket = socket(Environment.machine())) {
            var plan = new SendPlan(LOOPBACK, port, STREAMS, RampPattern.PCMU, Pace.BURST, Long.MAX_VALUE);
            var sender = new PacedSender(Environment.machine(), socket, plan, times);
            double bytesPerPacket = Double.MAX_VALUE;
            long nowNs = 0;
            for (int window = 0; window < 50 && bytesPerPacket >= 0.1; window++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int period = 0; period < 1000; period++) {
                    nowNs += 20_000_000;
                    sender.turn(nowNs);
                }
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                bytesPerPacket = allocated / (1000.0 * STREAMS);
            }

            assertThat(bytesPerPacket).as("once compiled").isLessThan(0.1);
        } finally {
            sinks.forEach(UdpSocket::close);
        }
    }

    @Test
    void endsWhenToldTo() throws IOException {
        try (UdpSocket socket = socket(Environment.machine())) {
            var plan = new SendPlan(LOOPBACK, 9, 1, RampPattern.PCMU, Pace.SPREAD, Long.MAX_VALUE);
            var stop = new StopSignal();
            stop.stop();
            var sender = new PacedSender(Environment.machine(), socket, plan, null);
            sender.run(stop);

            assertThat(sender.sent()).isZero();
        }
    }

    private CheckingReceiver receiver(Context context, Expectation expectation) throws IOException {
        var sockets = CheckingReceiver.bind(environment, LOOPBACK, PORT, STREAMS);
        return new CheckingReceiver(context, sockets, expectation, times);
    }

    private static SendPlan plan(Pace pace, long packets) {
        return new SendPlan(LOOPBACK, PORT, STREAMS, RampPattern.PCMU, pace, packets);
    }

    private static UdpSocket socket(Environment environment) throws IOException {
        return UdpSocket.open(environment, DatagramOptions.bindTo(new InetSocketAddress(LOOPBACK, 0)));
    }

    /** A base port such that all ports of the streams were free a moment ago, below those that the system chooses. */
    private static int freePorts(Environment machine) throws IOException {
        for (int attempt = 0; ; attempt++) {
            int port;
            try (UdpSocket probe = socket(machine)) {
                port = 16_384 + probe.localAddress().getPort() % 14_000;
            }
            try {
                CheckingReceiver.bind(machine, LOOPBACK, port, STREAMS).forEach(UdpSocket::close);
                return port;
            } catch (BindException e) {
                if (attempt == 20) {
                    throw e;
                }
            }
        }
    }
}

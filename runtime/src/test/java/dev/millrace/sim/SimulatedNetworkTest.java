package dev.millrace.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.DatagramTooLongException;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("loop-mode")
class SimulatedNetworkTest {
    private static final Endpoint HERE = Endpoint.of("127.0.0.1", 5004);

    private final NativeMemory memory = NativeMemory.allocate(65_535);

    private static UdpSocket bind(SimulatedHost host, String literal, int port) throws IOException {
        return UdpSocket.open(
                host, DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral(literal), port)));
    }

    private void send(UdpSocket socket, int number, int length, Endpoint to) throws IOException {
        memory.segment().set(ValueLayout.JAVA_INT, 0, number);
        socket.trySend(memory, 0, length, to);
    }

    private List<Integer> receiveAll(UdpSocket socket) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        while (socket.tryReceive(memory, 0, memory.capacity(), true) != UdpSocket.WOULD_BLOCK)
            numbers.add(memory.segment().get(ValueLayout.JAVA_INT, 0));
        return numbers;
    }

    /** Sends 10,000 numbers, 100 us apart, and returns what arrived, in the order in which it did. */
    private List<Integer> stream(Simulation sim, int count) throws IOException {
        List<Integer> all = new ArrayList<>();
        UdpSocket sender = bind(sim.environment(), "127.0.0.1", 0);
        UdpSocket receiver = bind(sim.environment(), "127.0.0.1", 5004);
        for (int i = 0; i < count; i++) {
            send(sender, i, 172, HERE);
            sim.advance(Duration.ofNanos(100_000));
            all.addAll(receiveAll(receiver));
        }
        for (int i = 0; i < 1_000; i++) {
            sim.advance(Duration.ofMillis(10));
            all.addAll(receiveAll(receiver));
        }
        assertThat(sim.network().stats().underWay()).isZero();
        return all;
    }

    @Test
    void withoutConditionsAllArriveAtOnceInOrder() {
        Simulation.run(1, sim -> {
            assertThat(stream(sim, 1_000)).hasSize(1_000).isSorted().doesNotHaveDuplicates();
            assertThat(sim.nowNs()).isEqualTo(10_100_000_000L);
        });
    }

    @Test
    void lossIsAsLargeAsAskedForAndCounted() {
        Simulation.run(1, sim -> {
            sim.network().loss(0.05);
            List<Integer> got = stream(sim, 10_000);
            assertThat(got).hasSizeBetween(9_420, 9_580).isSorted();
            assertThat(sim.network().stats().lost()).isEqualTo(10_000 - got.size());
        });
    }

    /** Of 1 / 0.2 = 5 packets each, begun by one in 100: 100 bursts, which a loss by itself would not give. */
    @Test
    void burstsAreAsLongAsAskedFor() {
        Simulation.run(1, sim -> {
            sim.network().conditions().bursts(0.01, 0.2, 1);
            List<Integer> got = stream(sim, 10_000);
            int bursts = 0;
            int lost = 0;
            for (int i = 1; i < got.size(); i++) {
                int gap = got.get(i) - got.get(i - 1) - 1;
                if (gap > 0) bursts++;
                lost += gap;
            }
            assertThat(bursts).isBetween(70, 125);
            assertThat(lost / (double) bursts).isBetween(4.0, 6.0);
        });
    }

    @Test
    void someAreOvertakenSomeComeTwice() {
        Simulation.run(1, sim -> {
            sim.network().conditions().reorder(0.02).duplicate(0.03);
            List<Integer> got = stream(sim, 10_000);
            NetworkStats stats = sim.network().stats();
            assertThat(stats.held()).isBetween(150L, 270L);
            assertThat(stats.duplicated()).isBetween(240L, 360L);
            assertThat(got).hasSize(10_000 + (int) stats.duplicated());
            assertThat(got.stream().distinct()).hasSize(10_000);
            int overtaken = 0;
            int latest = -1;
            for (int number : got) {
                if (number < latest) overtaken++;
                latest = Math.max(latest, number);
            }
            assertThat(overtaken).isBetween((int) stats.held() / 2, (int) (stats.held() + stats.duplicated()));
        });
    }

    @Test
    void delayIsWithinItsRangeAndKeepsOrder() {
        Simulation.run(1, sim -> {
            sim.network().delay(Duration.ofMillis(10), Duration.ofMillis(60));
            UdpSocket sender = bind(sim.environment(), "127.0.0.1", 0);
            UdpSocket receiver = bind(sim.environment(), "127.0.0.1", 5004);
            long leastNs = Long.MAX_VALUE;
            long mostNs = 0;
            for (int i = 0; i < 200; i++) {
                send(sender, i, 172, HERE);
                long sentNs = sim.nowNs();
                while (receiveAll(receiver).isEmpty()) sim.advance(Duration.ofNanos(100_000));
                leastNs = Math.min(leastNs, sim.nowNs() - sentNs);
                mostNs = Math.max(mostNs, sim.nowNs() - sentNs);
            }
            assertThat(leastNs).isBetween(10_000_000L, 12_000_000L);
            assertThat(mostNs).isBetween(57_000_000L, 60_100_000L);
        });
        Simulation.run(1, sim -> {
            sim.network().delay(Duration.ofMillis(10), Duration.ofMillis(60));
            assertThat(stream(sim, 2_000)).hasSize(2_000).isSorted();
        });
    }

    /** 200 bytes with headers, at 160 kbit/s: 10 ms each; of 20 at once, 11 find room in a queue of 100 ms. */
    @Test
    void bandwidthMakesPacketsQueueAndTheQueueIsBounded() {
        Simulation.run(1, sim -> {
            sim.network().conditions().bandwidth(160_000);
            UdpSocket sender = bind(sim.environment(), "127.0.0.1", 0);
            UdpSocket receiver = bind(sim.environment(), "127.0.0.1", 5004);
            for (int i = 0; i < 20; i++) send(sender, i, 172, HERE);
            assertThat(receiveAll(receiver)).isEmpty();
            sim.advance(Duration.ofMillis(55));
            assertThat(receiveAll(receiver)).containsExactly(0, 1, 2, 3, 4);
            sim.advance(Duration.ofSeconds(1));
            assertThat(receiveAll(receiver)).containsExactly(5, 6, 7, 8, 9, 10);
            assertThat(sim.network().stats().queueOverflows()).isEqualTo(9);
        });
    }

    /** As many of each size as Linux 6.18 keeps in a receive buffer of 212,992 bytes. */
    @Test
    void theReceiveBufferOverflowsWhereLinuxWould() {
        int[][] sizesAndCounts = {
            {4, 256},
            {172, 256},
            {200, 166},
            {500, 166},
            {800, 92},
            {1472, 92},
            {2000, 48},
            {4000, 25},
            {9000, 12},
            {30_000, 6}
        };
        for (int[] pair : sizesAndCounts)
            Simulation.run(1, sim -> {
                UdpSocket sender = bind(sim.environment(), "127.0.0.1", 0);
                UdpSocket receiver = bind(sim.environment(), "127.0.0.1", 5004);
                for (int i = 0; i < 300; i++) send(sender, i, pair[0], HERE);
                NetworkStats stats = sim.network().stats();
                assertThat(receiveAll(receiver)).as("size %d", pair[0]).hasSize(pair[1]);
                assertThat(stats.bufferOverflows()).isEqualTo(300 - pair[1]);
                send(sender, 7, pair[0], HERE);
                assertThat(receiveAll(receiver)).containsExactly(7);
            });
        assertThat(ReceiveBuffer.effectiveBytes(0)).isEqualTo(212_992);
        assertThat(ReceiveBuffer.effectiveBytes(1)).isEqualTo(2_304);
        assertThat(ReceiveBuffer.effectiveBytes(100_000)).isEqualTo(200_000);
        assertThat(ReceiveBuffer.effectiveBytes(10_000_000)).isEqualTo(8_388_608);
    }

    @Test
    void hostsAndAddressesAreToldApart() {
        Simulation.run(1, sim -> {
            SimulatedHost here = sim.environment();
            SimulatedHost there = sim.host("there", "192.0.2.2", "2001:db8::2");
            UdpSocket one = bind(here, "127.0.0.1", 5004);
            UdpSocket all = bind(there, "0.0.0.0", 5004);
            UdpSocket six = bind(there, "2001:db8::2", 5006);
            UdpSocket sender = bind(here, "0.0.0.0", 4000);
            send(sender, 1, 100, Endpoint.of("192.0.2.2", 5004));
            send(sender, 2, 100, HERE);
            send(sender, 3, 100, Endpoint.of("2001:db8::2", 5006));
            send(sender, 4, 100, Endpoint.of("192.0.2.2", 5005));
            assertThat(receiveAll(all)).containsExactly(1);
            assertThat(all.sender()).isEqualTo(Endpoint.of("192.0.2.1", 4000));
            assertThat(receiveAll(one)).containsExactly(2);
            assertThat(one.sender()).isEqualTo(Endpoint.of("127.0.0.1", 4000));
            assertThat(receiveAll(six)).containsExactly(3);
            assertThat(sim.network().stats().refused()).isEqualTo(1);
            assertThatThrownBy(() -> send(sender, 5, 100, Endpoint.of("192.0.2.9", 1)))
                    .isInstanceOf(NoRouteToHostException.class)
                    .hasMessageContaining("to=192.0.2.9:1");
            assertThatThrownBy(() -> bind(here, "192.0.2.2", 0))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("not an address of host=host");
            assertThatThrownBy(() -> bind(here, "127.0.0.1", 5004))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("in use");
            assertThatThrownBy(() -> send(sender, 5, 65_508, HERE)).isInstanceOf(DatagramTooLongException.class);
            assertThatThrownBy(() -> sim.host("third", "192.0.2.2"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("192.0.2.2");
        });
    }

    @Test
    void aPartitionCutsTwoHostsOffAndNobodyElse() {
        Simulation.run(1, sim -> {
            SimulatedHost here = sim.environment();
            SimulatedHost there = sim.host("there", "192.0.2.2");
            SimulatedHost third = sim.host("third", "192.0.2.3");
            UdpSocket sender = bind(here, "0.0.0.0", 0);
            UdpSocket toThere = bind(there, "0.0.0.0", 5004);
            UdpSocket toThird = bind(third, "0.0.0.0", 5004);
            sim.network().partition(here, there, true);
            send(sender, 1, 100, Endpoint.of("192.0.2.2", 5004));
            send(sender, 2, 100, Endpoint.of("192.0.2.3", 5004));
            assertThat(receiveAll(toThere)).isEmpty();
            assertThat(receiveAll(toThird)).containsExactly(2);
            sim.network().partition(here, there, false);
            send(sender, 3, 100, Endpoint.of("192.0.2.2", 5004));
            assertThat(receiveAll(toThere)).containsExactly(3);
        });
    }

    @Test
    void whoSharesAPortGetsItsShareBySender() {
        Simulation.run(1, sim -> {
            SimulatedHost host = sim.environment();
            var options = DatagramOptions.bindTo(HERE.address()).withReuse(true);
            UdpSocket one = UdpSocket.open(host, options);
            UdpSocket other = UdpSocket.open(host, options);
            for (int i = 0; i < 50; i++) {
                UdpSocket sender = bind(host, "127.0.0.1", 0);
                send(sender, i, 100, HERE);
                send(sender, i, 100, HERE);
            }
            List<Integer> first = receiveAll(one);
            List<Integer> second = receiveAll(other);
            assertThat(first.size() + second.size()).isEqualTo(100);
            assertThat(first).hasSizeBetween(10, 90).doesNotContainAnyElementsOf(second);
        });
    }

    @Test
    void aRunIsEqualToItsReplayToTheLastBit() {
        Simulation.Body body = sim -> {
            sim.network().conditions().loss(0.1).reorder(0.1).duplicate(0.1).bursts(0.01, 0.3, 0.9);
            sim.network().delay(Duration.ofMillis(1), Duration.ofMillis(30));
            for (int number : stream(sim, 2_000)) sim.note(number);
        };
        var first = Simulation.run(11, body);
        assertThat(Simulation.run(11, body)).isEqualTo(first);
        assertThat(Simulation.run(12, body).traceHash()).isNotEqualTo(first.traceHash());
    }

    @Test
    void conditionsAreChecked() {
        Conditions conditions = new Conditions();
        assertThatThrownBy(() -> conditions.loss(1.5)).hasMessageContaining("loss=1.5");
        assertThatThrownBy(() -> conditions.loss(Double.NaN)).hasMessageContaining("loss=NaN");
        assertThatThrownBy(() -> conditions.delay(Duration.ofMillis(2), Duration.ofMillis(1)))
                .hasMessageContaining("no range");
        assertThatThrownBy(() -> conditions.bandwidth(-1)).hasMessageContaining("bitsPerSecond=-1");
    }
}

package dev.millrace.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.codec.G711;
import dev.millrace.element.rtp.JitterBufferElement;
import dev.millrace.element.udp.UdpSink;
import dev.millrace.element.udp.UdpSrc;
import dev.millrace.future.Futures;
import dev.millrace.io.UdpSocket;
import dev.millrace.launch.Launch;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.State;
import dev.millrace.reactor.Backends;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.rtp.JitterBufferStats;
import dev.millrace.rtp.RtpPacket;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pipelines from socket to socket, in memory and on loopback, under a stepped clock. */
class WholePipelinesTest {
    private static final int HEADER = RtpPacket.HEADER_BYTES;

    private final NativeMemory memory = NativeMemory.allocate(2048);

    private static UdpSocket open(Streams streams) throws IOException {
        return UdpSocket.open(
                streams.environment,
                DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)));
    }

    private byte[] receive(UdpSocket socket) throws IOException {
        int length = socket.tryReceive(memory, 0, 2048, false);
        return length < 0 ? new byte[0] : memory.segment().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private void send(UdpSocket from, byte[] datagram, Endpoint to) throws IOException {
        MemorySegment.copy(datagram, 0, memory.segment(), ValueLayout.JAVA_BYTE, 0, datagram.length);
        assertThat(from.trySend(memory, 0, datagram.length, to)).isEqualTo(datagram.length);
    }

    /** What the chain makes of a PCMU payload. */
    private static byte[] transcoded(byte[] mulaw) {
        int samples = mulaw.length;
        byte[] linear = new byte[2 * samples];
        byte[] alaw = new byte[samples];
        G711.mulawToLinear(MemorySegment.ofArray(mulaw), 0, MemorySegment.ofArray(linear), 0, samples);
        G711.linearToAlaw(MemorySegment.ofArray(linear), 0, MemorySegment.ofArray(alaw), 0, samples);
        return alaw;
    }

    private static JitterBufferStats stats(Pipeline pipeline) {
        return Objects.requireNonNull(((JitterBufferElement) pipeline.get("jb")).stats());
    }

    private static int port(Pipeline pipeline) {
        return ((UdpSrc) pipeline.get("src")).port();
    }

    // ---- determinism

    private static List<String> trace() {
        try (Streams streams = new Streams()) {
            Pipeline pipeline = streams.pipeline(Streams.source(5000, "! fakesink name=sink silent=false"));
            SplittableRandom random = new SplittableRandom(3);
            RtpPackets packets = RtpPackets.pcmu();
            List<String> trace = new ArrayList<>();
            streams.to(pipeline, State.PLAYING);
            for (int slice = 0; slice < 300; slice++) {
                for (int burst = random.nextInt(6); burst > 0 && slice % 50 < 40; burst--)
                    streams.deliver(packets.next(), 5000);
                streams.slices(1);
                for (String message : Streams.messages(pipeline))
                    trace.add(streams.environment.nowNs() + " "
                            + pipeline.get("sink").state() + " " + message);
                trace.add(streams.context.stats().toString().replaceAll("longestTurnNs=\\d+", ""));
            }
            streams.to(pipeline, State.NULL);
            trace.addAll(Streams.messages(pipeline));
            assertThat(streams.outstanding()).isZero();
            return trace;
        }
    }

    @Test
    void twoRunsHaveEqualTraces() {
        List<String> first = trace();
        assertThat(first).hasSizeGreaterThan(700).anyMatch(line -> line.contains("(172 bytes"));
        assertThat(trace()).isEqualTo(first);
    }

    // ---- the main job

    @Test
    void everyPacketIsTranscodedOnceAndInOrder() throws IOException {
        try (Streams streams = new Streams()) {
            UdpSocket out = open(streams);
            Pipeline pipeline = streams.pipeline(
                    Streams.transcoding(5000, out.localAddress().getPort()));
            streams.to(pipeline, State.PLAYING);
            RtpPackets packets = RtpPackets.pcmu().from(65_500, 0xFFFF_F000);
            List<byte[]> payloads = new ArrayList<>();
            List<byte[]> came = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                byte[] packet = packets.next();
                payloads.add(Arrays.copyOfRange(packet, HEADER, packet.length));
                streams.deliver(packet, 5000);
                streams.slices(1);
                for (byte[] one = receive(out); one.length > 0; one = receive(out)) came.add(one);
            }
            streams.slices(10);
            for (byte[] one = receive(out); one.length > 0; one = receive(out)) came.add(one);
            assertThat(came).hasSize(500);
            int firstSeq = RtpPacket.sequenceNumber(MemorySegment.ofArray(came.getFirst()), 0);
            for (int i = 0; i < 500; i++) {
                byte[] one = came.get(i);
                assertThat(RtpPacket.sequenceNumber(MemorySegment.ofArray(one), 0))
                        .isEqualTo((firstSeq + i) & 0xffff);
                assertThat(RtpPacket.payloadType(MemorySegment.ofArray(one), 0)).isEqualTo(8);
                assertThat(Arrays.copyOfRange(one, HEADER, one.length))
                        .as("packet %d", i)
                        .isEqualTo(transcoded(payloads.get(i)));
            }
            assertThat(streams.outstanding()).isZero();
            streams.to(pipeline, State.NULL);
            assertThat(Streams.problems(pipeline)).isEmpty();
        }
    }

    @Test
    void reorderedDoubledAndLateInputComesOutInOrderOnce() throws IOException {
        try (Streams streams = new Streams()) {
            UdpSocket out = open(streams);
            Pipeline pipeline = streams.pipeline(
                    Streams.transcoding(5000, out.localAddress().getPort()));
            streams.to(pipeline, State.PLAYING);
            RtpPackets packets = RtpPackets.pcmu();
            SplittableRandom random = new SplittableRandom(5);
            int came = 0;
            for (int i = 0; i < 500; i++) {
                byte[] one = packets.next();
                byte[] two = packets.next();
                for (byte[] packet : random.nextBoolean() ? List.of(two, one, one) : List.of(one, two, one))
                    streams.deliver(packet, 5000);
                streams.slices(2);
                while (receive(out).length > 0) came++;
            }
            streams.slices(10);
            while (receive(out).length > 0) came++;
            assertThat(came).isEqualTo(1000);
            JitterBufferStats stats = stats(pipeline);
            assertThat(stats.delivered()).isEqualTo(1000);
            assertThat(stats.duplicate() + stats.late()).isEqualTo(500);
            assertThat(Streams.accounted(stats)).isEqualTo(stats.received()).isEqualTo(1500);
            streams.to(pipeline, State.NULL);
            assertThat(streams.outstanding()).isZero();
        }
    }

    // ---- hostile input

    private static byte[] hostile(SplittableRandom random, byte[] wellFormed) {
        byte[] datagram = wellFormed.clone();
        switch (random.nextInt(5)) {
            case 0 -> datagram = new byte[random.nextInt(200)];
            case 1 -> {
                datagram = new byte[random.nextInt(2000)];
                random.nextBytes(datagram);
            }
            case 2 -> datagram = Arrays.copyOf(datagram, random.nextInt(datagram.length));
            case 3 -> {
                for (int flips = 1 + random.nextInt(6); flips > 0; flips--)
                    datagram[random.nextInt(HEADER)] ^= (byte) (1 << random.nextInt(8));
            }
            default -> {
                random.nextBytes(datagram);
                datagram[0] = (byte) (0x80 | random.nextInt(64));
            }
        }
        return datagram;
    }

    @Test
    void aHundredThousandHostileDatagramsAreCountedAndHurtNobody() throws IOException {
        try (Streams streams = new Streams()) {
            hostileInput(
                    streams, open(streams), 100_000, (datagram, pipeline) -> streams.deliver(datagram, port(pipeline)));
        }
    }

    @Test
    @Tag("backend")
    void hostileDatagramsOverLoopbackAreCountedAndHurtNobody() throws IOException {
        try (Streams streams = new Streams(Backends.find());
                UdpSocket sender = open(streams)) {
            hostileInput(streams, open(streams), 100_000, (datagram, pipeline) -> {
                try {
                    send(sender, datagram, Endpoint.of("127.0.0.1", port(pipeline)));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    private interface Wire {
        void carry(byte[] datagram, Pipeline to);
    }

    private void hostileInput(Streams streams, UdpSocket out, int count, Wire wire) throws IOException {
        UdpSocket nowhere = open(streams);
        Pipeline victim =
                streams.pipeline(Streams.transcoding(0, nowhere.localAddress().getPort()));
        Pipeline good =
                streams.pipeline(Streams.transcoding(0, out.localAddress().getPort()));
        streams.to(victim, State.PLAYING);
        streams.to(good, State.PLAYING);
        SplittableRandom random = new SplittableRandom(11);
        RtpPackets clean = RtpPackets.pcmu().ssrc(1);
        RtpPackets dirty = RtpPackets.pcmu().ssrc(2);
        int sent = 0;
        int sentGood = 0;
        int came = 0;
        while (sent < count) {
            // As many per slice as a socket's buffer surely holds.
            for (int i = 0; i < 100; i++, sent++) wire.carry(hostile(random, dirty.next()), victim);
            wire.carry(clean.next(), good);
            sentGood++;
            for (int i = 0; i < 40 && received(victim) < sent; i++) streams.slices(1);
            while (receive(out).length > 0) came++;
            while (receive(nowhere).length > 0) {}
        }
        for (int i = 0; i < 400; i++) {
            streams.slices(1);
            while (receive(out).length > 0) came++;
            while (receive(nowhere).length > 0) {}
        }
        assertThat(came).as("the stream beside it").isEqualTo(sentGood);
        JitterBufferStats stats = stats(victim);
        assertThat(victim.get("jb").sinkPads().getFirst().buffers()).isEqualTo(sent);
        assertThat(stats.received()).isEqualTo(sent);
        assertThat(Streams.accounted(stats)).isEqualTo(sent);
        assertThat(stats.invalid()).isGreaterThan(sent / 10);
        assertThat(Streams.accounted(stats(good))).isEqualTo(stats(good).received());
        streams.to(victim, State.NULL);
        streams.to(good, State.NULL);
        assertThat(Streams.accounted(stats)).as("what was held is discarded").isEqualTo(sent);
        assertThat(streams.outstanding()).isZero();
        assertThat(Streams.problems(good)).isEmpty();
        assertThat(Streams.messages(victim).stream().filter(text -> text.startsWith("Error")))
                .isEmpty();
        out.close();
        nowhere.close();
    }

    private static long received(Pipeline pipeline) {
        JitterBufferStats stats = ((JitterBufferElement) pipeline.get("jb")).stats();
        return stats == null ? 0 : stats.received();
    }

    // ---- the end, and stops

    @Test
    void theEndOfTheStreamComesOutAfterTheLastPacket() throws IOException {
        try (Streams streams = new Streams()) {
            UdpSocket out = open(streams);
            Pipeline pipeline = streams.pipeline(
                    Streams.transcoding(5000, out.localAddress().getPort()));
            streams.to(pipeline, State.PLAYING);
            RtpPackets packets = RtpPackets.pcmu();
            for (int i = 0; i < 20; i++) {
                streams.deliver(packets.next(), 5000);
                streams.slices(1);
            }
            Streams.messages(pipeline);
            pipeline.sendEndOfStream();
            streams.environment.step();
            assertThat(Streams.messages(pipeline)).isEmpty();
            streams.slices(10);
            assertThat(Streams.messages(pipeline)).hasSize(1).allMatch(text -> text.startsWith("EndOfStream"));
            int came = 0;
            while (receive(out).length > 0) came++;
            assertThat(came).isEqualTo(20);
            assertThat(streams.outstanding()).isZero();
            streams.to(pipeline, State.NULL);
        }
    }

    @Test
    void stoppingInTheMiddleOfTrafficReturnsAllBuffersAndItPlaysAgain() throws IOException {
        try (Streams streams = new Streams()) {
            UdpSocket out = open(streams);
            Pipeline pipeline = streams.pipeline(
                    Streams.transcoding(5000, out.localAddress().getPort()));
            for (int round = 0; round < 5; round++) {
                streams.to(pipeline, State.PLAYING);
                RtpPackets packets = RtpPackets.pcmu();
                int came = 0;
                for (int i = 0; i < 30; i++) {
                    streams.deliver(packets.next(), 5000);
                    streams.slices(1);
                    while (receive(out).length > 0) came++;
                }
                assertThat(came).as("round %d", round).isGreaterThan(20);
                assertThat(streams.outstanding()).isPositive();
                streams.deliver(packets.next(), 5000);
                streams.to(pipeline, round % 2 == 0 ? State.NULL : State.READY);
                assertThat(streams.outstanding()).isZero();
                while (receive(out).length > 0) {}
            }
            streams.to(pipeline, State.NULL);
            assertThat(Streams.problems(pipeline)).isEmpty();
        }
    }

    @Test
    void aPauseKeepsTheStreamWhole() throws IOException {
        try (Streams streams = new Streams()) {
            UdpSocket out = open(streams);
            Pipeline pipeline = streams.pipeline(
                    Streams.transcoding(5000, out.localAddress().getPort()));
            RtpPackets packets = RtpPackets.pcmu();
            int came = 0;
            for (int round = 0; round < 3; round++) {
                streams.to(pipeline, State.PLAYING);
                for (int i = 0; i < 50; i++) {
                    streams.deliver(packets.next(), 5000);
                    streams.slices(1);
                    while (receive(out).length > 0) came++;
                }
                streams.slices(10);
                while (receive(out).length > 0) came++;
                streams.to(pipeline, State.PAUSED);
                streams.slices(100);
            }
            assertThat(came).isEqualTo(150);
            streams.to(pipeline, State.NULL);
            assertThat(streams.outstanding()).isZero();
        }
    }

    // ---- many clients

    @Test
    void twoHundredClientsEachGetEveryPacket() throws IOException {
        try (Streams streams = new Streams()) {
            List<UdpSocket> clients = new ArrayList<>();
            for (int i = 0; i < 200; i++) clients.add(open(streams));
            String list = clients.stream()
                    .map(socket -> "127.0.0.1:" + socket.localAddress().getPort())
                    .collect(Collectors.joining(","));
            Pipeline pipeline = streams.pipeline(
                    Streams.source(5000, "! ts-udpsink name=sink sync=false clients=\"" + list + "\""));
            streams.to(pipeline, State.PLAYING);
            for (byte i = 0; i < 10; i++) {
                streams.deliver(new byte[] {i, 1, 2}, 5000);
                if (i % 3 == 2) streams.slices(1);
            }
            streams.slices(20);
            for (UdpSocket client : clients)
                for (byte i = 0; i < 10; i++) assertThat(receive(client)).containsExactly(i, 1, 2);
            assertThat(pipeline.get("sink").get("packets-sent")).isEqualTo(2000L);
            ((UdpSink) pipeline.get("sink")).clearClients();
            streams.deliver(new byte[] {1}, 5000);
            streams.slices(20);
            assertThat(pipeline.get("sink").get("packets-sent")).isEqualTo(2000L);
            assertThat(streams.outstanding()).isZero();
            streams.to(pipeline, State.NULL);
        }
    }

    @Test
    void aClientOfAnotherFamilyIsWarnedOfOnceAndTheOthersGetEverything() throws IOException {
        try (Streams streams = new Streams(Backends.find())) {
            UdpSocket client = open(streams);
            Pipeline pipeline = streams.pipeline(Streams.source(
                    0,
                    "! ts-udpsink name=sink sync=false bind-address-v6=\"\" clients=\"[::1]:4000,127.0.0.1:"
                            + client.localAddress().getPort() + "\""));
            streams.to(pipeline, State.PLAYING);
            try (UdpSocket sender = open(streams)) {
                for (byte i = 0; i < 5; i++) send(sender, new byte[] {i}, Endpoint.of("127.0.0.1", port(pipeline)));
            }
            streams.slices(20);
            for (byte i = 0; i < 5; i++) assertThat(receive(client)).containsExactly(i);
            assertThat(Streams.problems(pipeline)).singleElement().asString().contains("client=[0:0:0:0:0:0:0:1]:4000");
            assertThat(pipeline.get("sink").get("packets-failed")).isEqualTo(5L);
            assertThat(streams.outstanding()).isZero();
            streams.to(pipeline, State.NULL);
            client.close();
        }
    }

    // ---- one socket for the sinks of a context

    @Test
    @Tag("backend")
    void sinksThatShareTheirSocketSendFromOnePortAndPartInPeace() throws IOException {
        try (Streams streams = new Streams(Backends.find());
                UdpSocket client = open(streams);
                UdpSocket sender = open(streams)) {
            Pipeline first = streams.pipeline(sharing(client));
            Pipeline second = streams.pipeline(sharing(client));
            streams.to(first, State.PLAYING);
            streams.to(second, State.PLAYING);
            for (Pipeline pipeline : List.of(first, second))
                send(sender, new byte[] {1}, Endpoint.of("127.0.0.1", port(pipeline)));
            streams.slices(1);
            Endpoint from = senderOfNext(client);
            assertThat(senderOfNext(client)).isEqualTo(from);
            streams.to(first, State.NULL);
            send(sender, new byte[] {2}, Endpoint.of("127.0.0.1", port(second)));
            streams.slices(1);
            assertThat(senderOfNext(client)).isEqualTo(from);
            streams.to(second, State.NULL);
            assertThat(streams.outstanding()).isZero();
            DatagramOptions same = DatagramOptions.bindTo(from.address());
            try (UdpSocket again = UdpSocket.open(streams.environment, same)) {
                assertThat(again.isClosed())
                        .as("the last one closed the socket")
                        .isFalse();
            }
        }
    }

    private Endpoint senderOfNext(UdpSocket socket) throws IOException {
        assertThat(socket.tryReceive(memory, 0, 2048, true)).isEqualTo(1);
        return requireNonNull(socket.sender());
    }

    @Test
    @Tag("backend")
    void aSharedSocketThatCannotBeOpenedIsAnErrorOfItsSinkAlone() throws IOException {
        try (Streams streams = new Streams(Backends.find());
                UdpSocket taken = open(streams);
                UdpSocket sender = open(streams)) {
            int port = taken.localAddress().getPort();
            Pipeline refused = streams.pipeline(Streams.source(
                    0, "! ts-udpsink shared-socket=true bind-address=127.0.0.1 sync=false bind-port=" + port));
            streams.to(refused, State.PLAYING);
            send(sender, new byte[] {1}, Endpoint.of("127.0.0.1", port(refused)));
            streams.slices(2);
            assertThat(Streams.problems(refused).getFirst()).contains("127.0.0.1:" + port);
            assertThat(streams.outstanding()).isZero();
            streams.to(refused, State.NULL);
        }
    }

    private static String sharing(UdpSocket client) {
        return Streams.source(
                0,
                "! ts-udpsink shared-socket=true sync=false bind-address=127.0.0.1 clients=127.0.0.1:"
                        + client.localAddress().getPort());
    }

    // ---- failures on the way up

    @Test
    @Tag("backend")
    void aPortInUseIsToldWithTheAddressAndEverythingIsGivenBack() throws IOException {
        try (Streams streams = new Streams(Backends.find());
                UdpSocket taken = open(streams)) {
            int port = taken.localAddress().getPort();
            Pipeline pipeline = streams.pipeline(Streams.source(port, "! fakesink"));
            assertThatThrownBy(() -> streams.to(pipeline, State.PLAYING)).hasStackTraceContaining("127.0.0.1:" + port);
            assertThat(Streams.problems(pipeline)).singleElement().asString().contains("address=127.0.0.1:" + port);
            streams.to(pipeline, State.NULL);
            Pipeline other = streams.pipeline(Streams.source(0, "! fakesink"));
            streams.to(other, State.PLAYING);
            streams.to(other, State.NULL);
        }
    }

    // ---- many pipelines

    @Test
    void aThousandPipelinesComeUpAndGoDownOnOneContext() {
        try (Streams streams = new Streams()) {
            List<Pipeline> pipelines = IntStream.range(0, 1000)
                    .mapToObj(i -> streams.pipeline(Streams.source(6000 + i, "! ts-jitterbuffer ! fakesink name=out")))
                    .toList();
            for (Pipeline pipeline : pipelines) pipeline.play();
            streams.slices(5);
            RtpPackets packets = RtpPackets.pcmu();
            for (int round = 0; round < 3; round++) {
                byte[] packet = packets.next();
                for (int i = 0; i < 1000; i++) streams.deliver(packet, 6000 + i);
                streams.slices(1);
            }
            streams.slices(20);
            assertThat(pipelines).allMatch(p -> Objects.equals(p.get("out").get("buffers"), 3L));
            for (Pipeline pipeline : pipelines) pipeline.stop();
            streams.slices(5);
            assertThat(pipelines)
                    .allMatch(p -> p.elements().stream().allMatch(element -> element.state() == State.NULL));
            assertThat(streams.outstanding()).isZero();
            assertThat(streams.context.reactor().size()).isZero();
        }
    }

    @Test
    @Tag("backend")
    @Timeout(30)
    void aThousandPipelinesComeUpAndGoDownOnTheMachine() {
        Environment machine = Environment.machine();
        List<Pipeline> pipelines = IntStream.range(0, 1000)
                .mapToObj(i -> Launch.into(
                        new Pipeline("p" + i, machine),
                        Registry.installed(),
                        "ts-udpsrc address=127.0.0.1 port=0 context=thousand context-wait=5 ! fakesink"))
                .toList();
        var up = pipelines.stream().map(Pipeline::play).toList();
        for (var change : up) assertThat(BlockOn.run(change)).isEqualTo(State.PLAYING);
        var down = pipelines.stream().map(Pipeline::stop).toList();
        for (var change : down) assertThat(BlockOn.run(change)).isEqualTo(State.NULL);
        for (Pipeline pipeline : pipelines)
            for (Message m = pipeline.bus().poll();
                    m != null;
                    m = pipeline.bus().poll())
                assertThat(m)
                        .isInstanceOfAny(
                                Message.StateChanged.class, Message.PropertyNotify.class, Message.StreamStart.class);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("thousand"));
    }

    @Test
    @Tag("backend")
    @Timeout(30)
    void stoppingWhileTrafficFlowsOnTheMachineEndsAndFreesThePort() throws IOException {
        for (int waitMs : new int[] {0, 5}) {
            Pipeline pipeline =
                    Launch.pipeline("ts-udpsrc name=src address=127.0.0.1 port=0 reuse=false context=traffic" + waitMs
                            + " context-wait=" + waitMs + " ! fakesink name=out");
            try (UdpSocket sender = UdpSocket.bind("127.0.0.1", 0)) {
                for (int round = 0; round < 5; round++) {
                    BlockOn.run(pipeline.play());
                    Endpoint to = Endpoint.of("127.0.0.1", port(pipeline));
                    while ((long) Objects.requireNonNull(pipeline.get("out").get("buffers")) < 50) {
                        send(sender, new byte[100], to);
                        BlockOn.run(Futures.sleep(Duration.ofMillis(1)));
                    }
                    for (int i = 0; i < 50; i++) send(sender, new byte[100], to);
                    BlockOn.run(pipeline.stop());
                    UdpSocket.bind("127.0.0.1", port(pipeline)).close();
                }
            }
        }
    }
}

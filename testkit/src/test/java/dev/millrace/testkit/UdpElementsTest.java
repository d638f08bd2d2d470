package dev.millrace.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.element.udp.UdpSink;
import dev.millrace.element.udp.UdpSrc;
import dev.millrace.io.Interfaces;
import dev.millrace.io.UdpSocket;
import dev.millrace.media.Element;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.PropertyException;
import dev.millrace.media.State;
import dev.millrace.reactor.Backends;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.SocketSetting;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be set on ts-udpsrc, udpsrc, ts-udpsink and udpsink, and what comes of it; in memory and on loopback. */
class UdpElementsTest {
    private final NativeMemory memory = NativeMemory.allocate(2048);

    private static UdpSocket open(Streams streams, String literal) throws IOException {
        return UdpSocket.open(
                streams.environment, DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral(literal), 0)));
    }

    private byte[] receive(UdpSocket socket) throws IOException {
        int length = socket.tryReceive(memory, 0, 2048, false);
        return length < 0 ? new byte[0] : memory.segment().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private void send(UdpSocket from, Endpoint to, int... bytes) throws IOException {
        for (int i = 0; i < bytes.length; i++) memory.segment().set(ValueLayout.JAVA_BYTE, i, (byte) bytes[i]);
        assertThat(from.trySend(memory, 0, bytes.length, to)).isEqualTo(bytes.length);
    }

    private static int portOf(UdpSocket socket) {
        return socket.localAddress().getPort();
    }

    private static UdpSrc source(Pipeline pipeline) {
        return (UdpSrc) pipeline.get("src");
    }

    private static UdpSink sink(Pipeline pipeline) {
        return (UdpSink) pipeline.get("sink");
    }

    /** Two bytes for each of {@code count} datagrams: its number and 9. */
    private static void deliver(Streams streams, int count) {
        for (int i = 0; i < count; i++) streams.deliver(new byte[] {(byte) i, 9}, 5000);
    }

    private static void end(Streams streams, Pipeline pipeline) {
        streams.to(pipeline, State.NULL);
        assertThat(streams.outstanding()).isZero();
    }

    // ---- receiving

    @Test
    void theFirstBytesArePassedOver() throws IOException {
        try (Streams streams = new Streams();
                UdpSocket client = open(streams, "127.0.0.1")) {
            Pipeline pipeline = streams.pipeline(Streams.source(
                    5000, "skip-first-bytes=1 ! ts-udpsink sync=false clients=127.0.0.1:" + portOf(client)));
            streams.to(pipeline, State.PLAYING);
            streams.deliver(new byte[] {1, 2, 3}, 5000);
            streams.deliver(new byte[] {}, 5000);
            streams.slices(1);
            assertThat(receive(client)).containsExactly(2, 3);
            end(streams, pipeline);
        }
    }

    @Test
    void aStreamEndsAfterAsManyBuffersAsWereAskedFor() {
        try (Streams streams = new Streams()) {
            Pipeline pipeline = streams.pipeline("udpsrc name=src address=127.0.0.1 port=5000 reuse=false num-buffers=3"
                    + " ! fakesink name=sink async=false");
            streams.to(pipeline, State.PLAYING);
            deliver(streams, 5);
            streams.slices(20);
            assertThat(pipeline.get("sink").get("buffers")).isEqualTo(3L);
            assertThat(Streams.messages(pipeline)).anyMatch(message -> message.startsWith("EndOfStream"));
            streams.to(pipeline, State.NULL);
        }
    }

    @Test
    void silenceIsToldAgainAndAgainAndEndsWithADatagram() {
        try (Streams streams = new Streams()) {
            Pipeline pipeline = streams.pipeline(Streams.source(5000, "timeout=100000000 ! fakesink async=false"));
            streams.to(pipeline, State.PLAYING);
            streams.slices(16); // 320 ms
            assertThat(silences(pipeline))
                    .hasSize(3)
                    .allMatch(structure -> new Value.Uint64(100_000_000).equals(structure.field("timeout")));
            for (int i = 0; i < 16; i++) {
                deliver(streams, 1);
                streams.slices(1);
            }
            assertThat(silences(pipeline)).isEmpty();
            streams.slices(7);
            assertThat(silences(pipeline)).hasSize(1);
            pipeline.get("src").set("timeout", 0L);
            streams.slices(20);
            assertThat(silences(pipeline)).hasSizeLessThanOrEqualTo(1);
            end(streams, pipeline);
        }
    }

    private static List<Structure> silences(Pipeline pipeline) {
        List<Structure> all = new ArrayList<>();
        for (Message m = pipeline.bus().poll(); m != null; m = pipeline.bus().poll())
            if (m instanceof Message.ElementMessage element
                    && element.structure().name().equals("GstUDPSrcTimeout")) all.add(element.structure());
        return all;
    }

    @Test
    void anAddressIsReadFromAUri() {
        try (Streams streams = new Streams()) {
            Element source = streams.pipeline("udpsrc name=src ! fakesink").get("src");
            source.set("uri", "udp://[::1]:6000");
            assertThat(source.get("address")).isEqualTo("::1");
            assertThat(source.get("port")).isEqualTo(6000);
            assertThat(source.get("uri")).isEqualTo("udp://[::1]:6000");
            source.set("uri", "udp://232.1.1.1?multicast-source=+192.0.2.7&multicast-iface=lo");
            assertThat(source.get("multicast-group")).isEqualTo("232.1.1.1");
            assertThat(source.get("port")).isEqualTo(5004);
            assertThat(source.get("multicast-source")).isEqualTo("+192.0.2.7");
            assertThat(source.get("multicast-iface")).isEqualTo("lo");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:5004", "udp://", "udp://127.0.0.1:5004?colour=red", "udp://example:1", "%"})
    void aUriThatCannotBeReadIsRefusedWithItsText(String uri) {
        try (Streams streams = new Streams()) {
            Element source = streams.pipeline("udpsrc name=src ! fakesink").get("src");
            assertThatThrownBy(() -> source.set("uri", uri))
                    .isInstanceOf(PropertyException.class)
                    .hasMessageContaining("uri=" + (uri.contains("example") ? "example" : uri));
        }
    }

    // ---- multicast

    @Test
    @Tag("backend")
    void aMulticastGroupIsJoinedOnTheInterfaceAndReceived() throws IOException {
        try (Streams streams = new Streams(Backends.find());
                UdpSocket sender = open(streams, "127.0.0.1")) {
            sender.multicastInterface(Interfaces.named("lo"));
            Pipeline pipeline = streams.pipeline("ts-udpsrc name=src port=0 context=streams context-wait=20"
                    + " address=239.255.7.1 multicast-iface=lo ! fakesink name=sink async=false");
            streams.to(pipeline, State.PLAYING);
            send(sender, Endpoint.of("239.255.7.1", source(pipeline).port()), 1, 2, 3);
            streams.slices(10);
            assertThat(pipeline.get("sink").get("buffers")).isEqualTo(1L);
            end(streams, pipeline);
        }
    }

    /** The loopback interface has no route for multicast of IPv6; the group is joined all the same. */
    @Test
    @Tag("backend")
    void aMulticastGroupOfIpv6IsJoinedOnASocketOfIpv6() throws IOException {
        try (Streams streams = new Streams(Backends.find());
                UdpSocket sender = open(streams, "::1")) {
            Pipeline pipeline = streams.pipeline("ts-udpsrc name=src port=0 context=streams context-wait=20"
                    + " address=ff12::7:1 multicast-iface=lo ! fakesink name=sink async=false");
            streams.to(pipeline, State.PLAYING);
            send(sender, Endpoint.of("::1", source(pipeline).port()), 1, 2, 3);
            streams.slices(10);
            assertThat(pipeline.get("sink").get("buffers")).isEqualTo(1L);
            end(streams, pipeline);
            assertThat(Streams.problems(pipeline)).isEmpty();
        }
    }

    @Test
    @Tag("backend")
    void onlyTheSendersThatAreWantedAreReceived() throws IOException {
        try (Streams streams = new Streams(Backends.find());
                UdpSocket wanted = open(streams, "127.0.0.1");
                UdpSocket other = open(streams, "127.0.0.2")) {
            Pipeline pipeline = streams.pipeline(
                    "ts-udpsrc name=src port=0 context=streams context-wait=20"
                            + " address=232.1.1.7 multicast-iface=lo multicast-source=+127.0.0.1 ! fakesink name=sink async=false");
            streams.to(pipeline, State.PLAYING);
            for (UdpSocket sender : List.of(wanted, other)) {
                sender.multicastInterface(Interfaces.named("lo"));
                send(sender, Endpoint.of("232.1.1.7", source(pipeline).port()), 1);
            }
            streams.slices(10);
            assertThat(pipeline.get("sink").get("buffers")).isEqualTo(1L);
            end(streams, pipeline);
        }
    }

    @Test
    void anInterfaceThatIsNotThereIsNamed() {
        try (Streams streams = new Streams(Backends.find())) {
            Pipeline pipeline = streams.pipeline("ts-udpsrc port=0 context=streams context-wait=20 address=239.255.7.1"
                    + " multicast-iface=nowhere0 ! fakesink");
            assertThatThrownBy(() -> streams.to(pipeline, State.PLAYING)).hasMessageContaining("nowhere0");
            end(streams, pipeline);
        }
    }

    @Test
    @Tag("backend")
    void aSinkSendsToAGroupByItsInterface() throws IOException {
        try (Streams streams = new Streams(Backends.find())) {
            Pipeline receiving = streams.pipeline("ts-udpsrc name=src port=0 context=streams context-wait=20"
                    + " address=239.255.7.2 multicast-iface=lo ! fakesink name=sink async=false");
            streams.to(receiving, State.PLAYING);
            Pipeline sending = streams.pipeline(Streams.source(
                    0,
                    "! ts-udpsink name=sink sync=false multicast-iface=lo clients=239.255.7.2:"
                            + source(receiving).port()));
            streams.to(sending, State.PLAYING);
            try (UdpSocket sender = open(streams, "127.0.0.1")) {
                send(sender, Endpoint.of("127.0.0.1", source(sending).port()), 1, 2);
            }
            streams.slices(10);
            assertThat(sink(sending).get("packets-sent")).isEqualTo(1L);
            assertThat(receiving.get("sink").get("buffers")).isEqualTo(1L);
            end(streams, sending);
            end(streams, receiving);
        }
    }

    @Test
    @Tag("backend")
    void aSinkIsInTheGroupsOfItsClientsAndInNoOther() throws IOException {
        try (Streams streams = new Streams(Backends.find())) {
            Pipeline pipeline = streams.pipeline(Streams.source(
                    0,
                    "! ts-udpsink name=sink sync=false multicast-iface=lo clients=239.255.7.3:5004,239.255.7.4:5004"));
            streams.to(pipeline, State.PLAYING);
            assertThat(joinedOnLoopback()).contains("0307FFEF", "0407FFEF");
            sink(pipeline).emit("remove", "239.255.7.3", 5004);
            assertThat(joinedOnLoopback()).contains("0407FFEF").doesNotContain("0307FFEF");
            sink(pipeline).emit("add", "239.255.7.4", 5006);
            sink(pipeline).emit("remove", "239.255.7.4", 5004);
            assertThat(joinedOnLoopback()).contains("0407FFEF");
            end(streams, pipeline);
            assertThat(joinedOnLoopback()).doesNotContain("0307FFEF", "0407FFEF");
        }
    }

    /** The groups that any socket is in there, as Linux lists them. */
    private static List<String> joinedOnLoopback() throws IOException {
        List<String> groups = new ArrayList<>();
        boolean here = false;
        for (String line : Files.readAllLines(Path.of("/proc/net/igmp"))) {
            if (!line.startsWith("\t")) here = line.contains("lo ");
            else if (here) groups.add(line.strip().substring(0, 8));
        }
        return groups;
    }

    // ---- sockets

    @Test
    @Tag("backend")
    void aSinkSendsFromThePortOfASource() throws IOException {
        try (Streams streams = new Streams(Backends.find());
                UdpSocket peer = open(streams, "127.0.0.1")) {
            Pipeline pipeline = streams.pipeline(
                    Streams.source(0, "! ts-udpsink name=sink sync=false clients=127.0.0.1:" + portOf(peer)));
            streams.to(pipeline, State.READY);
            UdpSocket used = requireNonNull((UdpSocket) pipeline.get("src").get("used-socket"));
            Pipeline second = streams.pipeline(
                    Streams.source(0, "! ts-udpsink name=sink sync=false clients=127.0.0.1:" + portOf(peer)));
            second.get("sink").set("socket", used);
            streams.to(pipeline, State.PLAYING);
            streams.to(second, State.PLAYING);
            assertThat(second.get("sink").get("used-socket")).isSameAs(used);
            try (UdpSocket sender = open(streams, "127.0.0.1")) {
                send(sender, Endpoint.of("127.0.0.1", source(second).port()), 7);
            }
            streams.slices(10);
            assertThat(peer.tryReceive(memory, 0, 2048, true)).isEqualTo(1);
            assertThat(requireNonNull(peer.sender()).address().getPort())
                    .isEqualTo(source(pipeline).port());
            end(streams, second);
            assertThat(used.isClosed()).isFalse();
            end(streams, pipeline);
            assertThat(used.isClosed()).isTrue();
        }
    }

    @Test
    void whatIsSetOnASinkIsSetOnItsSockets() throws IOException {
        try (Streams streams = new Streams(Backends.find())) {
            Pipeline pipeline = streams.pipeline(
                    Streams.source(
                            0,
                            "! ts-udpsink name=sink qos-dscp=46 ttl=7 ttl-mc=3 loop=false clients=\"127.0.0.1:4000,[::1]:4000\""));
            streams.to(pipeline, State.READY);
            for (String which : List.of("used-socket", "used-socket-v6")) {
                UdpSocket used = requireNonNull((UdpSocket) pipeline.get("sink").get(which));
                assertThat(used.get(SocketSetting.DSCP)).isEqualTo(46);
                if (Backends.find().name().equals("epoll"))
                    assertThat(used.get(SocketSetting.TTL)).isEqualTo(7);
                assertThat(used.get(SocketSetting.MULTICAST_TTL)).isEqualTo(3);
                assertThat(used.get(SocketSetting.MULTICAST_LOOP)).isZero();
            }
            end(streams, pipeline);
        }
    }

    // ---- clients

    @Test
    void clientsComeAndGoByActionsAndAreCountedOneByOne() throws IOException {
        try (Streams streams = new Streams();
                UdpSocket first = open(streams, "127.0.0.1");
                UdpSocket second = open(streams, "127.0.0.1")) {
            Pipeline pipeline = streams.pipeline(
                    Streams.source(5000, "! ts-udpsink name=sink sync=false clients=127.0.0.1:" + portOf(first)));
            streams.to(pipeline, State.PLAYING);
            deliver(streams, 1);
            streams.slices(20);
            Element sink = pipeline.get("sink");
            sink.emit("add", "localhost", portOf(second));
            deliver(streams, 2);
            streams.slices(20);
            assertThat(stats(sink, "127.0.0.1", first)).isEqualTo("packets=3 bytes=6");
            assertThat(stats(sink, "localhost", second)).isEqualTo("packets=2 bytes=4");
            sink.emit("remove", "127.0.0.1", portOf(first));
            deliver(streams, 1);
            streams.slices(20);
            assertThat(sink.emit("get-stats", "127.0.0.1", portOf(first))).isNull();
            assertThat(sink.get("packets-sent")).isEqualTo(6L);
            assertThat(sink.get("clients")).isEqualTo("localhost:" + portOf(second));
            sink.emit("clear");
            deliver(streams, 1);
            streams.slices(20);
            assertThat(sink.get("packets-sent")).isEqualTo(6L);
            end(streams, pipeline);
        }
    }

    private static String stats(Element sink, String host, UdpSocket client) {
        Structure stats = (Structure) requireNonNull(sink.emit("get-stats", host, portOf(client)));
        return "packets=" + ((Value.Uint64) requireNonNull(stats.field("packets-sent"))).bits() + " bytes="
                + ((Value.Uint64) requireNonNull(stats.field("bytes-sent"))).bits();
    }

    @Test
    void addingTwiceAndRemovingAStrangerAreWarnings() {
        try (Streams streams = new Streams()) {
            Pipeline pipeline = streams.pipeline(Streams.source(5000, "! ts-udpsink name=sink clients=127.0.0.1:4000"));
            Element sink = pipeline.get("sink");
            sink.emit("add", "127.0.0.1", 4000);
            sink.emit("remove", "127.0.0.1", 4001);
            assertThat(sink.get("clients")).isEqualTo("127.0.0.1:4000");
            assertThat(Streams.problems(pipeline))
                    .satisfiesExactly(
                            twice -> assertThat(twice).contains("client is there already: client=127.0.0.1:4000"),
                            unknown -> assertThat(unknown).contains("client is unknown: client=127.0.0.1:4001"));
            assertThatThrownBy(() -> sink.emit("add", "127.0.0.1"))
                    .isInstanceOf(PropertyException.class)
                    .hasMessageContaining("action=add");
        }
    }

    @Test
    void aClassicSinkSendsTwiceToAClientThatWasAddedTwice() throws IOException {
        try (Streams streams = new Streams();
                UdpSocket client = open(streams, "127.0.0.1")) {
            Pipeline pipeline = streams.pipeline(
                    Streams.source(5000, "! udpsink name=sink sync=false host=127.0.0.1 port=" + portOf(client)));
            pipeline.get("sink").emit("add", "127.0.0.1", portOf(client));
            streams.to(pipeline, State.PLAYING);
            deliver(streams, 1);
            streams.slices(1);
            assertThat(pipeline.get("sink").get("packets-sent")).isEqualTo(2L);
            assertThat(receive(client)).containsExactly(0, 9);
            assertThat(receive(client)).containsExactly(0, 9);
            end(streams, pipeline);
        }
    }

    @Test
    void aNameThatNobodyKnowsIsToldAndTheOthersStay() throws IOException {
        try (Streams streams = new Streams(Backends.find())) {
            Pipeline pipeline =
                    streams.pipeline(Streams.source(0, "! ts-udpsink name=sink clients=no-such-host.invalid:4000"));
            assertThatThrownBy(() -> streams.to(pipeline, State.READY)).hasMessageContaining("no-such-host.invalid");
            streams.to(pipeline, State.NULL);
            pipeline.get("sink").set("clients", "127.0.0.1:4000");
            streams.to(pipeline, State.READY);
            Streams.messages(pipeline);
            pipeline.get("sink").emit("add", "no-such-host.invalid", 4000);
            streams.slices(1);
            assertThat(Streams.problems(pipeline)).singleElement().asString().contains("no-such-host.invalid");
            end(streams, pipeline);
        }
    }
}

package dev.millrace.element.tcp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.caps.Structure;
import dev.millrace.io.StreamListener;
import dev.millrace.io.StreamSocket;
import dev.millrace.media.Buffer;
import dev.millrace.media.Event;
import dev.millrace.media.Message;
import dev.millrace.media.PropertyException;
import dev.millrace.media.Unit;
import dev.millrace.reactor.ListenerOptions;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.testkit.PadHarness;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of a tcpserversink that come, fall behind and are removed, over the network in memory. */
class TcpServerSinkTest {
    private static final long MS = 1_000_000;
    private static final int LARGE = 100_000;

    private final NativeMemory memory = NativeMemory.allocate(LARGE);
    private final List<String> told = new ArrayList<>();

    private PadHarness sink(String properties) {
        PadHarness h = PadHarness.of("tcpserversink port=0 async=false sync=false " + properties);
        for (String signal : List.of("client-added", "client-removed", "client-socket-removed"))
            h.element().connect(signal, (_, arguments) -> {
                told.add(arguments.size() == 1 ? signal : signal + " " + arguments.get(1));
                return null;
            });
        h.event(new Event.Segment(Event.Segment.Format.TIME, 0));
        return h;
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    private static StreamSocket connect(PadHarness h) {
        int port = (Integer) requireNonNull(h.get("current-port"));
        JoinHandle<StreamSocket> connecting = h.context().spawn(StreamSocket.connect(loopback(port)));
        h.advance(Duration.ofMillis(3));
        return connecting.result();
    }

    /** Pushes a buffer of one byte; a number below zero stands for one that is no keyframe. */
    private static void push(PadHarness h, int... numbers) {
        for (int number : numbers) {
            Buffer buffer = h.buffer(new byte[] {(byte) Math.abs(number)});
            buffer.setPtsNs(10 * MS * Math.abs(number));
            buffer.setDurationNs(10 * MS);
            if (number < 0) buffer.setFlags(Buffer.DELTA_UNIT);
            h.push(buffer);
        }
        h.advance(Duration.ofMillis(2));
    }

    private String received(PadHarness h, StreamSocket socket) throws IOException {
        h.advance(Duration.ofMillis(2));
        StringBuilder all = new StringBuilder();
        for (int count = 1; count > 0; ) {
            count = socket.tryRead(memory, 0, LARGE);
            for (int i = 0; i < count; i++) all.append(memory.segment().get(ValueLayout.JAVA_BYTE, i));
        }
        return all.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sync-method=latest                                                   | 89",
                "sync-method=next-keyframe                                            | 9",
                "sync-method=latest-keyframe                                          | 56789",
                "sync-method=burst burst-format=buffers burst-value=2                 | 6789",
                "sync-method=burst burst-format=bytes burst-value=3                   | 56789",
                "sync-method=burst burst-format=time burst-value=20000000             | 6789",
                "sync-method=burst burst-format=buffers burst-value=100               | 3456789",
                "sync-method=burst-keyframe burst-format=buffers burst-value=2        | 56789",
                "sync-method=burst-keyframe burst-format=buffers burst-value=4        | 56789",
                "sync-method=burst-with-keyframe burst-format=buffers burst-value=2   | 56789",
                "sync-method=burst-with-keyframe burst-format=buffers burst-value=4   | 456789",
            })
    void aNewClientBeginsAsItIsTold(String properties, String expected) throws IOException {
        try (PadHarness h = sink("buffers-min=5 " + properties)) {
            push(h, 1, 2, -3, -4, 5, -6, -7);
            assertThat(h.get("buffers-queued")).isEqualTo(5L);
            StreamSocket client = connect(h);
            push(h, -8, 9);
            String all = received(h, client);
            assertThat(all).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "buffers-min=3, 3",
        "bytes-min=4, 4",
        "time-min=50000000, 5",
        "buffers-min=2 bytes-min=3, 3",
        "port=0, 0"
    })
    void asMuchIsKeptAsIsAskedFor(String properties, long expected) {
        try (PadHarness h = sink(properties)) {
            push(h, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(h.get("buffers-queued")).isEqualTo(expected);
        }
    }

    /** Fills the connection of a client that reads nothing, then pushes what is too much. */
    private static void overrun(PadHarness h, int count) {
        for (int i = 0; i < count; i++) {
            Buffer buffer = h.buffer(new byte[LARGE]);
            buffer.setPtsNs(10 * MS * i);
            h.push(buffer);
        }
        h.advance(Duration.ofMillis(2));
    }

    @ParameterizedTest
    @CsvSource({
        "unit-format=bytes units-max=1000000",
        "unit-format=time units-max=100000000",
        "buffers-max=10",
        "units-max=10"
    })
    void oneThatIsTooFarBehindIsRemoved(String properties) {
        try (PadHarness h = sink(properties)) {
            StreamSocket client = connect(h);
            overrun(h, 60);
            assertThat(told).containsExactly("client-added", "client-removed SLOW");
            assertThat(h.get("num-handles")).isEqualTo(0L);
            assertThat(h.messages().stream().filter(Message.Warning.class::isInstance))
                    .hasSize(1);
            client.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unit-format=bytes units-soft-max=1000000 recover-policy=soft-limit, 11",
        "unit-format=time units-soft-max=100000000 recover-policy=soft-limit, 12",
        "buffers-soft-max=10 recover-policy=latest, 11",
        "buffers-soft-max=10 recover-policy=keyframe, 11"
    })
    void oneThatFallsBehindGoesOnWithLess(String properties, long most) {
        try (PadHarness h = sink(properties)) {
            StreamSocket client = connect(h);
            overrun(h, 60);
            assertThat(told).containsExactly("client-added");
            assertThat((Long) requireNonNull(h.get("buffers-queued"))).isBetween(1L, most);
            client.close();
        }
    }

    @Test
    void oneThatTakesNothingIsRemovedInTime() {
        try (PadHarness h = sink("timeout=1000000000")) {
            StreamSocket client = connect(h);
            overrun(h, 60);
            h.advance(Duration.ofMillis(900));
            push(h, 1);
            assertThat(told).containsExactly("client-added");
            h.advance(Duration.ofMillis(200));
            push(h, 2);
            assertThat(told).containsExactly("client-added", "client-removed SLOW");
            client.close();
        }
    }

    /** A socket of the application's own, and the far end of it. */
    private static StreamSocket[] pair(PadHarness h) throws IOException {
        try (var listener = StreamListener.open(h.environment(), ListenerOptions.bindTo(loopback(7_000)))) {
            JoinHandle<StreamSocket> accepting = h.context().spawn(listener.accept());
            JoinHandle<StreamSocket> connecting = h.context().spawn(StreamSocket.connect(loopback(7_000)));
            h.advance(Duration.ofMillis(5));
            return new StreamSocket[] {accepting.result(), connecting.result()};
        }
    }

    @Test
    void theApplicationAddsAndRemovesClients() throws IOException {
        try (PadHarness h = sink("buffers-min=3")) {
            StreamSocket[] own = pair(h);
            push(h, 1, 2, 3);
            h.element().emit("add-full", own[0], SyncMethod.BURST, Unit.BUFFERS, 2, Unit.BUFFERS, 3);
            h.advance(Duration.ofMillis(2));
            push(h, 4);
            assertThat(received(h, own[1])).isEqualTo("234");
            Structure stats = (Structure) requireNonNull(h.element().emit("get-stats", own[0]));
            assertThat(stats.toString())
                    .contains("bytes-sent=(uint64)3", "buffers-dropped=(uint64)0", "first-buffer-ts=(uint64)20000000");
            h.element().emit("remove", own[0]);
            h.advance(Duration.ofMillis(2));
            assertThat(told).containsExactly("client-added", "client-removed REMOVED", "client-socket-removed");
            assertThat(own[0].isClosed()).isFalse();
            assertThat(h.element().emit("get-stats", own[0])).isNull();
            own[0].close();
            own[1].close();
        }
    }

    @Test
    void oneThatIsRemovedWithAFlushGetsWhatThereIs() throws IOException {
        try (PadHarness h = sink("")) {
            StreamSocket[] own = pair(h);
            h.element().emit("add", own[0]);
            h.advance(Duration.ofMillis(2));
            overrun(h, 20);
            h.element().emit("remove-flush", own[0]);
            push(h, 1);
            assertThat(told).containsExactly("client-added");
            long sum = 0;
            while (told.size() == 1) {
                sum += Math.max(0, own[1].tryRead(memory, 0, LARGE));
                h.advance(Duration.ofMillis(1));
            }
            for (int count = 1; count > 0; sum += Math.max(0, count)) count = own[1].tryRead(memory, 0, LARGE);
            assertThat(sum).isEqualTo(20L * LARGE);
            assertThat(told.get(1)).isEqualTo("client-removed FLUSHING");
            own[0].close();
            own[1].close();
        }
    }

    @Test
    void allAreRemovedAndTheSinkGoesOn() throws IOException {
        try (PadHarness h = sink("")) {
            StreamSocket first = connect(h);
            h.element().emit("clear");
            h.advance(Duration.ofMillis(2));
            StreamSocket second = connect(h);
            push(h, 1);
            assertThat(received(h, second)).isEqualTo("1");
            assertThat(told).containsExactly("client-added", "client-removed REMOVED", "client-added");
            first.close();
            second.close();
        }
    }

    @Test
    void actionsRefuseWhatIsNoSocket() {
        try (PadHarness h = sink("")) {
            assertThatThrownBy(() -> h.element().emit("add", "host"))
                    .isInstanceOf(PropertyException.class)
                    .hasMessage("action takes a StreamSocket: action=add arguments=[host]");
        }
    }
}

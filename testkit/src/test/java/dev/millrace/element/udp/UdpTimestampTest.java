package dev.millrace.element.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.element.queue.AppSink;
import dev.millrace.io.UdpSocket;
import dev.millrace.launch.Launch;
import dev.millrace.media.Buffer;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.Sample;
import dev.millrace.media.State;
import dev.millrace.reactor.Backends;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that the kernel gives datagrams: real sockets, while the time of the pipeline is the test's. */
@Tag("backend")
@Timeout(20)
class UdpTimestampTest {
    private static final boolean EPOLL = Backends.find().name().equals("epoll");
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final String WARNING =
            "arrival times are not told, buffers get the time of their turn: element=src socket=udp(local=127.0.0.1:";

    private final SteppedEnvironment environment = new SteppedEnvironment(1, Backends.find());
    private final NativeMemory memory = NativeMemory.allocate(64);

    private void set(Pipeline pipeline, State state) {
        environment.run(pipeline.setState(state), SLICE, Duration.ofSeconds(1));
    }

    private static DatagramOptions loopback() {
        return DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    }

    private Pipeline ready(String source, String properties) {
        Pipeline p = Launch.into(
                new Pipeline("udp", environment),
                Registry.installed(),
                source + " name=src address=127.0.0.1 port=0 " + properties
                        + " ! appsink name=out sync=false enable-last-sample=false");
        return p;
    }

    /** The DTS of a datagram that comes 2 s after the start. */
    private long dtsOf(Pipeline p) throws IOException {
        environment.advance(Duration.ofSeconds(2));
        return nextDts(p);
    }

    private long nextDts(Pipeline p) throws IOException {
        try (UdpSocket sender = UdpSocket.open(environment, loopback())) {
            UdpSocket to = Objects.requireNonNull(((UdpSrc) p.get("src")).usedSocket());
            sender.trySend(memory, 0, 10, Endpoint.of(to.localAddress()));
        }
        while (true) {
            environment.step();
            Sample sample = ((AppSink) p.get("out")).tryPull();
            if (sample == null) continue;
            long dtsNs = sample.buffer().dtsNs();
            sample.release();
            return dtsNs;
        }
    }

    /** Right after it was asked for stamps, Linux may give the time of the receipt, which comes after the turn began. */
    private long stampedDts(Pipeline p, long unstamped) throws IOException {
        long dtsNs = dtsOf(p);
        while (dtsNs == unstamped) dtsNs = nextDts(p);
        return dtsNs;
    }

    private static List<String> warnings(Pipeline p) {
        List<String> texts = new ArrayList<>();
        for (Message m = p.bus().poll(); m != null; m = p.bus().poll())
            if (m instanceof Message.Warning warning) texts.add(warning.text());
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ts-udpsrc", "udpsrc"})
    void theTimeIsThatOfTheArrivalWhereTheKernelTellsIt(String source) throws IOException {
        Pipeline p = ready(source, "timeout=1000000000 socket-timestamp=realtime");
        set(p, State.PLAYING);
        long startNs = System.nanoTime();
        long dtsNs = EPOLL ? stampedDts(p, 2_000_000_000) : dtsOf(p);
        long mostNs = System.nanoTime() - startNs;
        if (EPOLL) {
            // The pipeline's time stood still since: what the DTS is below it is how long the datagram has waited.
            assertThat(2_000_000_000 - dtsNs).isPositive().isLessThan(mostNs);
            assertThat(warnings(p)).isEmpty();
        } else {
            assertThat(dtsNs).isEqualTo(2_000_000_000);
            assertThat(warnings(p)).singleElement().asString().startsWith(WARNING);
        }
        assertThatThrownBy(() -> p.get("src").setText("socket-timestamp", "disabled"))
                .hasMessageContaining("change it in NULL");
        set(p, State.NULL);
        assertThatThrownBy(() -> p.get("src").setText("socket-timestamp", "kernel"))
                .hasMessageContaining("disabled, realtime");
    }

    @Test
    void aSocketThatWasHandedOverHasItsOwnSay() throws IOException {
        for (boolean times : new boolean[] {false, true}) {
            if (times && !EPOLL) continue;
            DatagramOptions options = times ? loopback().withArrivalTimes() : loopback();
            Pipeline p = ready("udpsrc", "do-timestamp=false socket-timestamp=realtime");
            p.get("src").set("socket", UdpSocket.open(environment, options));
            set(p, State.PLAYING);
            long dtsNs = times ? stampedDts(p, Buffer.NO_TIME) : dtsOf(p);
            if (times) assertThat(dtsNs).isLessThan(2_000_000_000).isPositive();
            else assertThat(dtsNs).isEqualTo(Buffer.NO_TIME);
            assertThat(warnings(p)).hasSize(times ? 0 : 1);
            set(p, State.NULL);
        }
    }

    @Test
    void withoutItTheTimeIsThatOfTheTurn() throws IOException {
        Pipeline p = ready("ts-udpsrc", "");
        set(p, State.PLAYING);
        assertThat(dtsOf(p)).isEqualTo(2_000_000_000);
        assertThat(Objects.requireNonNull(((UdpSrc) p.get("src")).usedSocket()).arrivalNs())
                .isNegative();
        set(p, State.NULL);
    }
}

package dev.millrace.testkit;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Futures;
import dev.millrace.future.Streams;
import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.runtime.JoinHandle;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends RTP streams to neighbouring ports, a packet of each every 20 ms, from a context of its own: in any environment, but meant
 * for simulated ones.
 *
 * <p>{@code RtpSender.to("127.0.0.1", 5004).packets(3_000).start(sim.environment())}
 */
public final class RtpSender {
    private static final Duration PERIOD = Duration.ofMillis(20);

    private final String address;
    private final int port;
    private int streams = 1;
    private long packets = Long.MAX_VALUE;
    private @Nullable Duration lead;
    private Supplier<RtpPackets> source = RtpPackets::pcmu;

    private RtpSender(String address, int port) {
        this.address = address;
        this.port = port;
    }

    /** To a literal address and a port: one stream of PCMU, without end. */
    public static RtpSender to(String address, int port) {
        return new RtpSender(address, port);
    }

    /** Sends so many streams, to this port and those that follow it. */
    public RtpSender streams(int count) {
        if (count < 1 || count > 65_536 - port)
            throw new IllegalArgumentException(
                    "number of streams is out of range: streams=" + count + " port=" + port + "; ports end at 65535");
        streams = count;
        return this;
    }

    /** Ends after so many packets of each stream. */
    public RtpSender packets(long each) {
        packets = each;
        return this;
    }

    /** Sends what {@code maker} makes, which is called once for each stream. */
    public RtpSender of(Supplier<RtpPackets> maker) {
        source = maker;
        return this;
    }

    /** Waits so long before the first packet. */
    public RtpSender after(Duration delay) {
        lead = delay;
        return this;
    }

    /**
     * Begins to send.
     *
     * @return how many packets were sent, at the end; cancelling it ends it
     * @throws IOException when the system refuses a reactor
     */
    public JoinHandle<Long> start(Environment environment) throws IOException {
        Context context = environment.open("rtp-sender", Duration.ZERO);
        return context.spawnNow(async("rtp-sender", () -> {
            try (context) {
                return run(environment);
            }
        }));
    }

    private long run(Environment environment) throws IOException {
        Endpoint[] to = new Endpoint[streams];
        RtpPackets[] from = new RtpPackets[streams];
        for (int i = 0; i < streams; i++) {
            to[i] = Endpoint.of(address, port + i);
            from[i] = source.get().ssrc(0x1234_0000 + i);
        }
        String any = to[0].isIpv6() ? "::" : "0.0.0.0";
        NativeMemory memory = NativeMemory.allocate(2_048);
        if (lead != null) await(Futures.sleep(lead));
        var ticks = Streams.intervalAtLeast(PERIOD);
        try (UdpSocket socket = UdpSocket.open(
                environment, DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral(any), 0)))) {
            for (long round = 0; round < packets; round++) {
                for (int i = 0; i < streams; i++) send(socket, memory, from[i].next(), to[i]);
                await(ticks.next());
            }
        }
        return packets * streams;
    }

    private static void send(UdpSocket socket, NativeMemory memory, byte[] packet, Endpoint to) throws IOException {
        MemorySegment.copy(packet, 0, memory.segment(), ValueLayout.JAVA_BYTE, 0, packet.length);
        await(socket.send(memory, 0, packet.length, to));
    }
}

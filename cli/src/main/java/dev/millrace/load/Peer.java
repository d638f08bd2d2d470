package dev.millrace.load;

import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The other side of what is measured, in a process of its own: sends paced streams, and checks what comes back.
 *
 * <p>It talks by lines: says it is ready, waits for a line, sends, and tells its {@link PeerStatus} until it is done.
 */
public final class Peer {
    /**
     * What a peer does.
     *
     * @param streams how many
     * @param sendBase the port that the first stream is sent to
     * @param receiveBase the port on which the first stream comes back; 0 when nothing does
     * @param expectation what comes back
     * @param pace how to send
     * @param warmUpSeconds after how long the latency counts
     * @param seconds how long to send
     */
    public record Plan(
            int streams,
            int sendBase,
            int receiveBase,
            Expectation expectation,
            Pace pace,
            int warmUpSeconds,
            int seconds) {}

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration TELL_EVERY = Duration.ofMillis(250);
    private static final Duration LAST_PACKET_WITHIN = Duration.ofSeconds(3);
    /**
     * Arrival is known to 5 ms. At four slices between two packets the sockets stay hot: the kernel is not asked for
     * events, whose bookkeeping would be paid by the process that sends, which is the one that is measured.
     */
    private static final Duration RECEIVE_WAIT = Duration.ofMillis(5);

    private static final int SOCKET_BUFFER_BYTES = 4 << 20;

    private final Plan plan;
    private final PrintStream out;
    private final Environment environment = Environment.machine();

    /** A peer that tells its status on {@code out}. */
    public Peer(Plan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
    }

    /** Does it all, on the calling thread; {@code in} says when to begin, and with its end that nobody listens any more. */
    public void run(BufferedReader in) throws IOException, InterruptedException {
        SendTimes times = plan.receiveBase() == 0 ? null : new SendTimes(plan.streams());
        var local = DatagramOptions.bindTo(new InetSocketAddress(LOOPBACK, 0)).withSendBuffer(SOCKET_BUFFER_BYTES);
        try (UdpSocket socket = UdpSocket.open(environment, local);
                Context context = environment.acquire("peer", RECEIVE_WAIT);
                CheckingReceiver receiver = receiver(context, times)) {
            tell(PeerStatus.READY);
            if (in.readLine() == null) return;
            send(new PacedSender(environment, socket, sendPlan(), times), receiver);
        }
    }

    private @Nullable CheckingReceiver receiver(Context context, @Nullable SendTimes times) throws IOException {
        if (plan.receiveBase() == 0) return null;
        var sockets = CheckingReceiver.bind(environment, LOOPBACK, plan.receiveBase(), plan.streams());
        var receiver = new CheckingReceiver(context, sockets, plan.expectation(), times);
        receiver.start();
        return receiver;
    }

    private SendPlan sendPlan() {
        return new SendPlan(
                LOOPBACK,
                plan.sendBase(),
                plan.streams(),
                RampPattern.PCMU,
                plan.pace(),
                SendPlan.packets(plan.seconds()));
    }

    private void send(PacedSender sender, @Nullable CheckingReceiver receiver) throws InterruptedException {
        var ended = new StopSignal();
        Thread thread = new Thread(
                () -> {
                    sender.run(new StopSignal());
                    ended.stop();
                },
                "peer-send");
        thread.setDaemon(true);
        thread.start();
        long warmAtNs =
                environment.nowNs() + Duration.ofSeconds(plan.warmUpSeconds()).toNanos();
        boolean warm = false;
        while (!ended.await(TELL_EVERY)) {
            if (!warm && environment.nowNs() >= warmAtNs) {
                warm = true;
                if (receiver != null) receiver.resetLatency();
            }
            tell(status(sender, receiver, false));
        }
        awaitLastPacket(sender, receiver);
        tell(status(sender, receiver, true));
    }

    private void awaitLastPacket(PacedSender sender, @Nullable CheckingReceiver receiver) throws InterruptedException {
        if (receiver == null) return;
        long untilNs = environment.nowNs() + LAST_PACKET_WITHIN.toNanos();
        var never = new StopSignal();
        while (receiver.stats().received() < sender.sent() && environment.nowNs() < untilNs) never.await(TELL_EVERY);
    }

    private static PeerStatus status(PacedSender sender, @Nullable CheckingReceiver receiver, boolean done) {
        return new PeerStatus(done, sender.sent(), sender.lateSlots(), receiver == null ? null : receiver.stats());
    }

    private void tell(PeerStatus status) {
        out.println(status.line());
        out.flush();
    }
}

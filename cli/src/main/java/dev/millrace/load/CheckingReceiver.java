package dev.millrace.load;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receives any number of streams on one context and checks every packet of each: stream {@code i} on socket {@code i}.
 *
 * <p>Everything runs on the context's thread; {@link #start}, {@link #stats}, {@link #resetLatency} and {@link #close}
 * may be called from any ordinary thread, which waits for the context. Nothing is allocated for a packet.
 */
public final class CheckingReceiver implements AutoCloseable {
    private static final int LARGEST_DATAGRAM_BYTES = 2048;

    private final Context context;
    private final List<UdpSocket> sockets;
    private final List<RampChecker> checkers = new ArrayList<>();
    private final @Nullable LatencyMeter latency;

    // The context's thread.
    private final NativeMemory datagram = NativeMemory.allocate(LARGEST_DATAGRAM_BYTES);
    private int brokenSockets;

    /**
     * A receiver that does not receive yet.
     *
     * @param context where to receive; stays the caller's
     * @param sockets bound and not in use; this receiver closes them
     * @param expectation what the packets are to hold
     * @param times when the packets were sent, if the sender is in this process; null for no latency
     */
    public CheckingReceiver(
            Context context, List<UdpSocket> sockets, Expectation expectation, @Nullable SendTimes times) {
        this.context = context;
        this.sockets = List.copyOf(sockets);
        for (int stream = 0; stream < sockets.size(); stream++) {
            checkers.add(new RampChecker(stream, expectation));
        }
        latency = times == null ? null : new LatencyMeter(times);
    }

    /**
     * Binds a socket for each stream; all of them or none.
     *
     * @param address a local address
     * @param basePort the port of stream 0; stream {@code i} has port {@code basePort + i}
     * @throws IOException if one cannot be bound; the others are closed again
     * @throws IllegalArgumentException if there are no such ports
     */
    public static List<UdpSocket> bind(Environment environment, InetAddress address, int basePort, int streams)
            throws IOException {
        SendPlan.checkPorts(basePort, streams);
        var sockets = new ArrayList<UdpSocket>();
        try {
            for (int stream = 0; stream < streams; stream++) {
                var local = new InetSocketAddress(address, basePort + stream);
                sockets.add(UdpSocket.open(environment, DatagramOptions.bindTo(local)));
            }
            return sockets;
        } finally {
            if (sockets.size() < streams) {
                sockets.forEach(UdpSocket::close);
            }
        }
    }

    /** Begins to receive. */
    public void start() {
        context.enter(() -> {
            for (int stream = 0; stream < sockets.size(); stream++) {
                context.spawn(new Port(sockets.get(stream), checkers.get(stream)));
            }
            return true;
        });
    }

    /** What has arrived so far. */
    public ReceiveStats stats() {
        return context.enter(this::sum);
    }

    /** Forgets the latencies recorded so far, as after a warm-up. */
    public void resetLatency() {
        context.enter(() -> {
            if (latency != null) {
                latency.reset();
            }
            return true;
        });
    }

    /** Ends it and closes the sockets; the statistics stay. */
    @Override
    public void close() {
        context.enter(() -> {
            sockets.forEach(UdpSocket::close);
            return true;
        });
    }

    private ReceiveStats sum() {
        int silent = 0;
        long received = 0;
        long lost = 0;
        long reordered = 0;
        long duplicates = 0;
        long wrong = 0;
        for (RampChecker checker : checkers) {
            silent += checker.received() == 0 ? 1 : 0;
            received += checker.received();
            lost += checker.lost();
            reordered += checker.reordered();
            duplicates += checker.duplicates();
            wrong += checker.wrong();
        }
        Double p50 = latency == null ? null : latency.percentileUs(50);
        Double p99 = latency == null ? null : latency.percentileUs(99);
        return new ReceiveStats(
                checkers.size(), silent, received, lost, reordered, duplicates, wrong, brokenSockets, p50, p99);
    }

    private void accept(RampChecker checker, int length) {
        // A longer datagram was cut, and is wrong in any case.
        checker.acceptDatagram(datagram.segment(), Math.min(length, LARGEST_DATAGRAM_BYTES));
        if (latency != null) {
            latency.record(checker, context.nowNs());
        }
    }

    /** The task of one socket; ends when it is closed or fails. */
    private final class Port implements Future<Boolean> {
        private final UdpSocket socket;
        private final RampChecker checker;

        Port(UdpSocket socket, RampChecker checker) {
            this.socket = socket;
            this.checker = checker;
        }

        @Override
        public boolean poll(Waker waker) {
            try {
                while (!socket.isClosed() && socket.pollReadable(waker)) {
                    int length = socket.tryReceive(datagram, 0, LARGEST_DATAGRAM_BYTES, false);
                    if (length != UdpSocket.WOULD_BLOCK) {
                        accept(checker, length);
                    }
                }
                return socket.isClosed();
            } catch (IOException e) {
                brokenSockets++;
                socket.close();
                return true;
            }
        }

        @Override
        public Boolean result() {
            return true;
        }
    }
}

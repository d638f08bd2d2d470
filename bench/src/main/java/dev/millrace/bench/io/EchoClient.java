package dev.millrace.bench.io;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** One blocking connection that sends 64 bytes and waits for them, again and again; the same for every server. */
final class EchoClient implements AutoCloseable {
    private static final int BYTES = 64;

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    private long[] roundTripsNs = new long[1 << 16];
    private int count;

    EchoClient(int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Goes there and back for so long; noted only if {@code counts}. */
    void run(long forNs, boolean counts) throws IOException {
        long startNs = System.nanoTime();
        long nowNs = startNs;
        while (nowNs - startNs < forNs) {
            buffer.clear();
            while (buffer.hasRemaining()) channel.write(buffer);
            buffer.clear();
            while (buffer.hasRemaining())
                if (channel.read(buffer) < 0) throw new EOFException("the server has hung up");
            long endNs = System.nanoTime();
            if (counts) note(endNs - nowNs);
            nowNs = endNs;
        }
    }

    private void note(long roundTripNs) {
        if (count == roundTripsNs.length) roundTripsNs = Arrays.copyOf(roundTripsNs, 2 * count);
        roundTripsNs[count++] = roundTripNs;
    }

    /** What it noted, as a figure of {@code candidate}. */
    IoFigure figure(String candidate) {
        Arrays.sort(roundTripsNs, 0, count);
        return IoFigure.echo(candidate, quantileUs(0.5), quantileUs(0.99), count);
    }

    private double quantileUs(double quantile) {
        return count == 0 ? Double.NaN : roundTripsNs[(int) (quantile * (count - 1))] / 1e3;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

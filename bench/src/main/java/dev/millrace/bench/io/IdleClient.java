package dev.millrace.bench.io;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Many connections that have said something once and nothing since. */
final class IdleClient implements AutoCloseable {
    private final List<SocketChannel> connections = new ArrayList<>();
    private final ByteBuffer one = ByteBuffer.allocateDirect(1);

    /** Connects and has each connection answer once, so that the server has it whole and waits again. */
    void open(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            connections.add(channel);
            channel.write(one.clear());
            if (channel.read(one.clear()) < 0) throw new EOFException("the server has hung up: connections=" + i);
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : connections) channel.close();
    }
}

package dev.millrace.bench.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The bare callback: a selector of the JDK that calls one method per ready key, with one buffer for all connections. */
final class SelectorServer implements Runnable {
    private static final int BACKLOG = 4096;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1024);

    private SelectorServer(Selector selector) {
        this.selector = selector;
    }

    static int start() throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        Thread.ofPlatform().daemon().name("selector").start(new SelectorServer(selector));
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    @Override
    public void run() {
        try {
            while (true) selector.select(this::ready);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) accept((ServerSocketChannel) key.channel());
            else echo((SocketChannel) key.channel());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocketChannel listener) throws IOException {
        for (SocketChannel accepted; (accepted = listener.accept()) != null; ) {
            accepted.configureBlocking(false);
            accepted.register(selector, SelectionKey.OP_READ);
        }
    }

    /** What is echoed here always fits the send buffer. */
    private void echo(SocketChannel channel) throws IOException {
        buffer.clear();
        int length = channel.read(buffer);
        if (length < 0) channel.close();
        else if (length > 0) channel.write(buffer.flip());
    }
}

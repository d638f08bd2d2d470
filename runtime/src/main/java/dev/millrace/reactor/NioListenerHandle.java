package dev.millrace.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A listener as a JDK channel. */
final class NioListenerHandle extends ListenerHandle implements NioPollable {
    private final ServerSocketChannel channel;
    private final SocketAddress localAddress;

    private NioListenerHandle(ServerSocketChannel channel) throws IOException {
        this.channel = channel;
        localAddress = NioAddresses.fromJdk(channel.getLocalAddress());
    }

    static NioListenerHandle open(ListenerOptions options) throws IOException {
        SocketAddress bind = NioAddresses.toJdk(options.bind());
        String what = "a listener at address=" + Endpoint.text(options.bind());
        ServerSocketChannel channel;
        try {
            channel = ServerSocketChannel.open(NioAddresses.family(options.bind()));
        } catch (IOException e) {
            throw NioErrors.opening(what, e);
        }
        try {
            channel.configureBlocking(false);
            if (options.bind() instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.reuse());
                if (options.reusePort()) channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            if (options.receiveBufferBytes() > 0)
                channel.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBufferBytes());
            channel.bind(bind, options.backlog());
            return new NioListenerHandle(channel);
        } catch (IOException e) {
            channel.close();
            throw NioErrors.opening(what, e);
        } catch (RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public int readOperation() {
        return SelectionKey.OP_ACCEPT;
    }

    @Override
    public int writeOperation() {
        return 0;
    }

    @Override
    public @Nullable StreamHandle accept() throws IOException {
        SocketChannel accepted;
        try {
            accepted = channel.accept();
        } catch (IOException e) {
            throw NioErrors.opening("an accepted stream at address=" + Endpoint.text(localAddress), e);
        }
        if (accepted == null) return null;
        try {
            return NioStreamHandle.accepted(accepted);
        } catch (IOException | RuntimeException e) {
            accepted.close();
            throw e;
        }
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the channel", e);
        }
    }
}

package dev.millrace.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A stream socket as a JDK channel. */
final class NioStreamHandle extends StreamHandle implements NioPollable {
    private final SocketChannel channel;
    private final SocketAddress remoteAddress;

    private NioStreamHandle(SocketChannel channel, SocketAddress remoteAddress) {
        this.channel = channel;
        this.remoteAddress = remoteAddress;
    }

    static NioStreamHandle accepted(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        return new NioStreamHandle(channel, NioAddresses.fromJdk(channel.getRemoteAddress()));
    }

    static NioStreamHandle open(StreamOptions options) throws IOException {
        SocketAddress to = NioAddresses.toJdk(options.to());
        SocketAddress from = options.from() == null ? null : NioAddresses.toJdk(options.from());
        String what = "a stream to=" + Endpoint.text(options.to());
        SocketChannel channel;
        try {
            channel = SocketChannel.open(NioAddresses.family(options.to()));
        } catch (IOException e) {
            throw NioErrors.opening(what, e);
        }
        try {
            channel.configureBlocking(false);
            if (options.noDelay()) channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (options.receiveBufferBytes() > 0)
                channel.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBufferBytes());
            if (options.sendBufferBytes() > 0)
                channel.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBufferBytes());
            if (from != null) channel.bind(from);
            channel.connect(to);
            return new NioStreamHandle(channel, options.to());
        } catch (IOException e) {
            channel.close();
            throw NioErrors.doing("connect: to=" + Endpoint.text(options.to()), e);
        } catch (RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        try {
            return channel.isConnected() || channel.finishConnect();
        } catch (IOException e) {
            throw NioErrors.doing("connect: to=" + Endpoint.text(remoteAddress), e);
        }
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public int writeOperation() {
        return channel.isConnected() ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
    }

    @Override
    public int read(NativeMemory into, int offset, int capacity) throws IOException {
        into.checkRange(offset, capacity);
        if (capacity == 0) return 0;
        try {
            return readResult(channel.read(into.view(offset, capacity)));
        } catch (IOException e) {
            throw NioErrors.doing("read: from=" + Endpoint.text(remoteAddress), e);
        }
    }

    @Override
    public int read(MemoryVector into) throws IOException {
        if (into.length() == 0) return 0;
        try {
            return readResult(channel.read(into.buffers()));
        } catch (IOException e) {
            throw NioErrors.doing("read: from=" + Endpoint.text(remoteAddress), e);
        }
    }

    private static int readResult(long count) {
        if (count < 0) return END;
        return count == 0 ? WOULD_BLOCK : (int) count;
    }

    @Override
    public int write(NativeMemory from, int offset, int length) throws IOException {
        from.checkRange(offset, length);
        if (length == 0) return 0;
        try {
            return writeResult(channel.write(from.view(offset, length)));
        } catch (IOException e) {
            throw NioErrors.doing("write: to=" + Endpoint.text(remoteAddress), e);
        }
    }

    @Override
    public int write(MemoryVector from) throws IOException {
        if (from.length() == 0) return 0;
        try {
            return writeResult(channel.write(from.buffers()));
        } catch (IOException e) {
            throw NioErrors.doing("write: to=" + Endpoint.text(remoteAddress), e);
        }
    }

    private static int writeResult(long count) {
        return count == 0 ? WOULD_BLOCK : (int) count;
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public SocketAddress localAddress() {
        try {
            return NioAddresses.fromJdk(channel.isOpen() ? channel.getLocalAddress() : null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the local address", e);
        }
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public void set(SocketSetting setting, int value) throws IOException {
        setting.check(value);
        NioSettings.set(channel, setting, option(setting), value);
    }

    @Override
    public int get(SocketSetting setting) throws IOException {
        return NioSettings.get(channel, setting, option(setting));
    }

    private SocketOption<?> option(SocketSetting setting) {
        boolean tcp = remoteAddress instanceof InetSocketAddress;
        return switch (setting) {
            case RECEIVE_BUFFER -> StandardSocketOptions.SO_RCVBUF;
            case SEND_BUFFER -> StandardSocketOptions.SO_SNDBUF;
            case DSCP -> NioSettings.orUnsupported(tcp, StandardSocketOptions.IP_TOS, setting, "a unix socket");
            case NO_DELAY ->
                NioSettings.orUnsupported(tcp, StandardSocketOptions.TCP_NODELAY, setting, "a unix socket");
            case KEEP_ALIVE ->
                NioSettings.orUnsupported(tcp, StandardSocketOptions.SO_KEEPALIVE, setting, "a unix socket");
            case KEEP_ALIVE_IDLE_S -> NioSettings.extended(channel, "TCP_KEEPIDLE", setting);
            case KEEP_ALIVE_INTERVAL_S -> NioSettings.extended(channel, "TCP_KEEPINTERVAL", setting);
            case KEEP_ALIVE_PROBES -> NioSettings.extended(channel, "TCP_KEEPCOUNT", setting);
            default -> throw setting.unsupportedBy("a stream of the JDK");
        };
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

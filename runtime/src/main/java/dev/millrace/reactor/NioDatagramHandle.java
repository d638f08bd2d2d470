package dev.millrace.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** A UDP socket as a JDK channel. */
final class NioDatagramHandle extends DatagramHandle {
    private final DatagramChannel channel;
    private final InetSocketAddress localAddress;
    private @Nullable Endpoint sender;

    private NioDatagramHandle(DatagramChannel channel) throws IOException {
        this.channel = channel;
        this.localAddress = (InetSocketAddress) channel.getLocalAddress();
    }

    static NioDatagramHandle open(DatagramOptions options) throws IOException {
        boolean ipv6 = options.bind().getAddress() instanceof Inet6Address;
        DatagramChannel channel =
                DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            if (options.reuse()) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT))
                    channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            if (options.receiveBufferBytes() > 0)
                channel.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBufferBytes());
            if (options.sendBufferBytes() > 0)
                channel.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBufferBytes());
            channel.bind(options.bind());
            return new NioDatagramHandle(channel);
        } catch (BindException e) {
            channel.close();
            BindException named = new BindException(
                    "cannot open a udp socket at address=" + Endpoint.of(options.bind()) + ": " + e.getMessage());
            named.initCause(e);
            throw named;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    DatagramChannel channel() {
        return channel;
    }

    @Override
    public int receive(NativeMemory into, int offset, int capacity, boolean wantSender) throws IOException {
        try {
            var view = into.view(offset, capacity);
            SocketAddress from = channel.receive(view);
            if (from == null) return WOULD_BLOCK;
            // The channel hands out the same address object as long as the peer stays the same.
            if (wantSender && (sender == null || !sender.address().equals(from)))
                sender = Endpoint.of((InetSocketAddress) from);
            return view.position() - offset;
        } catch (PortUnreachableException e) {
            countNetworkError();
            return WOULD_BLOCK;
        }
    }

    @Override
    public @Nullable Endpoint sender() {
        return sender;
    }

    @Override
    public int send(NativeMemory from, int offset, int length, Endpoint to) throws IOException {
        try {
            int sent = channel.send(from.view(offset, length), to.address());
            return sent == 0 && length > 0 ? WOULD_BLOCK : sent;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException | UnsupportedAddressTypeException e) {
            String reason = e.getMessage() != null ? e.getMessage() : "address family not supported";
            SocketException named = new SocketException("cannot send: to=" + to + " " + reason);
            named.initCause(e);
            throw named;
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public int receiveBufferBytes() throws IOException {
        return channel.getOption(StandardSocketOptions.SO_RCVBUF);
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

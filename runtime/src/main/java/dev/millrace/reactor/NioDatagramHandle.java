package dev.millrace.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A UDP socket as a JDK channel. */
final class NioDatagramHandle extends DatagramHandle implements NioPollable {
    private final DatagramChannel channel;
    private final boolean ipv6;
    private InetSocketAddress localAddress;
    private final Map<Membership, MembershipKey> memberships = new HashMap<>();
    private @Nullable Endpoint connectedTo;
    private @Nullable Endpoint sender;

    private record Membership(
            InetAddress group,
            NetworkInterface on,
            @Nullable InetAddress source) {}

    private NioDatagramHandle(DatagramChannel channel) throws IOException {
        this.channel = channel;
        this.localAddress = (InetSocketAddress) channel.getLocalAddress();
        this.ipv6 = localAddress.getAddress() instanceof Inet6Address;
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

    @Override
    public DatagramChannel channel() {
        return channel;
    }

    @Override
    public int receive(NativeMemory into, int offset, int capacity, boolean wantSender) throws IOException {
        into.checkRange(offset, capacity);
        var view = into.view(offset, capacity);
        return receive(view, wantSender) ? view.position() - offset : WOULD_BLOCK;
    }

    /** The JDK's channel scatters only when it is connected, and then tells no sender: through one buffer, then. */
    @Override
    public int receive(MemoryVector into, boolean wantSender) throws IOException {
        ByteBuffer whole = ByteBuffer.allocateDirect((int) into.length());
        if (!receive(whole, wantSender)) return WOULD_BLOCK;
        whole.flip();
        for (ByteBuffer piece : into.buffers()) {
            int count = Math.min(piece.remaining(), whole.remaining());
            piece.put(whole.slice(whole.position(), count));
            whole.position(whole.position() + count);
        }
        return whole.limit();
    }

    private boolean receive(ByteBuffer into, boolean wantSender) throws IOException {
        try {
            SocketAddress from = channel.receive(into);
            if (from == null) return false;
            // The channel hands out the same address object as long as the peer stays the same.
            if (wantSender && (sender == null || !sender.address().equals(from)))
                sender = Endpoint.of((InetSocketAddress) from);
            return true;
        } catch (PortUnreachableException e) {
            if (connectedTo != null) throw unreachable(connectedTo, e);
            countNetworkError();
            return false;
        }
    }

    private static PortUnreachableException unreachable(Endpoint to, IOException e) {
        PortUnreachableException named = new PortUnreachableException("nobody receives: to=" + to);
        named.initCause(e);
        return named;
    }

    @Override
    public @Nullable Endpoint sender() {
        return sender;
    }

    @Override
    public int send(NativeMemory from, int offset, int length, Endpoint to) throws IOException {
        from.checkRange(offset, length);
        return send(from.view(offset, length), length, to);
    }

    /** The JDK's channel gathers only to the peer that it is connected to: through one buffer otherwise. */
    @Override
    public int send(MemoryVector from, Endpoint to) throws IOException {
        ByteBuffer whole = ByteBuffer.allocateDirect((int) from.length());
        for (ByteBuffer piece : from.buffers()) whole.put(piece);
        return send(whole.flip(), (int) from.length(), to);
    }

    private int send(ByteBuffer datagram, int length, Endpoint to) throws IOException {
        if (!ipv6 && to.isIpv6()) throw AddressFamilyException.of("send: to=" + to, false, to.address());
        try {
            int sent = channel.send(datagram, to.address());
            return sent == 0 && length > 0 ? WOULD_BLOCK : sent;
        } catch (PortUnreachableException e) {
            throw unreachable(to, e);
        } catch (IOException e) {
            String reason = e.getMessage();
            if (reason == null || !reason.contains("Message too long")) throw NioErrors.doing("send: to=" + to, e);
            DatagramTooLongException named = new DatagramTooLongException(to.toString(), length);
            named.initCause(e);
            throw named;
        }
    }

    @Override
    public void connect(Endpoint to) throws IOException {
        if (!ipv6 && to.isIpv6()) throw AddressFamilyException.of("connect: to=" + to, false, to.address());
        try {
            channel.disconnect();
            channel.connect(to.address());
        } catch (IOException e) {
            throw NioErrors.doing("connect: to=" + to, e);
        }
        connectedTo = to;
    }

    @Override
    public void disconnect() throws IOException {
        channel.disconnect();
        connectedTo = null;
    }

    @Override
    public @Nullable Endpoint connectedTo() {
        return connectedTo;
    }

    @Override
    public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException {
        Memberships.check(ipv6, group, source);
        try {
            MembershipKey key = source == null ? channel.join(group, on) : channel.join(group, on, source);
            memberships.put(new Membership(group, on, source), key);
        } catch (IOException e) {
            throw NioErrors.doing("join a multicast group: " + Memberships.text(group, on, source), e);
        }
    }

    @Override
    public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException {
        MembershipKey key = memberships.remove(new Membership(group, on, source));
        if (key == null)
            throw new SocketException(
                    "cannot leave a multicast group: " + Memberships.text(group, on, source) + " was not joined");
        key.drop();
    }

    @Override
    public void multicastInterface(NetworkInterface by) throws IOException {
        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, by);
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

    private static SocketOption<?> option(SocketSetting setting) {
        return switch (setting) {
            case RECEIVE_BUFFER -> StandardSocketOptions.SO_RCVBUF;
            case SEND_BUFFER -> StandardSocketOptions.SO_SNDBUF;
            case MULTICAST_TTL -> StandardSocketOptions.IP_MULTICAST_TTL;
            case MULTICAST_LOOP -> StandardSocketOptions.IP_MULTICAST_LOOP;
            case DSCP -> StandardSocketOptions.IP_TOS;
            case BROADCAST -> StandardSocketOptions.SO_BROADCAST;
            default -> throw setting.unsupportedBy("a datagram channel of the JDK");
        };
    }

    @Override
    public InetSocketAddress localAddress() {
        try {
            SocketAddress now = channel.isOpen() ? channel.getLocalAddress() : null;
            if (now != null) localAddress = (InetSocketAddress) now;
            return localAddress;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the local address", e);
        }
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

package dev.millrace.reactor;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Addresses of streams between Millrace and the JDK. */
final class NioAddresses {
    private NioAddresses() {}

    static ProtocolFamily family(SocketAddress address) {
        if (address instanceof UnixAddress) return StandardProtocolFamily.UNIX;
        if (address instanceof InetSocketAddress inet && !inet.isUnresolved())
            return inet.getAddress() instanceof Inet6Address
                    ? StandardProtocolFamily.INET6
                    : StandardProtocolFamily.INET;
        throw new IllegalArgumentException("address is of an unknown kind: address=" + address
                + "; use a resolved InetSocketAddress or a UnixAddress");
    }

    static SocketAddress toJdk(SocketAddress address) {
        if (!(address instanceof UnixAddress unix)) return address;
        Path path = unix.path();
        if (path == null)
            throw new UnsupportedOperationException(
                    "the JDK has no abstract unix addresses: address=" + unix + "; use a path, or the epoll backend");
        return UnixDomainSocketAddress.of(path);
    }

    static SocketAddress fromJdk(@Nullable SocketAddress address) throws IOException {
        if (!(address instanceof UnixDomainSocketAddress unix))
            return address == null ? UnixAddress.unnamed() : address;
        return unix.getPath().toString().isEmpty() ? UnixAddress.unnamed() : UnixAddress.of(unix.getPath());
    }
}

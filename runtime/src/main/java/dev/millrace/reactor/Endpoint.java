package dev.millrace.reactor;

import dev.millrace.linux.SocketAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A peer's address in the two forms that calls need: Java's, and the kernel's. Immutable; equal when the address is. */
public final class Endpoint {
    private final InetSocketAddress address;
    private final MemorySegment sockaddr;
    private final int sockaddrLength;
    /** The same for an IPv6 socket that talks to an IPv4 peer. */
    private final @Nullable MemorySegment mapped;

    private Endpoint(InetSocketAddress address) {
        this.address = address;
        sockaddr = Arena.ofAuto().allocate(SocketAddress.CAPACITY, 8);
        sockaddrLength = SocketAddress.write(sockaddr, address);
        if (address.getAddress() instanceof Inet4Address) {
            mapped = Arena.ofAuto().allocate(SocketAddress.CAPACITY, 8);
            SocketAddress.writeMapped(mapped, address);
        } else {
            mapped = null;
        }
    }

    /**
     * The endpoint of {@code address}.
     *
     * @throws IllegalArgumentException when the host name is not resolved
     */
    public static Endpoint of(InetSocketAddress address) {
        if (address.isUnresolved())
            throw new IllegalArgumentException("host name is not resolved: host=" + address.getHostString());
        return new Endpoint(address);
    }

    /** The endpoint of a literal IP address (a host name would have to be looked up, which blocks). */
    public static Endpoint of(String literal, int port) {
        return of(new InetSocketAddress(java.net.InetAddress.ofLiteral(literal), port));
    }

    public InetSocketAddress address() {
        return address;
    }

    long sockaddrAddress(boolean forIpv6Socket) {
        return forIpv6Socket && mapped != null ? mapped.address() : sockaddr.address();
    }

    int sockaddrLength(boolean forIpv6Socket) {
        return forIpv6Socket && mapped != null ? SocketAddress.CAPACITY : sockaddrLength;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Endpoint that && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    /** {@code 192.0.2.1:5004} or {@code [2001:db8::1]:5004}. */
    @Override
    public String toString() {
        String ip = address.getAddress().getHostAddress();
        return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + address.getPort();
    }
}

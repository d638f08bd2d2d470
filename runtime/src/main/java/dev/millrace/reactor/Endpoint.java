package dev.millrace.reactor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A peer's address in the two forms that calls need: Java's, and the kernel's. Immutable; equal when the address is. */
public final class Endpoint {
    private static final long STRIDE = 32;

    private final InetSocketAddress address;
    private final boolean ipv6;

    // The kernel's form, and the same for an IPv6 socket that talks to an IPv4 peer; addresses and lengths at hand for
    // every send, segments to keep the memory.
    private final long sockaddr;
    private final int sockaddrLength;
    private final long mapped;
    private final int mappedLength;

    @SuppressWarnings("unused") // keeps the memory alive
    private final MemorySegment memory;

    private Endpoint(InetSocketAddress address) {
        this.address = address;
        ipv6 = address.getAddress() instanceof Inet6Address;
        memory = Arena.ofAuto().allocate(2 * STRIDE, 8);
        MemorySegment second = memory.asSlice(STRIDE);
        sockaddr = memory.address();
        sockaddrLength = dev.millrace.linux.SocketAddress.write(memory, address);
        mapped = second.address();
        mappedLength = dev.millrace.linux.SocketAddress.writeMapped(second, address);
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

    /** Whether it is an IPv6 address. */
    public boolean isIpv6() {
        return ipv6;
    }

    long sockaddrAddress(boolean forIpv6Socket) {
        return forIpv6Socket ? mapped : sockaddr;
    }

    int sockaddrLength(boolean forIpv6Socket) {
        return forIpv6Socket ? mappedLength : sockaddrLength;
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
        return text(address);
    }

    /** An address as messages show it: {@code 192.0.2.1:5004}, {@code [2001:db8::1]:5004}, {@code unix:/run/socket}. */
    public static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) return address.toString();
        String ip =
                inet.isUnresolved() ? inet.getHostString() : inet.getAddress().getHostAddress();
        return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + inet.getPort();
    }
}

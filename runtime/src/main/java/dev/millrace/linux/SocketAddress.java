package dev.millrace.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/**
 * {@code sockaddr_in} (16 bytes) and {@code sockaddr_in6} (28 bytes) in native memory.
 *
 * <pre>
 *   offset   0        2      4              8                24
 *   in       family   port   address        (zero)
 *   in6      family   port   flow info      address          scope id
 * </pre>
 */
public final class SocketAddress {
    /** Room for the larger of the two, in bytes. */
    public static final int CAPACITY = 28;

    private static final int IN_LENGTH = 16;
    private static final int IN6_LENGTH = 28;
    private static final ValueLayout.OfShort NATIVE_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt NATIVE_INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort NETWORK_SHORT = NATIVE_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddress() {}

    /** Writes {@code address}; returns its length in bytes. */
    public static int write(MemorySegment to, InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        byte[] bytes = ip.getAddress();
        boolean v6 = ip instanceof Inet6Address;
        to.asSlice(0, v6 ? IN6_LENGTH : IN_LENGTH).fill((byte) 0);
        to.set(NATIVE_SHORT, 0, (short) (v6 ? Libc.AF_INET6 : Libc.AF_INET));
        to.set(NETWORK_SHORT, 2, (short) address.getPort());
        MemorySegment.copy(bytes, 0, to, JAVA_BYTE, v6 ? 8 : 4, bytes.length);
        if (ip instanceof Inet6Address six) to.set(NATIVE_INT, 24, six.getScopeId());
        return v6 ? IN6_LENGTH : IN_LENGTH;
    }

    /** Writes an IPv4 address as the IPv4-mapped IPv6 one that an IPv6 socket needs; returns its length in bytes. */
    public static int writeMapped(MemorySegment to, InetSocketAddress address) {
        if (!(address.getAddress() instanceof Inet4Address four)) return write(to, address);
        to.asSlice(0, IN6_LENGTH).fill((byte) 0);
        to.set(NATIVE_SHORT, 0, (short) Libc.AF_INET6);
        to.set(NETWORK_SHORT, 2, (short) address.getPort());
        to.set(NATIVE_SHORT, 18, (short) -1);
        MemorySegment.copy(four.getAddress(), 0, to, JAVA_BYTE, 20, 4);
        return IN6_LENGTH;
    }

    /** Reads the address that the kernel wrote. */
    public static InetSocketAddress read(MemorySegment from) {
        boolean v6 = from.get(NATIVE_SHORT, 0) == Libc.AF_INET6;
        byte[] bytes = new byte[v6 ? 16 : 4];
        MemorySegment.copy(from, JAVA_BYTE, v6 ? 8 : 4, bytes, 0, bytes.length);
        int port = from.get(NETWORK_SHORT, 2) & 0xffff;
        try {
            int scope = v6 ? from.get(NATIVE_INT, 24) : 0;
            InetAddress ip =
                    scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
            return new InetSocketAddress(ip, port);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 or 16 bytes is legal", e);
        }
    }
}

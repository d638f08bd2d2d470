package dev.millrace.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The numbers of socket options, as Linux has them on all processors served, and the options that are structures. */
public final class SocketOptions {
    public static final int SO_ERROR = 4;
    public static final int SO_BROADCAST = 6;
    public static final int SO_KEEPALIVE = 9;

    public static final int IPPROTO_IP = 0;
    public static final int IP_TOS = 1;
    public static final int IP_TTL = 2;
    public static final int IP_MULTICAST_TTL = 33;
    public static final int IP_MULTICAST_LOOP = 34;
    public static final int IP_MULTICAST_ALL = 49;

    public static final int IPPROTO_IPV6 = 41;
    public static final int IPV6_UNICAST_HOPS = 16;
    public static final int IPV6_MULTICAST_HOPS = 18;
    public static final int IPV6_MULTICAST_LOOP = 19;
    public static final int IPV6_MULTICAST_ALL = 29;
    public static final int IPV6_TCLASS = 67;

    public static final int IPPROTO_TCP = 6;
    public static final int TCP_NODELAY = 1;
    public static final int TCP_KEEPIDLE = 4;
    public static final int TCP_KEEPINTVL = 5;
    public static final int TCP_KEEPCNT = 6;

    private static final int IP_MULTICAST_IF = 32;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int MCAST_JOIN_GROUP = 42;
    private static final int MCAST_LEAVE_GROUP = 45;
    private static final int MCAST_JOIN_SOURCE_GROUP = 46;
    private static final int MCAST_LEAVE_SOURCE_GROUP = 47;
    private static final int SO_MEMINFO = 55;
    private static final int MEMINFO_DROPS = 8;
    private static final int MEMINFO_BYTES = 36;

    // group_source_req: 0 interface index (8 with padding), 8 sockaddr_storage of the group, 136 that of the source.
    private static final int GROUP = 8;
    private static final int STORAGE = 128;
    private static final int GROUP_REQUEST = GROUP + STORAGE;
    private static final int SOURCE_REQUEST = GROUP + 2 * STORAGE;

    private SocketOptions() {}

    /** Joins or leaves a group by one interface, perhaps for one source only; 0, or -1. */
    public static int membership(
            Errno errno,
            int fd,
            boolean ipv6,
            boolean join,
            InetAddress group,
            int index,
            @Nullable InetAddress source) {
        int option = source == null
                ? (join ? MCAST_JOIN_GROUP : MCAST_LEAVE_GROUP)
                : (join ? MCAST_JOIN_SOURCE_GROUP : MCAST_LEAVE_SOURCE_GROUP);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(SOURCE_REQUEST, 8);
            request.set(JAVA_INT, 0, index);
            SocketAddress.write(request.asSlice(GROUP), new InetSocketAddress(group, 0));
            if (source != null) SocketAddress.write(request.asSlice(GROUP_REQUEST), new InetSocketAddress(source, 0));
            int length = source == null ? GROUP_REQUEST : SOURCE_REQUEST;
            int level = ipv6 ? IPPROTO_IPV6 : IPPROTO_IP;
            return StreamCalls.setsockopt(errno, fd, level, option, request.address(), length);
        }
    }

    /** Chooses the interface for outgoing multicast; 0, or -1. */
    public static int multicastInterface(Errno errno, int fd, boolean ipv6, int index) {
        if (ipv6) return Libc.setsockopt(errno, fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, index);
        try (Arena arena = Arena.ofConfined()) {
            // ip_mreqn: 0 group, 4 address, 8 interface index.
            MemorySegment request = arena.allocate(12, 4);
            request.set(JAVA_INT, 8, index);
            return StreamCalls.setsockopt(errno, fd, IPPROTO_IP, IP_MULTICAST_IF, request.address(), 12);
        }
    }

    /** How many packets the kernel has dropped for want of room in this socket, or -1. */
    public static long drops(Errno errno, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(MEMINFO_BYTES, 4);
            MemorySegment length = arena.allocateFrom(JAVA_INT, MEMINFO_BYTES);
            int failed =
                    StreamCalls.getsockopt(errno, fd, Libc.SOL_SOCKET, SO_MEMINFO, values.address(), length.address());
            if (failed != 0 || length.get(JAVA_INT, 0) < MEMINFO_BYTES) return -1;
            return values.getAtIndex(JAVA_INT, MEMINFO_DROPS) & 0xffff_ffffL;
        }
    }
}

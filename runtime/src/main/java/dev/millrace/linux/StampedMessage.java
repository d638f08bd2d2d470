package dev.millrace.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * One {@code msghdr} for {@code recvmsg} with room for what the kernel tells beside a datagram: when it got it (socket(7),
 * {@code SO_TIMESTAMPNS}).
 *
 * <pre>
 *   msghdr  (56 bytes): 0 name*  8 namelen  16 iov*  24 iovlen  32 control*  40 controllen  48 flags
 *   cmsghdr (16 bytes): 0 len  8 level  12 type, then the data; the next one begins at a multiple of 8
 * </pre>
 *
 * <p>Belongs to one thread. Where the datagram and its sender go is the caller's memory.
 */
public final class StampedMessage {
    /** The kernel has not told when. */
    public static final long NO_STAMP = Long.MIN_VALUE;

    private static final int SO_TIMESTAMPNS = 35;
    private static final int CLOCK_REALTIME = 0;

    private static final long PIECE = 64;
    private static final long CONTROL = 80;
    /** A stamp takes 32; others are there only if somebody else has asked for them. */
    private static final long CONTROL_BYTES = 112;

    private static final long CONTROL_HEADER = 16;

    private static final MethodHandle CLOCK_GETTIME =
            Libc.callNoWait("clock_gettime", JAVA_INT, JAVA_INT, (MemoryLayout) JAVA_LONG);

    private final MemorySegment memory = Arena.ofAuto().allocate(CONTROL + CONTROL_BYTES, 64);

    public StampedMessage() {
        memory.set(JAVA_LONG, 16, memory.address() + PIECE);
        memory.set(JAVA_LONG, 24, 1);
        memory.set(JAVA_LONG, 32, memory.address() + CONTROL);
    }

    /** Has the kernel stamp what a socket receives from now on; 0, or -1. */
    public static int enable(Errno errno, int fd) {
        return Libc.setsockopt(errno, fd, Libc.SOL_SOCKET, SO_TIMESTAMPNS, 1);
    }

    /** Receives one datagram without waiting: its full length, even when it was cut, or -1. */
    public long receiveNoWait(Errno errno, int fd, long address, long capacity, long sockaddr, int sockaddrCapacity) {
        memory.set(JAVA_LONG, 0, sockaddr);
        memory.set(JAVA_INT, 8, sockaddrCapacity);
        memory.set(JAVA_LONG, PIECE, address);
        memory.set(JAVA_LONG, PIECE + 8, capacity);
        memory.set(JAVA_LONG, 40, CONTROL_BYTES);
        return StreamCalls.recvmsgNoWait(errno, fd, memory.address(), true);
    }

    /** When the kernel got the datagram received last, in ns of its real-time clock, or {@link #NO_STAMP}. */
    public long stampNs() {
        long end = memory.get(JAVA_LONG, 40);
        for (long at = 0; at + CONTROL_HEADER <= end; ) {
            long length = memory.get(JAVA_LONG, CONTROL + at);
            boolean isStamp = memory.get(JAVA_INT, CONTROL + at + 8) == Libc.SOL_SOCKET
                    && memory.get(JAVA_INT, CONTROL + at + 12) == SO_TIMESTAMPNS;
            if (isStamp) return timeNs(CONTROL + at + CONTROL_HEADER);
            if (length < CONTROL_HEADER) return NO_STAMP;
            at += length + 7 & ~7L;
        }
        return NO_STAMP;
    }

    /** The kernel's real-time clock now, in ns since 1970. Overwrites the stamp of the last datagram. */
    public long clockNs(Errno errno) {
        try {
            int failed = (int) CLOCK_GETTIME.invokeExact(errno.state, CLOCK_REALTIME, memory.address() + CONTROL);
            return failed != 0 ? NO_STAMP : timeNs(CONTROL);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    private long timeNs(long timespec) {
        return memory.get(JAVA_LONG, timespec) * 1_000_000_000 + memory.get(JAVA_LONG, timespec + 8);
    }
}

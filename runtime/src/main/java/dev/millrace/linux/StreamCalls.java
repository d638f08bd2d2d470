package dev.millrace.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;

/**
 * The calls of connected sockets and of any file descriptor, in the manner of {@link Libc}.
 *
 * <p>None of them waits: sockets are non-blocking, and the data calls say so once more.
 */
public final class StreamCalls {
    private static final int ACCEPT_NONBLOCK_CLOEXEC = Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;

    private static final MemoryLayout PTR = JAVA_LONG;
    private static final MemoryLayout SIZE = JAVA_LONG;

    private static final MethodHandle CONNECT = Libc.call("connect", JAVA_INT, JAVA_INT, PTR, JAVA_INT);
    private static final MethodHandle LISTEN = Libc.call("listen", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle ACCEPT4 = Libc.callNoWait("accept4", JAVA_INT, JAVA_INT, PTR, PTR, JAVA_INT);
    private static final MethodHandle SHUTDOWN = Libc.call("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle RECV = Libc.callNoWait("recv", JAVA_LONG, JAVA_INT, PTR, SIZE, JAVA_INT);
    private static final MethodHandle SEND = Libc.callNoWait("send", JAVA_LONG, JAVA_INT, PTR, SIZE, JAVA_INT);
    private static final MethodHandle SENDMSG = Libc.callNoWait("sendmsg", JAVA_LONG, JAVA_INT, PTR, JAVA_INT);
    private static final MethodHandle RECVMSG = Libc.callNoWait("recvmsg", JAVA_LONG, JAVA_INT, PTR, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            Libc.call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, PTR, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            Libc.call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, PTR, PTR);
    private static final MethodHandle PIPE2 = Libc.call("pipe2", JAVA_INT, PTR, JAVA_INT);
    private static final MethodHandle FCNTL = Libc.link(
            "fcntl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            Libc.ERRNO,
            Linker.Option.firstVariadicArg(2));

    private StreamCalls() {}

    /** 0, or -1. */
    public static int connect(Errno errno, int fd, long sockaddr, int length) {
        try {
            return (int) CONNECT.invokeExact(errno.state, fd, sockaddr, length);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** 0, or -1. */
    public static int listen(Errno errno, int fd, int backlog) {
        try {
            return (int) LISTEN.invokeExact(errno.state, fd, backlog);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** A non-blocking descriptor of the next connection, or -1; {@code length} as with {@link Libc#getsockname}. */
    public static int acceptNoWait(Errno errno, int fd, long sockaddr, long length) {
        try {
            return (int) ACCEPT4.invokeExact(errno.state, fd, sockaddr, length, ACCEPT_NONBLOCK_CLOEXEC);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** Ends one direction, 0 for reading and 1 for writing; 0, or -1. */
    public static int shutdown(Errno errno, int fd, int how) {
        try {
            return (int) SHUTDOWN.invokeExact(errno.state, fd, how);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** The number of bytes read, 0 at the end, or -1. */
    public static long recvNoWait(Errno errno, int fd, long address, long capacity) {
        try {
            return (long) RECV.invokeExact(errno.state, fd, address, capacity, Libc.MSG_DONTWAIT);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /**
     * Receives a datagram: its whole length, or -1. Unlike {@link Libc#recvNoWait} it makes one call whatever comes of it, so
     * that a report about an earlier datagram is not lost.
     */
    public static long recvDatagramNoWait(Errno errno, int fd, long address, long capacity) {
        try {
            return (long) RECV.invokeExact(errno.state, fd, address, capacity, Libc.MSG_DONTWAIT | Libc.MSG_TRUNC);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** The number of bytes taken, or -1; without a signal when nobody reads any more. */
    public static long sendNoWait(Errno errno, int fd, long address, long length) {
        try {
            return (long) SEND.invokeExact(errno.state, fd, address, length, Libc.MSG_DONTWAIT | MSG_NOSIGNAL);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** Sends the pieces of a {@link PieceVector}: the number of bytes taken, or -1. */
    public static long sendmsgNoWait(Errno errno, int fd, long message) {
        try {
            return (long) SENDMSG.invokeExact(errno.state, fd, message, Libc.MSG_DONTWAIT | MSG_NOSIGNAL);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /**
     * Receives into the pieces of a {@link PieceVector}: the number of bytes, or -1.
     *
     * @param wholeLength whether a datagram that was cut gives its full length; never on a stream, where Linux would then
     *     discard what it counts
     */
    public static long recvmsgNoWait(Errno errno, int fd, long message, boolean wholeLength) {
        try {
            int flags = Libc.MSG_DONTWAIT | (wholeLength ? Libc.MSG_TRUNC : 0);
            return (long) RECVMSG.invokeExact(errno.state, fd, message, flags);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** Sets an option whose value is a structure; 0, or -1. */
    public static int setsockopt(Errno errno, int fd, int level, int option, long value, int length) {
        try {
            return (int) SETSOCKOPT.invokeExact(errno.state, fd, level, option, value, length);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** Reads an option whose value is a structure; {@code length} points to its room and then its length; 0, or -1. */
    public static int getsockopt(Errno errno, int fd, int level, int option, long value, long length) {
        try {
            return (int) GETSOCKOPT.invokeExact(errno.state, fd, level, option, value, length);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** Makes a descriptor non-blocking; 0, or -1. */
    public static int setNonBlocking(Errno errno, int fd) {
        try {
            int flags = (int) FCNTL.invokeExact(errno.state, fd, F_GETFL, 0);
            if (flags < 0 || (flags & O_NONBLOCK) != 0) return Math.min(flags, 0);
            return (int) FCNTL.invokeExact(errno.state, fd, F_SETFL, flags | O_NONBLOCK);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    /** A new pipe: {@code ends} points to room for two ints, the end to read and the end to write; 0, or -1. */
    public static int pipe(Errno errno, long ends) {
        try {
            return (int) PIPE2.invokeExact(errno.state, ends, O_CLOEXEC);
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }
}

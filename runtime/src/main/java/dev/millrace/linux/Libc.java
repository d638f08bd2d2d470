package dev.millrace.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * One static method per system call; each returns what libc returns and leaves the error of a failed call in the
 * {@link Errno} it was given.
 *
 * <p>Pointers are passed as addresses. The caller keeps the memory alive during the call.
 */
public final class Libc {
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_UNIX = 1;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOL_SOCKET = 1;
    public static final int SO_REUSEADDR = 2;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_REUSEPORT = 15;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_TRUNC = 0x20;
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CTL_DEL = 2;
    public static final int EPOLL_CTL_MOD = 3;

    private static final int EFD_NONBLOCK_CLOEXEC = 0x80800;
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int RLIMIT_NOFILE = 7;

    private static final Linker LINKER = Linker.nativeLinker();
    static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final Linker.Option CRITICAL = Linker.Option.critical(false);
    /** Pointers and sizes: all systems served are 64-bit. */
    private static final MemoryLayout PTR = JAVA_LONG;

    private static final MemoryLayout SIZE = JAVA_LONG;

    private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_INT, PTR, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = call("getsockname", JAVA_INT, JAVA_INT, PTR, PTR);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, PTR, JAVA_INT);
    private static final MethodHandle GETSOCKOPT = call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, PTR, PTR);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
    // The calls made for every packet also exist without errno: capturing it costs a slice of its memory per call,
    // which the
    // compiler does not always take away. When such a call fails, errno is looked at where libc keeps it: if that says
    // "would block", it is believed (at worst an error is seen one call later); otherwise the call is made again with
    // errno captured, and that outcome counts.
    private static final MethodHandle RECV_BARE = callBare("recv", JAVA_LONG, JAVA_INT, PTR, SIZE, JAVA_INT);
    private static final MethodHandle RECVFROM_BARE =
            callBare("recvfrom", JAVA_LONG, JAVA_INT, PTR, SIZE, JAVA_INT, PTR, PTR);
    private static final MethodHandle SENDTO_BARE =
            callBare("sendto", JAVA_LONG, JAVA_INT, PTR, SIZE, JAVA_INT, PTR, JAVA_INT);
    private static final MethodHandle RECV = callNoWait("recv", JAVA_LONG, JAVA_INT, PTR, SIZE, JAVA_INT);
    private static final MethodHandle RECVFROM =
            callNoWait("recvfrom", JAVA_LONG, JAVA_INT, PTR, SIZE, JAVA_INT, PTR, PTR);
    private static final MethodHandle SENDTO =
            callNoWait("sendto", JAVA_LONG, JAVA_INT, PTR, SIZE, JAVA_INT, PTR, JAVA_INT);
    private static final MethodHandle SENDMMSG = call("sendmmsg", JAVA_INT, JAVA_INT, PTR, JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CREATE1 = call("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CTL = callNoWait("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, PTR);
    private static final MethodHandle EPOLL_WAIT = call("epoll_wait", JAVA_INT, JAVA_INT, PTR, JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_WAIT_NO_WAIT =
            callNoWait("epoll_wait", JAVA_INT, JAVA_INT, PTR, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD = call("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle READ = call("read", JAVA_LONG, JAVA_INT, PTR, SIZE);
    private static final MethodHandle WRITE = call("write", JAVA_LONG, JAVA_INT, PTR, SIZE);
    private static final MethodHandle ERRNO_LOCATION = callBare("__errno_location", PTR);
    private static final MethodHandle GETRLIMIT = call("getrlimit", JAVA_INT, JAVA_INT, PTR);
    private static final MethodHandle GETTID = callBare("gettid", JAVA_INT);
    private static final MethodHandle SCHED_SETAFFINITY = call("sched_setaffinity", JAVA_INT, JAVA_INT, SIZE, PTR);

    private Libc() {}

    static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments), ERRNO);
    }

    static MethodHandle callNoWait(String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments), ERRNO, CRITICAL);
    }

    /** Where libc keeps errno of the calling thread, as a cell of four bytes. */
    @SuppressWarnings("restricted") // this package is the one place that calls native code
    static MemorySegment errnoCell() {
        try {
            long address = (long) ERRNO_LOCATION.invokeExact();
            return MemorySegment.ofAddress(address).reinterpret(JAVA_INT.byteSize());
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static MethodHandle callBare(String name, MemoryLayout result, MemoryLayout... arguments) {
        return link(name, FunctionDescriptor.of(result, arguments), CRITICAL);
    }

    @SuppressWarnings("restricted") // this package is the one place that calls native code
    static MethodHandle link(String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    /** A new socket, or -1. */
    public static int socket(Errno errno, int family, int type) {
        try {
            return (int) SOCKET.invokeExact(errno.state, family, type, 0);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** 0, or -1. */
    public static int bind(Errno errno, int fd, long sockaddr, int length) {
        try {
            return (int) BIND.invokeExact(errno.state, fd, sockaddr, length);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** 0, or -1; {@code length} points to the room for, and then the length of, the address. */
    public static int getsockname(Errno errno, int fd, long sockaddr, long length) {
        try {
            return (int) GETSOCKNAME.invokeExact(errno.state, fd, sockaddr, length);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Sets an option whose value is an int; 0, or -1. */
    public static int setsockopt(Errno errno, int fd, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cell = arena.allocateFrom(JAVA_INT, value);
            return (int) SETSOCKOPT.invokeExact(errno.state, fd, level, option, cell.address(), 4);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The value of an option whose value is an int, or -1. */
    public static int getsockopt(Errno errno, int fd, int level, int option) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, 4);
            int failed =
                    (int) GETSOCKOPT.invokeExact(errno.state, fd, level, option, value.address(), length.address());
            return failed != 0 ? -1 : value.get(JAVA_INT, 0);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** 0, or -1. */
    public static int close(Errno errno, int fd) {
        try {
            return (int) CLOSE.invokeExact(errno.state, fd);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Receives without waiting: the datagram's length (which may exceed {@code capacity}), or -1. */
    public static long recvNoWait(Errno errno, int fd, long address, long capacity) {
        try {
            long length = (long) RECV_BARE.invokeExact(fd, address, capacity, MSG_DONTWAIT | MSG_TRUNC);
            if (length >= 0 || errno.isWouldBlock()) return length;
            return (long) RECV.invokeExact(errno.state, fd, address, capacity, MSG_DONTWAIT | MSG_TRUNC);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Like {@link #recvNoWait}, with the sender's address. */
    public static long recvfromNoWait(
            Errno errno, int fd, long address, long capacity, long sockaddr, long sockaddrLength) {
        try {
            int flags = MSG_DONTWAIT | MSG_TRUNC;
            long received = (long) RECVFROM_BARE.invokeExact(fd, address, capacity, flags, sockaddr, sockaddrLength);
            if (received >= 0 || errno.isWouldBlock()) return received;
            return (long) RECVFROM.invokeExact(
                    errno.state, fd, address, capacity, MSG_DONTWAIT | MSG_TRUNC, sockaddr, sockaddrLength);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Sends without waiting: the length sent, or -1. */
    public static long sendtoNoWait(Errno errno, int fd, long address, long length, long sockaddr, int sockaddrLength) {
        try {
            long sent = (long) SENDTO_BARE.invokeExact(fd, address, length, MSG_DONTWAIT, sockaddr, sockaddrLength);
            if (sent >= 0 || errno.isWouldBlock()) return sent;
            return (long) SENDTO.invokeExact(errno.state, fd, address, length, MSG_DONTWAIT, sockaddr, sockaddrLength);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Sends the first {@code count} messages of a vector without waiting: how many were taken, or -1. */
    public static int sendmmsg(Errno errno, int fd, long vector, int count) {
        try {
            return (int) SENDMMSG.invokeExact(errno.state, fd, vector, count, MSG_DONTWAIT);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A new epoll instance, or -1. */
    public static int epollCreate(Errno errno) {
        try {
            return (int) EPOLL_CREATE1.invokeExact(errno.state, EPOLL_CLOEXEC);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** 0, or -1. */
    public static int epollCtl(Errno errno, int epoll, int operation, int fd, long event) {
        try {
            return (int) EPOLL_CTL.invokeExact(errno.state, epoll, operation, fd, event);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Waits for events: how many there are, or -1. A negative timeout waits without end. */
    public static int epollWait(Errno errno, int epoll, long events, int room, int timeoutMs) {
        try {
            if (timeoutMs == 0) return (int) EPOLL_WAIT_NO_WAIT.invokeExact(errno.state, epoll, events, room, 0);
            return (int) EPOLL_WAIT.invokeExact(errno.state, epoll, events, room, timeoutMs);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A new non-blocking event counter, or -1. */
    public static int eventfd(Errno errno) {
        try {
            return (int) EVENTFD.invokeExact(errno.state, 0, EFD_NONBLOCK_CLOEXEC);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The number of bytes read, or -1. */
    public static long read(Errno errno, int fd, long address, long capacity) {
        try {
            return (long) READ.invokeExact(errno.state, fd, address, capacity);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The number of bytes written, or -1. */
    public static long write(Errno errno, int fd, long address, long length) {
        try {
            return (long) WRITE.invokeExact(errno.state, fd, address, length);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** How many file descriptors this process may have open, or -1. */
    public static long openFileLimit(Errno errno) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(16, 8);
            int failed = (int) GETRLIMIT.invokeExact(errno.state, RLIMIT_NOFILE, limits.address());
            return failed != 0 ? -1 : limits.get(JAVA_LONG, 0);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static AssertionError unexpected(Throwable t) {
        return new AssertionError("a native call does not throw", t);
    }

    /** The number of the calling thread. */
    static int gettid() {
        try {
            return (int) GETTID.invokeExact();
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** 0, or -1; thread 0 is the calling one. */
    static int schedSetaffinity(Errno errno, int thread, long length, long set) {
        try {
            return (int) SCHED_SETAFFINITY.invokeExact(errno.state, thread, length, set);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}

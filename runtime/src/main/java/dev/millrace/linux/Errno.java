package dev.millrace.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a system call leaves its error; belongs to one thread, and is meaningful only after a call has failed. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int EPIPE = 32;
    public static final int EMSGSIZE = 90;
    public static final int EPROTONOSUPPORT = 93;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETDOWN = 100;
    public static final int ENETUNREACH = 101;
    public static final int ECONNABORTED = 103;
    public static final int ECONNRESET = 104;
    public static final int ENOBUFS = 105;
    public static final int EISCONN = 106;
    public static final int ENOTCONN = 107;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTDOWN = 112;
    public static final int EHOSTUNREACH = 113;
    public static final int EALREADY = 114;
    public static final int EINPROGRESS = 115;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(EPERM, "EPERM: operation not permitted"),
            Map.entry(ENOENT, "ENOENT: no such file or directory"),
            Map.entry(EIO, "EIO: input or output error"),
            Map.entry(EBADF, "EBADF: bad file descriptor"),
            Map.entry(ENODEV, "ENODEV: no such device"),
            Map.entry(EPIPE, "EPIPE: nobody reads any more"),
            Map.entry(EPROTONOSUPPORT, "EPROTONOSUPPORT: protocol not supported"),
            Map.entry(ENETDOWN, "ENETDOWN: network is down"),
            Map.entry(ECONNABORTED, "ECONNABORTED: connection aborted"),
            Map.entry(ENOTCONN, "ENOTCONN: not connected"),
            Map.entry(ETIMEDOUT, "ETIMEDOUT: connection timed out"),
            Map.entry(EHOSTDOWN, "EHOSTDOWN: host is down"),
            Map.entry(12, "ENOMEM: cannot allocate memory"),
            Map.entry(EACCES, "EACCES: permission denied"),
            Map.entry(EINVAL, "EINVAL: invalid argument"),
            Map.entry(ENFILE, "ENFILE: too many open files in the system"),
            Map.entry(EMFILE, "EMFILE: too many open files"),
            Map.entry(EMSGSIZE, "EMSGSIZE: message too long"),
            Map.entry(EAFNOSUPPORT, "EAFNOSUPPORT: address family not supported"),
            Map.entry(EADDRINUSE, "EADDRINUSE: address already in use"),
            Map.entry(EADDRNOTAVAIL, "EADDRNOTAVAIL: address is not one of this machine"),
            Map.entry(ENETUNREACH, "ENETUNREACH: network is unreachable"),
            Map.entry(ECONNRESET, "ECONNRESET: connection reset by peer"),
            Map.entry(ENOBUFS, "ENOBUFS: no buffer space available"),
            Map.entry(ECONNREFUSED, "ECONNREFUSED: connection refused"),
            Map.entry(EHOSTUNREACH, "EHOSTUNREACH: no route to host"));

    private static final ThreadLocal<Errno> OF_THREAD = ThreadLocal.withInitial(Errno::ofCurrentThread);

    /** The one of the calling thread: shared by all its sockets, so that it stays in the cache. */
    public static Errno ofThread() {
        return OF_THREAD.get();
    }

    final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

    /** Where libc keeps errno of the thread that this belongs to; null when that may change. */
    private final @Nullable MemorySegment cell;

    /** For the calls of one caller. */
    public Errno() {
        this(null);
    }

    private Errno(@Nullable MemorySegment cell) {
        this.cell = cell;
    }

    /** A virtual thread changes its carrier, and with it the cell. */
    private static Errno ofCurrentThread() {
        return new Errno(Thread.currentThread().isVirtual() ? null : Libc.errnoCell());
    }

    /** Whether a call without capture that has just failed would have had to wait; if so, {@link #value} says so too. */
    boolean isWouldBlock() {
        if (cell == null || cell.get(JAVA_INT, 0) != EAGAIN) return false;
        state.set(JAVA_INT, 0, EAGAIN);
        return true;
    }

    /** The error of the last failed call. */
    public int value() {
        return state.get(JAVA_INT, 0);
    }

    /** The name and the meaning of {@link #value}. */
    public String description() {
        return describe(value());
    }

    /** The name and the meaning of an error number. */
    public static String describe(int errno) {
        return NAMES.getOrDefault(errno, "errno=" + errno);
    }
}

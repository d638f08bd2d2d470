package dev.millrace.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a system call leaves its error; belongs to one thread, and is meaningful only after a call has failed. */
public final class Errno {
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ECONNRESET = 104;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "EPERM: operation not permitted"),
            Map.entry(9, "EBADF: bad file descriptor"),
            Map.entry(12, "ENOMEM: cannot allocate memory"),
            Map.entry(EACCES, "EACCES: permission denied"),
            Map.entry(22, "EINVAL: invalid argument"),
            Map.entry(ENFILE, "ENFILE: too many open files in the system"),
            Map.entry(EMFILE, "EMFILE: too many open files"),
            Map.entry(90, "EMSGSIZE: message too long"),
            Map.entry(97, "EAFNOSUPPORT: address family not supported"),
            Map.entry(EADDRINUSE, "EADDRINUSE: address already in use"),
            Map.entry(EADDRNOTAVAIL, "EADDRNOTAVAIL: address is not one of this machine"),
            Map.entry(101, "ENETUNREACH: network is unreachable"),
            Map.entry(ECONNRESET, "ECONNRESET: connection reset by peer"),
            Map.entry(105, "ENOBUFS: no buffer space available"),
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

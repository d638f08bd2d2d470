package dev.millrace.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/** What Linux knows of the calling thread, which must be a platform thread. */
public final class ThisThread {
    /** Room for the 1024 processors of glibc's {@code cpu_set_t}. */
    private static final int CPU_SET_BYTES = 128;

    private ThisThread() {}

    /** Its number, as under {@code /proc/self/task}; -1 where it is not told. */
    public static int id() {
        try {
            return Libc.gettid();
        } catch (LinkageError | RuntimeException e) {
            return -1;
        }
    }

    /**
     * Has it run on these processors only.
     *
     * @throws IOException when the system refuses, such as for processors that do not exist, or has no such call
     */
    public static void pin(BitSet cpus) throws IOException {
        if (cpus.isEmpty() || cpus.length() > CPU_SET_BYTES * Byte.SIZE)
            throw new IllegalArgumentException("no processors to pin to: cpus=" + cpus + "; use 0 to 1023");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(CPU_SET_BYTES, 8);
            long[] words = cpus.toLongArray();
            for (int i = 0; i < words.length; i++) set.setAtIndex(JAVA_LONG, i, words[i]);
            Errno errno = new Errno();
            if (Libc.schedSetaffinity(errno, 0, CPU_SET_BYTES, set.address()) < 0)
                throw new IOException("cannot pin a thread to processors: cpus=" + cpus + " " + errno.description());
        } catch (LinkageError e) {
            throw new IOException("cannot pin a thread to processors: native calls are not allowed, cpus=" + cpus, e);
        }
    }
}

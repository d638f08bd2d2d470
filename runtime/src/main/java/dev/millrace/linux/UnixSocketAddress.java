package dev.millrace.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * {@code sockaddr_un} in native memory: the family in two bytes, then a path that ends with a zero, or a zero and an
 * abstract name that ends with the structure, or nothing.
 */
public final class UnixSocketAddress {
    /** Room for the longest, in bytes. */
    public static final int CAPACITY = 110;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final int NAME = 2;

    private UnixSocketAddress() {}

    /** Writes an address, given as a path or as a zero and an abstract name; returns its length in bytes. */
    public static int write(MemorySegment to, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        to.set(SHORT, 0, (short) Libc.AF_UNIX);
        MemorySegment.copy(bytes, 0, to, JAVA_BYTE, NAME, bytes.length);
        if (name.isEmpty() || bytes[0] == 0) return NAME + bytes.length;
        to.set(JAVA_BYTE, NAME + bytes.length, (byte) 0);
        return NAME + bytes.length + 1;
    }

    /** Reads the address that the kernel wrote, in the form that {@link #write} takes. */
    public static String read(MemorySegment from, int length) {
        if (length <= NAME) return "";
        int end = Math.min(length, (int) from.byteSize());
        boolean isAbstract = from.get(JAVA_BYTE, NAME) == 0;
        int count = 0;
        while (NAME + count < end && (isAbstract || from.get(JAVA_BYTE, NAME + count) != 0)) count++;
        byte[] bytes = from.asSlice(NAME, count).toArray(JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

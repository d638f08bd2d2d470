package dev.millrace.reactor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of native memory with its address and its byte buffer at hand, so that filling it allocates nothing.
 *
 * <p>Whoever holds it may read and write it; handing it to a send or receive call lends it for the call.
 */
public class NativeMemory {
    private final MemorySegment segment;
    private final long address;
    private @Nullable ByteBuffer view;

    /**
     * Wraps {@code segment}.
     *
     * @throws IllegalArgumentException when it is on the heap
     */
    public NativeMemory(MemorySegment segment) {
        if (!segment.isNative())
            throw new IllegalArgumentException("memory is on the heap: segment=" + segment + "; use a native one");
        this.segment = segment;
        this.address = segment.address();
    }

    /** New zeroed memory that lives as long as this object. */
    public static NativeMemory allocate(int bytes) {
        return new NativeMemory(Arena.ofAuto().allocate(bytes, 64));
    }

    public final MemorySegment segment() {
        return segment;
    }

    public final long address() {
        return address;
    }

    /** Its size in bytes. */
    public final int capacity() {
        return (int) segment.byteSize();
    }

    /**
     * Refuses a range that is not inside.
     *
     * @throws IndexOutOfBoundsException then
     */
    public final void checkRange(int offset, int length) {
        if (offset < 0 || length < 0 || offset > capacity() - length)
            throw new IndexOutOfBoundsException(
                    "range exceeds memory: offset=" + offset + " length=" + length + " size=" + capacity());
    }

    /** The one byte buffer over this memory, set to the given range; valid until the next call. */
    final ByteBuffer view(int offset, int length) {
        if (view == null) view = segment.asByteBuffer();
        return view.limit(offset + length).position(offset);
    }
}

package dev.millrace.reactor;

import dev.millrace.linux.PieceVector;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of memory for one vectored call, in order; filled again and again without allocation.
 *
 * <p>Belongs to one thread. The memory stays the caller's, who does not touch it before the call has ended.
 */
public final class MemoryVector {
    private final @Nullable NativeMemory[] memories;
    private final int[] offsets;
    private final int[] lengths;
    private int count;
    private long total;
    private @Nullable PieceVector pieces;

    /** Room for {@code capacity} pieces, 1 to 1024 (what Linux takes in one call). */
    public MemoryVector(int capacity) {
        if (capacity < 1 || capacity > 1024)
            throw new IllegalArgumentException(
                    "number of pieces is out of range: capacity=" + capacity + ", expected 1..1024");
        memories = new @Nullable NativeMemory[capacity];
        offsets = new int[capacity];
        lengths = new int[capacity];
    }

    /**
     * Puts a piece behind the others.
     *
     * @throws IllegalStateException when it is full
     */
    public MemoryVector add(NativeMemory memory, int offset, int length) {
        memory.checkRange(offset, length);
        if (count == memories.length) throw new IllegalStateException("memory vector is full: capacity=" + count);
        memories[count] = memory;
        offsets[count] = offset;
        lengths[count++] = length;
        total += length;
        return this;
    }

    /** Takes {@code bytes} off the front, as a call has read or written them. */
    public void advance(long bytes) {
        if (bytes < 0 || bytes > total)
            throw new IllegalArgumentException("cannot advance: bytes=" + bytes + " left=" + total);
        total -= bytes;
        long left = bytes;
        for (int i = 0; left > 0; i++) {
            int taken = (int) Math.min(left, lengths[i]);
            offsets[i] += taken;
            lengths[i] -= taken;
            left -= taken;
        }
    }

    /** Lets go of all pieces. */
    public void clear() {
        Arrays.fill(memories, 0, count, null);
        count = 0;
        total = 0;
    }

    /** How many pieces there are, empty ones included. */
    public int count() {
        return count;
    }

    /** How many bytes there are in all pieces. */
    public long length() {
        return total;
    }

    /** Bytes of the piece at {@code index}. */
    public int length(int index) {
        return lengths[index];
    }

    public int offset(int index) {
        return offsets[index];
    }

    @SuppressWarnings("NullAway") // set below count
    public NativeMemory memory(int index) {
        return memories[index];
    }

    /** The first piece with something in it; there is one when {@link #length()} is not zero. */
    public int firstNonEmpty() {
        int index = 0;
        while (lengths[index] == 0) index++;
        return index;
    }

    /** The kernel's form, without a peer's address; made on the first use. */
    PieceVector pieces() {
        if (pieces == null) pieces = new PieceVector(memories.length);
        for (int i = 0; i < count; i++) pieces.set(i, memory(i).address() + offsets[i], lengths[i]);
        pieces.setCount(count);
        return pieces;
    }

    /** The JDK's form: a buffer for each piece, since two may lie in one memory. */
    ByteBuffer[] buffers() {
        ByteBuffer[] buffers = new ByteBuffer[count];
        for (int i = 0; i < count; i++)
            buffers[i] = memory(i).segment().asSlice(offsets[i], lengths[i]).asByteBuffer();
        return buffers;
    }
}

package dev.millrace.media;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that are pushed together, in order.
 *
 * <p>It holds a reference to each. Pushing the list gives those references away and leaves the list empty, so that its
 * owner fills it again without allocating. Of one thread.
 */
public final class BufferList {
    private @Nullable Buffer[] buffers = new Buffer[16];
    private int size;
    private int taken;

    /** An empty list. */
    public BufferList() {}

    /** Takes over a reference. */
    public void add(Buffer buffer) {
        if (size == buffers.length) buffers = Arrays.copyOf(buffers, 2 * size);
        buffers[size++] = buffer;
    }

    /** How many there are and were not taken. */
    public int size() {
        return size - taken;
    }

    public boolean isEmpty() {
        return size == taken;
    }

    /**
     * The one at {@code index} of those that were not taken; it stays in the list.
     *
     * @throws IndexOutOfBoundsException when there are not so many
     */
    @SuppressWarnings("NullAway") // set below size
    public Buffer get(int index) {
        return buffers[taken + Objects.checkIndex(index, size())];
    }

    /** How many bytes of data there are in those that were not taken. */
    public long bytes() {
        long bytes = 0;
        for (int i = 0; i < size(); i++) bytes += get(i).length();
        return bytes;
    }

    /** A list of its own with all that is left in this one, which is empty afterwards. */
    BufferList moved() {
        BufferList moved = new BufferList();
        for (Buffer buffer = take(); buffer != null; buffer = take()) moved.add(buffer);
        return moved;
    }

    /** Gives the next one with its reference, or null when there is none left. */
    public @Nullable Buffer take() {
        if (taken == size) {
            taken = 0;
            size = 0;
            return null;
        }
        Buffer next = buffers[taken];
        buffers[taken++] = null;
        return next;
    }

    /** Releases all that were not taken. */
    public void releaseAll() {
        for (Buffer buffer = take(); buffer != null; buffer = take()) buffer.release();
    }
}

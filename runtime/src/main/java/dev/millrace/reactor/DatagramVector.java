package dev.millrace.reactor;

import dev.millrace.linux.MessageVector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams lined up for sending, at most {@link #capacity} of them; filled again and again without allocation.
 *
 * <p>Belongs to one thread. The memory stays the caller's until the datagram was sent.
 */
public final class DatagramVector {
    private final @Nullable NativeMemory[] memories;
    private final int[] offsets;
    private final int[] lengths;
    private final @Nullable Endpoint[] destinations;
    private @Nullable MessageVector messages;

    public DatagramVector(int capacity) {
        memories = new @Nullable NativeMemory[capacity];
        offsets = new int[capacity];
        lengths = new int[capacity];
        destinations = new @Nullable Endpoint[capacity];
    }

    /** A vector of {@code capacity} that holds the same datagrams at the same places. */
    public DatagramVector grownTo(int capacity) {
        DatagramVector grown = new DatagramVector(capacity);
        System.arraycopy(memories, 0, grown.memories, 0, capacity());
        System.arraycopy(offsets, 0, grown.offsets, 0, capacity());
        System.arraycopy(lengths, 0, grown.lengths, 0, capacity());
        System.arraycopy(destinations, 0, grown.destinations, 0, capacity());
        return grown;
    }

    public int capacity() {
        return memories.length;
    }

    /** Puts a datagram at {@code index}. */
    public void set(int index, NativeMemory memory, int offset, int length, Endpoint to) {
        memories[index] = memory;
        offsets[index] = offset;
        lengths[index] = length;
        destinations[index] = to;
    }

    /** Moves a datagram from one place to another. */
    public void move(int from, int to) {
        memories[to] = memories[from];
        offsets[to] = offsets[from];
        lengths[to] = lengths[from];
        destinations[to] = destinations[from];
    }

    /** Lets go of the datagrams in a range, so that they are not kept alive. */
    public void clear(int from, int to) {
        Arrays.fill(memories, from, to, null);
        Arrays.fill(destinations, from, to, null);
    }

    public int length(int index) {
        return lengths[index];
    }

    @SuppressWarnings("NullAway") // set before it is read
    public NativeMemory memory(int index) {
        return memories[index];
    }

    int offset(int index) {
        return offsets[index];
    }

    @SuppressWarnings("NullAway") // set before it is read
    Endpoint to(int index) {
        return destinations[index];
    }

    /** The kernel's form of the datagrams in a range; made on the first use. */
    MessageVector messages(int from, int count, boolean forIpv6Socket) {
        if (messages == null) messages = new MessageVector(capacity());
        for (int i = from; i < from + count; i++) {
            Endpoint to = to(i);
            long address = memory(i).address() + offsets[i];
            messages.set(i, address, lengths[i], to.sockaddrAddress(forIpv6Socket), to.sockaddrLength(forIpv6Socket));
        }
        return messages;
    }
}

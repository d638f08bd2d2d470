package dev.millrace.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One {@code msghdr} with its array of {@code iovec}, for {@code sendmsg} and {@code recvmsg}: pieces of memory that one call
 * reads or writes in order.
 *
 * <pre>
 *   msghdr (56 bytes): 0 name*  8 namelen  16 iov*  24 iovlen  32 control*  40 controllen  48 flags
 *   iovec  (16 bytes): 0 base*  8 length
 * </pre>
 *
 * <p>Belongs to one thread. The memory that the pieces point to is the caller's.
 */
public final class PieceVector {
    private static final long HEADER = 64;
    private static final long PIECE = 16;

    private final MemorySegment memory;

    public PieceVector(int capacity) {
        memory = Arena.ofAuto().allocate(HEADER + PIECE * capacity, 64);
        memory.set(JAVA_LONG, 16, memory.address() + HEADER);
    }

    /** Fills the piece at {@code index}. */
    public void set(int index, long address, long length) {
        memory.set(JAVA_LONG, HEADER + PIECE * index, address);
        memory.set(JAVA_LONG, HEADER + PIECE * index + 8, length);
    }

    /** How many pieces the next call uses. */
    public void setCount(int count) {
        memory.set(JAVA_LONG, 24, count);
    }

    /** The peer's address, or where it is to be written; 0 and 0 for none. */
    public void setPeer(long sockaddr, int length) {
        memory.set(JAVA_LONG, 0, sockaddr);
        memory.set(JAVA_INT, 8, length);
    }

    /** The address of the {@code msghdr}. */
    public long address() {
        return memory.address();
    }
}

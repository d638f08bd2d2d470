package dev.millrace.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The array of {@code mmsghdr} for one {@code sendmmsg}: each message is one datagram in one piece.
 *
 * <pre>
 *   mmsghdr (64 bytes): 0 name*  8 namelen  16 iov*  24 iovlen  32 control*  40 controllen  48 flags  56 sent length
 *   iovec   (16 bytes): 0 base*  8 length
 * </pre>
 *
 * <p>Belongs to one thread. The memory that the messages point to is the caller's.
 */
public final class MessageVector {
    private static final long HEADER = 64;
    private static final long PIECE = 16;

    private final MemorySegment headers;
    private final MemorySegment pieces;

    public MessageVector(int capacity) {
        Arena arena = Arena.ofAuto();
        headers = arena.allocate(HEADER * capacity, 64);
        pieces = arena.allocate(PIECE * capacity, 64);
        for (int i = 0; i < capacity; i++) {
            headers.set(JAVA_LONG, HEADER * i + 16, pieces.address() + PIECE * i);
            headers.set(JAVA_LONG, HEADER * i + 24, 1);
        }
    }

    /** Fills the message at {@code index}. */
    public void set(int index, long address, long length, long sockaddr, int sockaddrLength) {
        headers.set(JAVA_LONG, HEADER * index, sockaddr);
        headers.set(JAVA_INT, HEADER * index + 8, sockaddrLength);
        pieces.set(JAVA_LONG, PIECE * index, address);
        pieces.set(JAVA_LONG, PIECE * index + 8, length);
    }

    /** The address of the message at {@code index}, to start a call there. */
    public long address(int index) {
        return headers.address() + HEADER * index;
    }
}

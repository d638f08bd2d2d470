package dev.millrace.sim;

/** How much a socket may hold, counted as Linux does: with what each packet costs the kernel, not its payload. */
final class ReceiveBuffer {
    /** SO_RCVBUF as Linux has it by default. */
    static final int DEFAULT_BYTES = 212_992;

    private static final int LEAST_BYTES = 2_304;
    private static final int MOST_WANTED_BYTES = 4_194_304;
    /** What the kernel adds to a payload: headers, room before them, alignment. */
    private static final int HEADERS = 59;

    private static final int SMALL_HEAD = 256;
    private static final int SHARED_INFO = 320;
    private static final int DESCRIPTOR = 256;

    private final int capacity;
    private int used;

    ReceiveBuffer(int capacity) {
        this.capacity = capacity;
    }

    /** The size in force for the one that is asked for with SO_RCVBUF; 0 has the default. */
    static int effectiveBytes(int wanted) {
        return wanted == 0 ? DEFAULT_BYTES : Math.max(2 * Math.min(wanted, MOST_WANTED_BYTES), LEAST_BYTES);
    }

    int capacity() {
        return capacity;
    }

    /** Takes room for a payload; an empty buffer has room for any. */
    boolean take(int payload) {
        int cost = cost(payload);
        if (used > 0 && used + cost > capacity) return false;
        used += cost;
        return true;
    }

    void giveBack(int payload) {
        used -= cost(payload);
    }

    /** The descriptor and its memory: a small one has a size of its own, others a power of two. */
    static int cost(int payload) {
        int data = payload + HEADERS;
        if (data <= SMALL_HEAD) return DESCRIPTOR + SMALL_HEAD + SHARED_INFO;
        int needed = ((data + 63) & ~63) + SHARED_INFO;
        return DESCRIPTOR + Integer.highestOneBit(needed - 1) * 2;
    }
}

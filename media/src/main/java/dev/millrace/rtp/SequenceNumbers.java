package dev.millrace.rtp;

/**
 * Arithmetic on RTP sequence numbers, which count modulo 65536 (RFC 3550 section 5.1). Sequence numbers are ints from 0
 * to 65535; only the low 16 bits of an argument are looked at. Static and stateless.
 */
public final class SequenceNumbers {
    private SequenceNumbers() {}

    /** The sequence number after {@code seq}. */
    public static int next(int seq) {
        return (seq + 1) & 0xffff;
    }

    /**
     * How many steps the shorter way from one sequence number to another takes: -32768 to 32767, positive if {@code to}
     * is the newer one. Half a turn counts as backwards.
     */
    public static int distance(int from, int to) {
        return (short) (to - from);
    }

    /**
     * Extends a sequence number to 64 bits: of all numbers with its low 16 bits, the one nearest to {@code reference}.
     *
     * @param reference an extended sequence number nearby, for instance the one before
     */
    public static long extend(long reference, int seq) {
        return reference + distance((int) reference, seq);
    }
}

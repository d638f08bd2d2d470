package dev.millrace.rtp;

/**
 * What became of a packet that was offered to a {@link JitterBuffer}. Only {@link #ACCEPTED} hands the packet over;
 * after every other answer it is still the caller's.
 */
public enum Insertion {
    /** The buffer holds the packet now and will release it. */
    ACCEPTED,
    /** The same sequence number is queued, or was delivered among the last 64. */
    DUPLICATE,
    /** Its place in the sequence was passed: the packet had already been declared lost. */
    LATE,
    /** No room between the oldest queued packet and this one: the capacity is too small for latency and packet rate. */
    OVERFLOW,
    /**
     * Too far from the sequence to be its next packet or a straggler. If the very next packet follows this one, the
     * sender has started anew and the buffer starts anew with that packet (RFC 3550 appendix A.1).
     */
    PROBATION
}

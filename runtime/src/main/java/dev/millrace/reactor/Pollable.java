package dev.millrace.reactor;

/** Something whose readiness a reactor of the same backend can tell: a socket, or any other handle. */
public interface Pollable {
    /** Gives back what it holds; idempotent. Its registration has ended by then. */
    void close();

    /**
     * Whether a throttled reactor may take it for readable in each slice after it has been, without asking the system:
     * right for what is cheap to try in vain, wrong for what others read.
     */
    default boolean isSwept() {
        return true;
    }
}

package dev.millrace.reactor;

/** Something whose readiness a reactor of the same backend can tell: a socket, or any other handle. */
public interface Pollable {
    /** Gives back what it holds; idempotent. Its registration has ended by then. */
    void close();
}

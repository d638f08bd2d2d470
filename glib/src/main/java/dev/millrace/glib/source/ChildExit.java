package dev.millrace.glib.source;

/**
 * How a child process has ended.
 *
 * @param pid its number
 * @param status as {@code waitpid} gives it
 */
public record ChildExit(int pid, int status) {
    private static final int SIGNAL_MASK = 0x7f;

    /** Whether it has ended by itself. */
    public boolean hasExited() {
        return (status & SIGNAL_MASK) == 0;
    }

    /** What it gave to {@code exit}; 128 and the number of the signal where one has ended it. */
    public int exitCode() {
        return hasExited() ? status >> 8 & 0xff : 128 + signal();
    }

    /** The signal that has ended it, or 0. */
    public int signal() {
        return status & SIGNAL_MASK;
    }
}

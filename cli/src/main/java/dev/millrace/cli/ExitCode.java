package dev.millrace.cli;

/** What the process tells the shell at its end. */
public final class ExitCode {

    /** The work was done, or the streams ended by themselves. */
    public static final int OK = 0;

    /** The work failed while it ran. */
    public static final int FAILED = 1;

    /** The words on the command line make no sense, launch text included; nothing was started. */
    public static final int USAGE = 2;

    /** A limit of time was reached, as {@code timeout(1)} says it. */
    public static final int TIME_LIMIT = 124;

    /** Ended by Ctrl-C. */
    public static final int INTERRUPTED = 130;

    /** Ended by SIGTERM. */
    public static final int TERMINATED = 143;

    private ExitCode() {}
}

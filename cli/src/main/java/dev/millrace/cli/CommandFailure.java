package dev.millrace.cli;

/** Ends a command with a message and an exit code. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    /**
     * A failure that nothing else caused.
     *
     * @param exitCode one of {@link ExitCode}
     * @param message one line, lower-case, with the value that is wrong and what would be right
     */
    public CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /**
     * A failure with its cause, which {@code -v} shows.
     *
     * @param exitCode one of {@link ExitCode}
     * @param message one line, lower-case, with the value that is wrong and what would be right
     */
    public CommandFailure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}

package dev.millrace.io;

import java.io.IOException;

/** A process was not started because there is no such program, or it may not be run. */
public final class ProgramNotFoundException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String program;

    /** Creates the exception. */
    public ProgramNotFoundException(String program, IOException cause) {
        super(
                "program cannot be started: program=" + program + " reason=" + reason(cause)
                        + "; use a path, or a name in PATH",
                cause);
        this.program = program;
    }

    private static String reason(IOException cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("error=13") || message.contains("Permission denied")
                ? "permission denied"
                : "no such file";
    }

    /** The program that was asked for. */
    public String program() {
        return program;
    }
}

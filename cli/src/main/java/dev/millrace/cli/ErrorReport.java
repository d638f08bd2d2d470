package dev.millrace.cli;

import dev.millrace.launch.LaunchSyntaxException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * Tells a person what went wrong: one line; for launch text also the text with carets; the stack trace only when asked
 * for.
 */
final class ErrorReport {
    private static final String PREFIX = "millrace: ";

    private final PrintWriter err;

    ErrorReport(PrintWriter err) {
        this.err = err;
    }

    /**
     * Prints an error and says how the process should end.
     *
     * @param verbose whether to print the stack trace too
     * @return one of {@link ExitCode}
     */
    int report(Throwable thrown, boolean verbose) {
        Throwable cause = unwrapped(thrown);
        err.println(text(cause));
        if (verbose) {
            thrown.printStackTrace(err);
        }
        err.flush();
        return exitCode(cause);
    }

    private static int exitCode(Throwable cause) {
        return switch (cause) {
            case CommandFailure failure -> failure.exitCode();
            case LaunchSyntaxException _ -> ExitCode.USAGE;
            default -> ExitCode.FAILED;
        };
    }

    private static String text(Throwable cause) {
        return cause instanceof LaunchSyntaxException syntax ? syntax.render() : PREFIX + oneLine(message(cause));
    }

    private static String message(Throwable cause) {
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        return switch (cause) {
            case NoSuchFileException _ -> "no such file: file=" + message;
            case AccessDeniedException _ -> "permission denied: file=" + message;
            case FileAlreadyExistsException _ -> "file exists: file=" + message;
            case NullPointerException _, ClassCastException _, IndexOutOfBoundsException _, Error _ ->
                "internal error: " + cause + "; -v shows where";
            default -> message.isBlank() ? cause.getClass().getName() + "; -v shows where" : message;
        };
    }

    private static String oneLine(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** Without the exceptions that only carry another one from where it happened to here. */
    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown;
        while (isWrapper(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof ExecutionException
                || thrown instanceof CompletionException
                || thrown instanceof UncheckedIOException
                || thrown instanceof InvocationTargetException;
    }
}

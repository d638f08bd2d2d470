package dev.millrace.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Exceptions of the JDK's channels with the value in them; most kinds are told apart by their text alone. */
final class NioErrors {
    /** Read while there is a descriptor to read it with. */
    private static final long OPEN_FILE_LIMIT = openFileLimit();

    private NioErrors() {}

    /** How many files this process may have open, as Linux tells; -1 elsewhere. */
    private static long openFileLimit() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
            String line = lines.filter(one -> one.startsWith("Max open files"))
                    .findFirst()
                    .orElse("");
            return Long.parseLong(line.replaceAll("\\D+(\\d+).*", "$1"));
        } catch (IOException | UncheckedIOException | NumberFormatException _) {
            return -1;
        }
    }

    /** Without a descriptor left, the JVM could not even load the classes that say so. */
    static void load() {
        IOException _ = opening("nothing", new IOException("Too many open files"));
    }

    /** For a call that would have made {@code what}. */
    static IOException opening(String what, IOException e) {
        return typed(what, "open " + what, e);
    }

    /** For a call on a socket; {@code what} is the rest of "cannot". */
    static IOException doing(String what, IOException e) {
        return typed("to " + what, what, e);
    }

    private static IOException typed(String opened, String what, IOException e) {
        if (e instanceof ClosedChannelException) return e;
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String message = "cannot " + what + ": " + reason;
        IOException typed;
        if (reason.contains("Too many open files")) typed = new TooManyOpenFilesException(opened, OPEN_FILE_LIMIT);
        else if (e instanceof BindException) typed = new BindException(message);
        else if (e instanceof NoRouteToHostException || reason.contains("unreachable"))
            typed = new NoRouteToHostException(message);
        else if (e instanceof ConnectException || reason.contains("Connection refused"))
            typed = new ConnectException(message);
        else if (reason.contains("Connection reset")) typed = new ConnectionResetException(message);
        else if (reason.contains("Broken pipe")) typed = new BrokenPipeException(message);
        else if (reason.contains("already in use") || reason.contains("Permission denied"))
            typed = new BindException(message);
        else typed = new SocketException(message);
        typed.initCause(e);
        return typed;
    }
}

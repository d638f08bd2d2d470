package dev.millrace.reactor;

import java.io.IOException;
import java.lang.System.Logger.Level;

/** Finds the backend of this machine: epoll by foreign function calls where that works, else the JDK's selectors. */
public final class Backends {
    /** The system property that names a backend instead of having it found: {@code epoll} or {@code nio}. */
    public static final String PROPERTY = "millrace.backend";

    private static final System.Logger LOG = System.getLogger("dev.millrace.reactor");

    private Backends() {}

    /**
     * The backend that {@link #PROPERTY} names, or the best one that works here.
     *
     * @throws IllegalArgumentException when the named backend is unknown or does not work here
     */
    public static Backend find() {
        String wanted = System.getProperty(PROPERTY, "auto");
        Backend backend = switch (wanted) {
            case "auto" -> best();
            case "epoll" -> epoll(wanted);
            case "nio" -> new NioBackend();
            default ->
                throw new IllegalArgumentException(
                        "unknown reactor backend: " + PROPERTY + "=" + wanted + "; use epoll, nio or auto");
        };
        LOG.log(Level.DEBUG, "reactor backend={0}", backend.name());
        return backend;
    }

    private static Backend best() {
        if (!System.getProperty("os.name").equals("Linux")) return new NioBackend();
        try {
            return new EpollBackend();
        } catch (IOException | LinkageError | RuntimeException e) {
            Throwable reason = e.getCause() != null ? e.getCause() : e;
            LOG.log(Level.WARNING, "epoll cannot be used, falling back to nio: {0}", reason.toString());
            return new NioBackend();
        }
    }

    private static Backend epoll(String wanted) {
        try {
            return new EpollBackend();
        } catch (IOException | LinkageError | RuntimeException e) {
            throw new IllegalArgumentException(
                    "reactor backend does not work here: " + PROPERTY + "=" + wanted + "; use nio", e);
        }
    }
}

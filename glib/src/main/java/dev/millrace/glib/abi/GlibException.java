package dev.millrace.glib.abi;

import org.gnome.gio.IOErrorEnum;
import org.jspecify.annotations.Nullable;

/**
 * What a function of GLib reports as a {@code GError}.
 *
 * <p>Which error it is, say {@link #domain} and {@link #code}; those of GIO are in {@link #ioError} as well.
 */
public final class GlibException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The domain of most errors of GIO. */
    public static final String IO_DOMAIN = "g-io-error-quark";

    private final String domain;
    private final int code;
    private final long transferred;

    GlibException(String domain, int code, String text, long transferred) {
        super(text + ": domain=" + domain + " code=" + name(domain, code)
                + (transferred > 0 ? " transferred=" + transferred : ""));
        this.domain = domain;
        this.code = code;
        this.transferred = transferred;
    }

    private static String name(String domain, int code) {
        IOErrorEnum error = domain.equals(IO_DOMAIN) ? ioError(code) : null;
        return error == null ? Integer.toString(code) : error.name();
    }

    /** The name of the set of errors that {@link #code} is of, such as {@link #IO_DOMAIN}. */
    public String domain() {
        return domain;
    }

    /** Which error of its domain it is. */
    public int code() {
        return code;
    }

    /** Which error of GIO it is; null for one of another domain. */
    public @Nullable IOErrorEnum ioError() {
        return domain.equals(IO_DOMAIN) ? ioError(code) : null;
    }

    /** Whether it is this error of GIO. */
    public boolean is(IOErrorEnum error) {
        return ioError() == error;
    }

    /** How many bytes an operation on all of a buffer had read or written before it failed; 0 for others. */
    public long transferred() {
        return transferred;
    }

    private static @Nullable IOErrorEnum ioError(int code) {
        try {
            return IOErrorEnum.of(code);
        } catch (IllegalStateException e) {
            // Newer than the bindings.
            return null;
        }
    }
}

package dev.millrace.glib.abi;

/** A native library is not there, or is too old; the message says which package has it. */
public final class GlibMissingException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    GlibMissingException(String message, Throwable cause) {
        super(message, cause);
    }

    GlibMissingException(String message) {
        super(message);
    }
}

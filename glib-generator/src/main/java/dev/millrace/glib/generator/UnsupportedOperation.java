package dev.millrace.glib.generator;

/** An operation that no rule covers; the message says why. */
final class UnsupportedOperation extends Exception {
    private static final long serialVersionUID = 1;

    UnsupportedOperation(String message) {
        super(message);
    }
}

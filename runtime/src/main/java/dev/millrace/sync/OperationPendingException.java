package dev.millrace.sync;

/** Thrown when a handle is asked for an operation while its last one is outstanding: await or cancel that one first. */
public final class OperationPendingException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** Creates the exception. */
    public OperationPendingException(String message) {
        super(message);
    }
}

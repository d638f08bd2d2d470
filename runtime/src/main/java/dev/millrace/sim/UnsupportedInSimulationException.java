package dev.millrace.sim;

/** Something that a simulation cannot do, because only the real machine could: the message says what, and what does instead. */
public final class UnsupportedInSimulationException extends UnsupportedOperationException {
    private static final long serialVersionUID = 1;

    UnsupportedInSimulationException(String message) {
        super(message);
    }
}

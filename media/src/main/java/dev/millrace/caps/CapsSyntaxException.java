package dev.millrace.caps;

/** Text that is no caps; says what is wrong, where, and what would be right. */
public final class CapsSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int position;

    CapsSyntaxException(String message, int position) {
        super(message + ": position=" + position);
        this.position = position;
    }

    /** Where in the text it is wrong: from 0, up to and including the length of the text. */
    public int position() {
        return position;
    }
}

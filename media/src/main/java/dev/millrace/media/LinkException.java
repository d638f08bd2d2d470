package dev.millrace.media;

/** Two pads that cannot be linked; says why, with the caps of both where that is the reason. */
public final class LinkException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public LinkException(String message) {
        super(message);
    }
}

package dev.millrace.launch;

import java.util.Objects;

/**
 * Launch text that cannot be made a pipeline: by its grammar, or by a name, value or link in it that does not exist.
 */
public final class LaunchSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int start;
    private final int length;
    private final String text;

    /**
     * Says what is wrong and where.
     *
     * @param error its message becomes {@link #getMessage()}
     * @param text the whole launch text
     */
    public LaunchSyntaxException(LaunchError error, String text) {
        super(error.message());
        this.start = error.span().start();
        this.length = error.span().length();
        this.text = text;
    }

    /** The message, never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** What is wrong and where. */
    public LaunchError error() {
        return new LaunchError(getMessage(), new Span(start, length));
    }

    /** The whole launch text. */
    public String text() {
        return text;
    }

    /** The error with the line of the text it is about, see {@link LaunchError#render}. */
    public String render() {
        return error().render(text);
    }
}

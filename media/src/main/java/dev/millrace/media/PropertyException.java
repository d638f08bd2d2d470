package dev.millrace.media;

import org.jspecify.annotations.Nullable;

/** A property that does not exist, cannot be changed now, or cannot have this value; says what would be right. */
public final class PropertyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public PropertyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package dev.millrace.glib.generator;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A method of the bindings.
 *
 * @param function the C function that its body calls, or null
 * @param doc its documentation, without the stars
 */
record BoundMethod(
        BoundType owner,
        String name,
        boolean isStatic,
        boolean isPublic,
        boolean isDeprecated,
        String returns,
        List<Parameter> parameters,
        @Nullable String function,
        String doc) {

    /** A parameter of it; types are as the source has them, such as {@code Set<FileCreateFlags>}. */
    record Parameter(String type, String name, boolean nullable) {}

    /** The C function, of a method that calls one. */
    String calls() {
        return Objects.requireNonNull(function, name);
    }

    /** The index of the first parameter of this type, or -1. */
    int indexOf(String type) {
        for (int i = 0; i < parameters.size(); i++) if (parameters.get(i).type().equals(type)) return i;
        return -1;
    }
}

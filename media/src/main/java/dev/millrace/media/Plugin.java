package dev.millrace.media;

import java.util.List;

/**
 * The elements that one jar brings, found by {@link java.util.ServiceLoader}.
 *
 * <p>A provider is named in {@code META-INF/services} and, for modules, in {@code provides}.
 */
public interface Plugin {
    /** Its name, as people see it. */
    String name();

    /** What it is for, in a sentence. */
    String description();

    /** The factories of its elements. */
    List<ElementFactory<?>> factories();
}

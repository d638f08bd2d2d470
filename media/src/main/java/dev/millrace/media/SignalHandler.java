package dev.millrace.media;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Is called when an element gives a signal, on the thread that gives it. */
@FunctionalInterface
public interface SignalHandler {
    /** Handles a signal; returns what the element asks for, or null where it asks for nothing. */
    @Nullable
    Object handle(Element element, List<@Nullable Object> arguments);
}

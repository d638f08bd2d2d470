package dev.millrace.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One element to make.
 *
 * @param factory which kind; for caps between two links it is {@code capsfilter}, standing where the caps stand
 * @param properties in the order written; of equal names the last one counts
 */
public record ElementNode(Word factory, List<Assignment> properties) {

    /** The factory of the element that a caps filter becomes. */
    public static final String CAPSFILTER = "capsfilter";

    /** Keeps its own copy of the list. */
    public ElementNode {
        properties = List.copyOf(properties);
    }

    static ElementNode capsfilter(Word caps) {
        var property = new Word("caps", new Span(caps.span().start(), 0));
        return new ElementNode(new Word(CAPSFILTER, caps.span()), List.of(new Assignment(property, caps)));
    }

    /** The name that the text gives to the element by {@code name=}; null when it is to name itself. */
    public @Nullable Word name() {
        Word name = null;
        for (Assignment property : properties) {
            if (property.name().value().equals("name")) {
                name = property.value();
            }
        }
        return name;
    }
}

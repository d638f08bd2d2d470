package dev.millrace.launch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One element to make.
 *
 * @param factory which kind; for caps between two links it is {@code capsfilter}, standing where the caps stand
 * @param properties in the order written; of equal names the last one counts
 * @param bin which element of the graph, a bin, it is in; -1 when it is in none
 */
public record ElementNode(Word factory, List<Assignment> properties, int bin) {

    /** The factory of the element that a caps filter becomes. */
    public static final String CAPSFILTER = "capsfilter";

    /** The factory of what stands in parentheses. */
    public static final String BIN = "bin";

    /** Keeps its own copy of the list. */
    public ElementNode {
        properties = List.copyOf(properties);
    }

    /** An element that is in no bin. */
    public ElementNode(Word factory, List<Assignment> properties) {
        this(factory, properties, -1);
    }

    static ElementNode capsfilter(Word caps, int bin) {
        var property = new Word("caps", new Span(caps.span().start(), 0));
        return new ElementNode(new Word(CAPSFILTER, caps.span()), List.of(new Assignment(property, caps)), bin);
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

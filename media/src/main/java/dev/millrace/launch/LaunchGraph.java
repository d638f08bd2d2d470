package dev.millrace.launch;

import java.util.List;

/**
 * What a launch text says: the elements in the order written, and the links between them. Names that elements are given
 * are unique.
 *
 * @param text the text read, for errors found later
 * @param elements at least one
 * @param links in the order of their {@code !}
 */
public record LaunchGraph(String text, List<ElementNode> elements, List<Link> links) {

    /** Keeps its own copies of the lists. */
    public LaunchGraph {
        elements = List.copyOf(elements);
        links = List.copyOf(links);
    }

    /**
     * An error that points into this text, found after it was read.
     *
     * @param message lower-case, says what is wrong with the value and what would be right
     */
    public LaunchSyntaxException error(Span span, String message) {
        return new LaunchSyntaxException(new LaunchError(message, span), text);
    }
}

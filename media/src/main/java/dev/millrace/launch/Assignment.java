package dev.millrace.launch;

/**
 * {@code name=value} behind an element.
 *
 * @param name the property as written
 * @param value what it is to be, possibly empty
 */
public record Assignment(Word name, Word value) {

    /** The whole assignment in the text. */
    public Span span() {
        return name.span().to(value.span());
    }
}

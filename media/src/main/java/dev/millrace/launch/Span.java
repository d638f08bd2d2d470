package dev.millrace.launch;

/**
 * A stretch of launch text.
 *
 * @param start index of the first character, in UTF-16 units from the start of the text, &gt;= 0
 * @param length in UTF-16 units, &gt;= 0; 0 is a place between two characters
 */
public record Span(int start, int length) {

    /** Checks that both numbers are in range. */
    public Span {
        if (start < 0 || length < 0) {
            throw new IllegalArgumentException(
                    "span out of range: start=" + start + " length=" + length + ", both must be 0 or more");
        }
    }

    /** The index behind the last character. */
    public int end() {
        return start + length;
    }

    /** The stretch from the start of this one to the end of {@code last}, which must not begin before it. */
    public Span to(Span last) {
        return new Span(start, last.end() - start);
    }

    static Span between(int start, int end) {
        return new Span(start, end - start);
    }
}

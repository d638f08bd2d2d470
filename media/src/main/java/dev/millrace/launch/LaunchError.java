package dev.millrace.launch;

import java.util.Collection;

/**
 * A mistake in launch text and where it stands.
 *
 * @param message lower-case, says what is wrong with the value and what would be right
 * @param span the part of the text to blame
 */
public record LaunchError(String message, Span span) {
    private static final int MAX_COLUMNS = 100;
    private static final String CUT = "...";
    private static final String INDENT = "  ";

    /** Keeps the message on one line, whatever it quotes. */
    public LaunchError {
        message = printable(message);
    }

    /**
     * A name that nothing has: {@code no element "ts-udpsr"; did you mean ts-udpsrc, ts-udpsink?}
     *
     * @param what the kind of thing named, as in {@code element}
     * @param name the word in the text
     * @param known all names that would be right
     */
    public static LaunchError unknown(String what, Word name, Collection<String> known) {
        String near = Suggestions.didYouMean(name.value(), known);
        return new LaunchError("no " + what + " \"" + name.value() + "\"" + near, name.span());
    }

    /**
     * Prints the message, the line of {@code text} that it is about, and carets under the part to blame:
     *
     * <pre>
     * millrace: no element "ts-udpsr"; did you mean ts-udpsrc, ts-udpsink?
     *   ts-udpsr port=5004 ! fakesink
     *   ^^^^^^^^
     * </pre>
     *
     * Of a span over several lines the first is shown; a line too long for a terminal is cut on both sides.
     *
     * @param text the launch text in which the error was found; when it is blank the message stands alone
     * @return lines without a line end behind the last
     */
    public String render(String text) {
        String head = "millrace: " + message;
        if (text.isBlank()) {
            return head;
        }
        int at = Math.min(span.start(), text.length());
        int lineStart = text.lastIndexOf('\n', at - 1) + 1;
        int newline = text.indexOf('\n', at);
        int lineEnd = newline < 0 ? text.length() : newline;
        int carets = Math.clamp(span.end(), at, lineEnd) - at;
        while (lineStart < at && Character.isWhitespace(text.charAt(lineStart))) {
            lineStart++;
        }
        String before = printable(text.substring(lineStart, at));
        String blamed = printable(text.substring(at, at + carets));
        String after = printable(text.substring(at + carets, lineEnd)).stripTrailing();
        return head + "\n" + excerpt(before, blamed, after);
    }

    private static String excerpt(String before, String blamed, String after) {
        if (columns(blamed) > MAX_COLUMNS) {
            return excerpt(before, cutTail(blamed, MAX_COLUMNS), "");
        }
        int room = MAX_COLUMNS - columns(blamed);
        String head = cutHead(before, Math.max(room / 2, room - columns(after)));
        String tail = cutTail(after, Math.max(room - columns(head), 0));
        String carets = "^".repeat(Math.max(columns(blamed), 1));
        return INDENT + head + blamed + tail + "\n" + INDENT + " ".repeat(columns(head)) + carets;
    }

    private static String cutHead(String s, int columns) {
        if (columns(s) <= columns) {
            return s;
        }
        int keep = Math.max(columns - CUT.length(), 0);
        return CUT + s.substring(s.offsetByCodePoints(s.length(), -keep));
    }

    private static String cutTail(String s, int columns) {
        if (columns(s) <= columns) {
            return s;
        }
        int keep = Math.max(columns - CUT.length(), 0);
        return s.substring(0, s.offsetByCodePoints(0, keep)) + CUT;
    }

    private static int columns(String s) {
        return s.codePointCount(0, s.length());
    }

    /** One column for each code point: tabs and other control characters would move the carets. */
    private static String printable(String s) {
        return s.codePoints()
                .map(c -> Character.isWhitespace(c) ? ' ' : Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

package dev.millrace.caps;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How values are written: the canonical text, and what both the writer and the parser have to know of it. */
final class Syntax {
    private static final Set<String> WORDS = Set.of("ANY", "EMPTY", "NONE");

    private Syntax() {}

    /** Whether a character may stand in a string without quotes, and in the name of a field. */
    static boolean isPlain(char c) {
        return isLetter(c) || (c >= '0' && c <= '9') || "_-+/:.".indexOf(c) >= 0;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isPlain(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> isPlain((char) c));
    }

    /**
     * Whether a structure can have this name: a letter, then letters, digits and {@code / - _ . : +}, and not a word that is
     * caps by itself.
     */
    static boolean isName(String text) {
        return isPlain(text) && isLetter(text.charAt(0)) && !WORDS.contains(text);
    }

    /** The value with its type in front, as in {@code (int)[ 1, 8 ]}; in a choice of several types, each with its own. */
    static String typed(Value value) {
        if (value instanceof Value.Array(List<Value> values))
            return values.stream().map(Syntax::typed).collect(Collectors.joining(", ", "< ", " >"));
        String type = type(value);
        if (!type.isEmpty()) return "(" + type + ")" + untyped(value);
        return choice(((Value.Choice) value).values(), true);
    }

    private static String untyped(Value value) {
        return switch (value) {
            case Value.Int(int number) -> Integer.toString(number);
            case Value.Uint(long number) -> Long.toString(number);
            case Value.Int64(long number) -> Long.toString(number);
            case Value.Uint64(long bits) -> Long.toUnsignedString(bits);
            case Value.Bitmask(long bits) -> String.format("0x%016x", bits);
            case Value.Decimal(double number) -> Double.toString(number);
            case Value.Bool(boolean bool) -> Boolean.toString(bool);
            case Value.Text(String text) -> quoteIfNeeded(text);
            case Value.Fraction(int numerator, int denominator) -> numerator + "/" + denominator;
            case Value.Range(Value least, Value most) -> "[ " + untyped(least) + ", " + untyped(most) + " ]";
            case Value.Choice(List<Value> values) -> choice(values, false);
            case Value.Array _ -> typed(value);
        };
    }

    private static String choice(List<Value> values, boolean typed) {
        return values.stream()
                .map(typed ? Syntax::typed : Syntax::untyped)
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    /** The name of its type, or empty for a choice of several types. */
    static String type(Value value) {
        return switch (value) {
            case Value.Int _ -> "int";
            case Value.Uint _ -> "uint";
            case Value.Int64 _ -> "int64";
            case Value.Uint64 _ -> "uint64";
            case Value.Bitmask _ -> "bitmask";
            case Value.Decimal _ -> "double";
            case Value.Bool _ -> "boolean";
            case Value.Text _ -> "string";
            case Value.Fraction _ -> "fraction";
            case Value.Range range -> type(range.least());
            case Value.Array _ -> "";
            case Value.Choice(List<Value> values) -> {
                String first = type(values.getFirst());
                yield values.stream().allMatch(one -> type(one).equals(first)) ? first : "";
            }
        };
    }

    private static String quoteIfNeeded(String text) {
        if (isPlain(text)) return text;
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}

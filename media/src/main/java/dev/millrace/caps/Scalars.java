package dev.millrace.caps;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads single values; {@link IllegalArgumentException} says that a word is none of its type. */
final class Scalars {
    private static final Pattern INTEGER = Pattern.compile("[+-]?(0[xX][0-9a-fA-F]{1,16}|\\d{1,20})");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern FRACTION = Pattern.compile("([+-]?\\d+)/([+-]?\\d+)");

    private Scalars() {}

    /** The value of a word whose type is written before it. */
    static Value typed(String type, String word) {
        return switch (type) {
            case "int" -> Value.of(integer(word));
            case "uint" -> new Value.Uint(number(word));
            case "int64" -> new Value.Int64(number(word));
            case "uint64" -> new Value.Uint64(unsigned(word));
            case "bitmask" -> new Value.Bitmask(number(word));
            case "double" -> decimal(word);
            case "fraction" -> fraction(word);
            case "boolean" -> bool(word.toLowerCase(Locale.ROOT));
            default -> Value.of(word);
        };
    }

    /** The value of a word without quotes and type: the first that it looks like, in GStreamer's order, or a string. */
    static Value guess(String word) {
        Value value = null;
        if (INTEGER.matcher(word).matches()) value = attempt("int", word);
        if (value == null && DECIMAL.matcher(word).matches()) value = attempt("double", word);
        if (value == null && FRACTION.matcher(word).matches()) value = attempt("fraction", word);
        if (value == null) value = attempt("boolean", word);
        return value != null ? value : Value.of(word);
    }

    private static @Nullable Value attempt(String type, String word) {
        try {
            return typed(type, word);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static int integer(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "min" -> Integer.MIN_VALUE;
            case "max" -> Integer.MAX_VALUE;
            default -> {
                long number = number(word);
                if (number != (int) number) throw new NumberFormatException("not 32 bits: word=" + word);
                yield (int) number;
            }
        };
    }

    /** Decimal or, after 0x, hexadecimal; the latter with up to 64 bits. */
    private static long number(String word) {
        if (!INTEGER.matcher(word).matches()) throw new NumberFormatException("not an integer: word=" + word);
        int hexAt = word.toLowerCase(Locale.ROOT).indexOf("0x");
        if (hexAt < 0) return Long.parseLong(word);
        long magnitude = Long.parseUnsignedLong(word.substring(hexAt + 2), 16);
        return word.startsWith("-") ? -magnitude : magnitude;
    }

    private static long unsigned(String word) {
        return word.matches("\\+?\\d+") ? Long.parseUnsignedLong(word) : number(word);
    }

    private static Value decimal(String word) {
        if (!DECIMAL.matcher(word).matches()) throw new NumberFormatException("not a number: word=" + word);
        return Value.of(Double.parseDouble(word));
    }

    private static Value fraction(String word) {
        var parts = FRACTION.matcher(word);
        if (parts.matches()) return Value.fraction(integer(parts.group(1)), integer(parts.group(2)));
        return Value.fraction(integer(word), 1);
    }

    private static Value bool(String word) {
        return switch (word) {
            case "true", "t", "yes", "1" -> Value.of(true);
            case "false", "f", "no", "0" -> Value.of(false);
            default -> throw new IllegalArgumentException("neither true nor false: word=" + word);
        };
    }
}

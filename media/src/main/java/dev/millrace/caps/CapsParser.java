package dev.millrace.caps;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads structures from text in one pass; for one text, then thrown away.
 *
 * <pre>
 *   structures := structure { ';' structure } [ ';' ]
 *   structure  := name [ '(' feature { ',' feature } ')' ] { ',' field '=' [ type ] value }
 *   value      := [ type ] ( plain | '"' ... '"' | '[' value ',' value ']' | '{' value { ',' value } '}' | '<' [ value { ',' value } ] '>' )
 *   type       := '(' plain ')'
 * </pre>
 */
final class CapsParser {
    private final String text;
    private int position;

    CapsParser(String text) {
        this.text = text;
    }

    List<Structure> structures() {
        List<Structure> all = new ArrayList<>();
        do {
            all.add(structure());
        } while (accept(';') && !atEnd());
        expectEnd();
        return all;
    }

    Structure structureAlone() {
        Structure structure = structure();
        accept(';');
        expectEnd();
        return structure;
    }

    private Structure structure() {
        skipSpace();
        int start = position;
        String name = plain();
        if (!Syntax.isName(name)) throw wrong("name of a structure is missing", start);
        Structure structure = Structure.of(name);
        skipSpace();
        if (peek() == '(') structure = structure.withFeatures(features());
        while (accept(',')) {
            skipSpace();
            int fieldStart = position;
            String field = plain();
            if (field.isEmpty()) throw wrong("name of a field is missing", fieldStart);
            expect('=');
            structure = structure.with(field, value(""));
        }
        return structure;
    }

    private List<String> features() {
        List<String> features = new ArrayList<>();
        expect('(');
        do {
            int start = position;
            String feature = plain();
            if (feature.isEmpty()) throw wrong("name of a feature is missing", start);
            features.add(feature);
        } while (accept(','));
        expect(')');
        return features;
    }

    /** A value; one without a type of its own has type {@code outerType}, or, when that is empty, what it looks like. */
    private Value value(String outerType) {
        String ownType = type();
        String type = ownType.isEmpty() ? outerType : ownType;
        skipSpace();
        return switch (peek()) {
            case '[' -> range(type);
            case '{' -> choice(type);
            case '<' -> array(type);
            default -> single(type);
        };
    }

    private String type() {
        if (!accept('(')) return "";
        skipSpace();
        int start = position;
        String type = plain();
        if (type.isEmpty()) throw wrong("type is missing", start);
        expect(')');
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "int", "i", "gint" -> "int";
            case "uint", "u", "guint" -> "uint";
            case "int64", "gint64" -> "int64";
            case "uint64", "guint64" -> "uint64";
            case "double", "d", "gdouble" -> "double";
            case "boolean", "bool", "b", "gboolean" -> "boolean";
            case "string", "str", "s", "gchararray" -> "string";
            case "fraction", "gstfraction" -> "fraction";
            case "bitmask", "gstbitmask" -> "bitmask";
            default ->
                throw wrong(
                        "type is not known: type=" + type
                                + "; use int, uint, int64, uint64, double, boolean, string, fraction or bitmask",
                        start);
        };
    }

    private Value range(String type) {
        int start = position;
        expect('[');
        Value least = value(type);
        expect(',');
        // As in GStreamer, what the second value is follows from the first, so that it may be "max".
        Value most = value(type.isEmpty() ? Syntax.type(least) : type);
        expect(']');
        try {
            return Value.range(least, most);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()), start);
        }
    }

    private Value choice(String type) {
        expect('{');
        List<Value> values = new ArrayList<>();
        do {
            values.add(value(type));
        } while (accept(','));
        expect('}');
        return Value.choice(values);
    }

    private Value array(String type) {
        expect('<');
        List<Value> values = new ArrayList<>();
        if (accept('>')) return Value.array();
        do {
            values.add(value(type));
        } while (accept(','));
        expect('>');
        return new Value.Array(values);
    }

    private Value single(String type) {
        int start = position;
        boolean quoted = peek() == '"';
        String word = quoted ? quoted() : plain();
        if (!quoted && word.isEmpty()) throw wrong("value is missing", start);
        if (type.isEmpty()) return quoted ? Value.of(word) : Scalars.guess(word);
        try {
            return Scalars.typed(type, word);
        } catch (IllegalArgumentException e) {
            throw wrong("value is not of its type: value=" + word + " type=" + type, start);
        }
    }

    // ---- words

    private String plain() {
        skipSpace();
        int start = position;
        while (position < text.length() && Syntax.isPlain(text.charAt(position))) position++;
        return text.substring(start, position);
    }

    private String quoted() {
        int start = position++;
        StringBuilder word = new StringBuilder();
        while (!atEnd() && peek() != '"') {
            if (peek() == '\\') position++;
            if (!atEnd()) word.append(text.charAt(position++));
        }
        if (atEnd()) throw wrong("string has no end; it needs a closing quote", start);
        position++;
        return word.toString();
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) position++;
    }

    private boolean atEnd() {
        return position == text.length();
    }

    /** The next character, or 0 at the end. */
    private char peek() {
        return atEnd() ? 0 : text.charAt(position);
    }

    /** Skips space, then {@code c} if it is there, then space. */
    private boolean accept(char c) {
        skipSpace();
        if (peek() != c) return false;
        position++;
        skipSpace();
        return true;
    }

    private void expect(char c) {
        if (!accept(c)) throw wrong("'" + c + "' is missing" + insteadOf(), position);
    }

    private void expectEnd() {
        skipSpace();
        if (!atEnd()) throw wrong("end of text is missing" + insteadOf(), position);
    }

    private String insteadOf() {
        return atEnd() ? "" : "; found '" + peek() + "'";
    }

    private CapsSyntaxException wrong(String what, int where) {
        return new CapsSyntaxException("caps are not valid: " + what, where);
    }
}

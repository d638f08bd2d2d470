package dev.millrace.glib.generator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the types in the signatures of the bindings are. */
final class Types {
    /** How C has a type. */
    enum Shape {
        ENUM,
        OBJECT,
        BOXED,
        VARIANT,
        OTHER
    }

    private static final Pattern GENERIC = Pattern.compile("(\\w+)<(.*)>");

    private final SourceIndex sources;

    Types(SourceIndex sources) {
        this.sources = sources;
    }

    /** A type as a source has it, with full names; those of {@code java.lang} stay as they are. */
    String qualify(BoundType from, String type) {
        Matcher generic = GENERIC.matcher(type);
        if (generic.matches()) return simple(from, generic.group(1)) + "<" + qualify(from, generic.group(2)) + ">";
        if (type.endsWith("[]")) return qualify(from, type.substring(0, type.length() - 2)) + "[]";
        return simple(from, type);
    }

    private String simple(BoundType from, String name) {
        if (!Character.isUpperCase(name.charAt(0)) || name.equals("String")) return name;
        String full = from.qualify(name);
        return full.startsWith("java.lang.") ? name : full;
    }

    boolean isSet(String full) {
        return full.startsWith("java.util.Set<");
    }

    /** What is between the angles. */
    static String argument(String full) {
        return full.substring(full.indexOf('<') + 1, full.length() - 1);
    }

    Shape shape(String full) {
        if (full.equals(Rules.VARIANT)) return Shape.VARIANT;
        BoundType type = sources.find(full);
        if (type == null) return Shape.OTHER;
        return switch (type.kind) {
            case ENUM -> Shape.ENUM;
            case INTERFACE -> type.superType == null && isCallback(type) ? Shape.OTHER : Shape.OBJECT;
            case CLASS -> ofClass(type);
        };
    }

    private static boolean isCallback(BoundType type) {
        return type.text.contains("interface " + type.name + " extends FunctionPointer");
    }

    private Shape ofClass(BoundType type) {
        String parent = type.superType;
        if (type.name.equals("GObject")) return Shape.OBJECT;
        if (parent == null) return Shape.OTHER;
        if (parent.equals("ProxyInstance"))
            return type.methods.stream().anyMatch(method -> method.name().equals("getType"))
                    ? Shape.BOXED
                    : Shape.OTHER;
        String full = type.qualify(parent);
        return shape(full);
    }

    /** The code that makes a handle of a pointer. */
    String take(String full, String pointer, boolean borrowed) throws UnsupportedOperation {
        BoundType type = sources.find(full);
        if (type == null) throw new UnsupportedOperation("no rule for a result of type " + full);
        return switch (shape(full)) {
            case OBJECT -> "Objects." + (borrowed ? "share" : "take") + "(" + pointer + ", " + type.maker() + ")";
            case VARIANT -> "Objects.takeVariant(" + pointer + ", " + type.maker() + ")";
            case BOXED ->
                borrowed
                        ? "Objects.borrow(" + pointer + ", " + type.maker() + ")"
                        : "Objects.takeBoxed(" + pointer + ", " + type.maker() + ", " + full + "::getType)";
            case ENUM, OTHER -> throw new UnsupportedOperation("no rule for a result of type " + full);
        };
    }
}

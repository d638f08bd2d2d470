package dev.millrace.media;

import dev.millrace.caps.Caps;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on an element: name, type, range, default, and how long it can be changed.
 *
 * <p>Immutable; describes the property of all elements of a kind, whose factory binds it to their fields.
 *
 * @param <T> the type of its values
 */
public final class Property<T> {
    /** Turns text, as it stands in launch text, into a value; throws {@link IllegalArgumentException} if it is none. */
    private interface Parser<T> {
        T parse(String text);
    }

    private final String name;
    private final Class<T> type;
    private final String typeName;
    private final @Nullable T defaultValue;
    private final @Nullable Number least;
    private final @Nullable Number most;
    private final Parser<T> parser;
    private final String blurb;
    private final State mutableIn;
    private final boolean writable;

    private Property(
            String name,
            Class<T> type,
            String typeName,
            @Nullable T defaultValue,
            @Nullable Number least,
            @Nullable Number most,
            Parser<T> parser,
            String blurb,
            State mutableIn,
            boolean writable) {
        this.name = name;
        this.type = type;
        this.typeName = typeName;
        this.defaultValue = defaultValue;
        this.least = least;
        this.most = most;
        this.parser = parser;
        this.blurb = blurb;
        this.mutableIn = mutableIn;
        this.writable = writable;
    }

    private static <T> Property<T> of(
            String name,
            Class<T> type,
            String typeName,
            @Nullable T defaultValue,
            @Nullable Number least,
            @Nullable Number most,
            Parser<T> parser) {
        return new Property<>(name, type, typeName, defaultValue, least, most, parser, "", State.READY, true);
    }

    /** A whole number from {@code least} to {@code most}. */
    public static Property<Integer> ofInt(String name, int least, int most, int defaultValue) {
        return of(name, Integer.class, "int", defaultValue, least, most, Integer::decode);
    }

    /** A whole number from {@code least} to {@code most}, with the range of a long. */
    public static Property<Long> ofLong(String name, long least, long most, long defaultValue) {
        return of(name, Long.class, "long", defaultValue, least, most, Long::decode);
    }

    /** A whole number from {@code least} to {@code most}, with the range of an unsigned int. */
    public static Property<Long> ofUint(String name, long least, long most, long defaultValue) {
        return of(name, Long.class, "uint", defaultValue, least, most, Long::decode);
    }

    /**
     * A whole number with the whole range of an unsigned long, in the bits of a {@code Long}: above its range it is below
     * zero there.
     */
    public static Property<Long> ofUlong(String name, long defaultValue) {
        return ofUlong(name, 0, defaultValue);
    }

    /** The same from {@code least} on. */
    public static Property<Long> ofUlong(String name, long least, long defaultValue) {
        return of(name, Long.class, "ulong", defaultValue, least, null, Property::parseUnsigned);
    }

    /** A number from {@code least} to {@code most}. */
    public static Property<Double> ofDouble(String name, double least, double most, double defaultValue) {
        return of(name, Double.class, "double", defaultValue, least, most, Double::valueOf);
    }

    /** A number from {@code least} to {@code most}, which GStreamer keeps in single precision. */
    public static Property<Double> ofFloat(String name, double least, double most, double defaultValue) {
        return of(name, Double.class, "float", defaultValue, least, most, Double::valueOf);
    }

    /** True or false; text may say {@code true}, {@code false}, {@code yes}, {@code no}, {@code 1}, {@code 0}. */
    public static Property<Boolean> ofBool(String name, boolean defaultValue) {
        return of(name, Boolean.class, "boolean", defaultValue, null, null, Property::parseBoolean);
    }

    /** A text, or null for none. */
    public static Property<String> ofString(String name, @Nullable String defaultValue) {
        return of(name, String.class, "string", defaultValue, null, null, text -> text);
    }

    /** One of the constants of an enum, which text names in lower case with dashes. */
    public static <E extends Enum<E>> Property<E> ofEnum(String name, E defaultValue) {
        Class<E> type = defaultValue.getDeclaringClass();
        return of(name, type, "enum", defaultValue, null, null, text -> parseEnum(type, text));
    }

    /** A set of flags, none by default; text joins their names with {@code +}, and may write the number instead. */
    public static Property<Integer> ofFlags(String name, Map<String, Integer> flags) {
        return of(name, Integer.class, "flags", 0, null, null, text -> parseFlags(flags, text));
    }

    private static Integer parseFlags(Map<String, Integer> flags, String text) {
        if (text.isEmpty() || Character.isDigit(text.charAt(0))) return text.isEmpty() ? 0 : Integer.decode(text);
        int bits = 0;
        for (String one : text.split("\\+", -1)) {
            Integer bit = flags.get(one);
            if (bit == null)
                throw new PropertyException(
                        "there is no such flag: flag=" + one + "; use "
                                + String.join("+", new TreeSet<>(flags.keySet())),
                        null);
            bits |= bit;
        }
        return bits;
    }

    /** An object that the application hands over, such as a socket, or null for none; text cannot stand for it. */
    public static <T> Property<T> ofObject(String name, Class<T> type) {
        return of(name, type, "object", null, null, null, text -> {
            throw new PropertyException(
                    "property cannot be written as text: " + name + "=" + text + "; hand over a "
                            + type.getSimpleName(),
                    null);
        });
    }

    /**
     * A value of a class of its own, whose {@code toString} is text that {@code parser} understands; the parser throws an {@link
     * IllegalArgumentException} that says what is wrong.
     *
     * @param typeName its type as people name it, such as {@code array}
     */
    public static <T> Property<T> ofValue(
            String name, Class<T> type, String typeName, @Nullable T defaultValue, Function<String, T> parser) {
        return of(name, type, typeName, defaultValue, null, null, text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new PropertyException("value is not right: " + name + "=" + text + ": " + e.getMessage(), e);
            }
        });
    }

    /** Caps, or null for none. */
    public static Property<Caps> ofCaps(String name, @Nullable Caps defaultValue) {
        return of(name, Caps.class, "caps", defaultValue, null, null, Caps::parse);
    }

    /** The same with a sentence that says what it does. */
    public Property<T> blurb(String text) {
        return new Property<>(name, type, typeName, defaultValue, least, most, parser, text, mutableIn, writable);
    }

    /** The same, changeable up to and including {@code state}; the default is {@link State#READY}. */
    public Property<T> mutableIn(State state) {
        return new Property<>(name, type, typeName, defaultValue, least, most, parser, blurb, state, writable);
    }

    /** The same, for reading only. */
    public Property<T> readOnly() {
        return new Property<>(name, type, typeName, defaultValue, least, most, parser, blurb, mutableIn, false);
    }

    public String name() {
        return name;
    }

    /** Its type as people name it: int, boolean, string, enum, caps, ... */
    public String typeName() {
        return typeName;
    }

    public @Nullable T defaultValue() {
        return defaultValue;
    }

    /** The range as people write it, or the values of an enum, or empty. */
    public String range() {
        if (typeName.equals("ulong")) return least + " - " + Long.toUnsignedString(-1);
        if (least != null) return least + " - " + most;
        if (!type.isEnum()) return "";
        return String.join(
                ", ",
                Arrays.stream(type.getEnumConstants()).map(Property::print).toList());
    }

    public String blurb() {
        return blurb;
    }

    /** The highest state in which it can be changed. */
    public State mutableIn() {
        return mutableIn;
    }

    public boolean isWritable() {
        return writable;
    }

    /**
     * The value that text stands for.
     *
     * @throws PropertyException when it stands for none, or for one out of range
     */
    public T parse(String text) {
        try {
            return check(parser.parse(text));
        } catch (PropertyException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new PropertyException(
                    "value is not of its type: " + name + "=" + text + " type=" + typeName + hint(), e);
        }
    }

    /**
     * The value itself, if it is of the type and in range.
     *
     * @throws PropertyException when it is not
     */
    public T check(Object value) {
        if (!type.isInstance(value))
            throw new PropertyException(
                    "value is not of its type: " + name + "=" + value + " type=" + typeName + hint(), null);
        if (value instanceof Number number && least != null && most != null && !isWithin(number, least, most))
            throw new PropertyException("value is out of range: " + name + "=" + value + hint(), null);
        if (typeName.equals("ulong") && least != null && Long.compareUnsigned((Long) value, least.longValue()) < 0)
            throw new PropertyException("value is out of range: " + name + "=" + value + hint(), null);
        return type.cast(value);
    }

    /** A value as text, such that {@link #parse} understands it. */
    public static String print(@Nullable Object value) {
        if (value instanceof Enum<?> constant) return dashed(constant);
        return String.valueOf(value);
    }

    private String hint() {
        if (typeName.equals("boolean")) return "; use true or false";
        String range = range();
        return range.isEmpty() ? "" : "; use " + range;
    }

    private static boolean isWithin(Number value, Number least, Number most) {
        if (value instanceof Double d) return d >= least.doubleValue() && d <= most.doubleValue();
        return value.longValue() >= least.longValue() && value.longValue() <= most.longValue();
    }

    private static Long parseUnsigned(String text) {
        return text.equals("-1") ? -1L : Long.parseUnsignedLong(text);
    }

    private static boolean parseBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1", "t" -> true;
            case "false", "no", "0", "f" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static <E extends Enum<E>> E parseEnum(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) if (dashed(constant).equals(text)) return constant;
        throw new IllegalArgumentException("no such value");
    }

    private static String dashed(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

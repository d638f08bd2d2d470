package dev.millrace.caps;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A name with fields, such as {@code audio/x-raw, format=(string)S16LE, rate=(int)8000}; immutable.
 *
 * <p>As part of caps it stands for all media of this name whose fields have one of the values given; a field that it does not
 * have may be anything. Equal to another with the same fields in any order.
 */
public final class Structure {
    private static final String SYSTEM_MEMORY = "memory:SystemMemory";
    private static final String ANY_FEATURES = "ANY";

    private final String name;
    /** Empty for plain memory. */
    private final Set<String> features;

    private final Map<String, Value> fields;

    private Structure(String name, Set<String> features, Map<String, Value> fields) {
        this.name = name;
        this.features = features;
        this.fields = Collections.unmodifiableMap(fields);
    }

    /**
     * A structure without fields.
     *
     * @throws IllegalArgumentException when {@code name} is not a letter followed by letters, digits and {@code / - _ . : +}
     */
    public static Structure of(String name) {
        if (!Syntax.isName(name))
            throw new IllegalArgumentException("structure name is not valid: name=" + name
                    + "; use a letter, then letters, digits and / - _ . : +");
        return new Structure(name, Set.of(), Map.of());
    }

    /**
     * The structure that text stands for, such as {@code dtmf-event, number=1, start=true}.
     *
     * @throws CapsSyntaxException when it stands for none
     */
    public static Structure parse(String text) {
        return new CapsParser(text).structureAlone();
    }

    /** The same with {@code field} set to an integer. */
    public Structure with(String field, int value) {
        return with(field, Value.of(value));
    }

    /** The same with {@code field} set to a string. */
    public Structure with(String field, String value) {
        return with(field, Value.of(value));
    }

    /** The same with {@code field} set to true or false. */
    public Structure with(String field, boolean value) {
        return with(field, Value.of(value));
    }

    /**
     * The same with {@code field} set to {@code value}.
     *
     * @throws IllegalArgumentException when {@code field} is not made of letters, digits and {@code / - _ . : +}
     */
    public Structure with(String field, Value value) {
        if (!Syntax.isPlain(field))
            throw new IllegalArgumentException(
                    "field name is not valid: field=" + field + "; use letters, digits and / - _ . : +");
        Map<String, Value> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new Structure(name, features, more);
    }

    /** The same without {@code field}, which may be anything then. */
    public Structure without(String field) {
        Map<String, Value> fewer = new LinkedHashMap<>(fields);
        fewer.remove(field);
        return new Structure(name, features, fewer);
    }

    /**
     * The same in other memory or with metas, such as {@code memory:DMABuf}; {@code ANY} stands for whatever there is, and no
     * features for plain memory.
     *
     * @throws IllegalArgumentException when one is not made of letters, digits and {@code / - _ . : +}
     */
    public Structure withFeatures(Collection<String> wanted) {
        Set<String> all = new TreeSet<>(wanted);
        for (String feature : all)
            if (!Syntax.isPlain(feature))
                throw new IllegalArgumentException(
                        "feature is not valid: feature=" + feature + "; use letters, digits and / - _ . : +");
        all.remove(SYSTEM_MEMORY);
        return new Structure(name, Set.copyOf(all), fields);
    }

    public String name() {
        return name;
    }

    /** What the memory is beyond plain memory, such as {@code memory:DMABuf}; empty for plain memory. */
    public Set<String> features() {
        return features;
    }

    private boolean hasAnyFeatures() {
        return features.contains(ANY_FEATURES);
    }

    private boolean featuresMeet(Structure other) {
        return hasAnyFeatures() || other.hasAnyFeatures() || features.equals(other.features);
    }

    /** The same with {@code field}, if it has it, fixed to the integer nearest to {@code wanted} that it may be. */
    public Structure nearest(String field, int wanted) {
        Value value = fields.get(field);
        return value == null ? this : with(field, value.nearest(wanted));
    }

    /** The fields in the order in which they were set. */
    public Map<String, Value> fields() {
        return fields;
    }

    /** What {@code name} may be, or null when it may be anything. */
    public @Nullable Value field(String name) {
        return fields.get(name);
    }

    /** The integer that {@code field} is, or empty when it is anything else. */
    public OptionalInt intValue(String field) {
        return fields.get(field) instanceof Value.Int(int value) ? OptionalInt.of(value) : OptionalInt.empty();
    }

    /** The string that {@code field} is, or null when it is anything else. */
    public @Nullable String string(String field) {
        return fields.get(field) instanceof Value.Text(String value) ? value : null;
    }

    /** Whether every field is exactly one value. */
    public boolean isFixed() {
        return fields.values().stream().allMatch(Value::isFixed);
    }

    /** The same with every field set to the preferred one of its values. */
    public Structure fixate() {
        if (isFixed()) return this;
        Map<String, Value> fixed = new LinkedHashMap<>();
        fields.forEach((field, value) -> fixed.put(field, value.fixate()));
        return new Structure(name, features, fixed);
    }

    /** What both allow, or null when that is nothing. */
    public @Nullable Structure intersect(Structure other) {
        if (!name.equals(other.name) || !featuresMeet(other)) return null;
        Map<String, Value> common = new LinkedHashMap<>(fields);
        for (Map.Entry<String, Value> entry : other.fields.entrySet()) {
            Value mine = fields.get(entry.getKey());
            Value met = mine == null ? entry.getValue() : mine.intersect(entry.getValue());
            if (met == null) return null;
            common.put(entry.getKey(), met);
        }
        return new Structure(name, hasAnyFeatures() ? other.features : features, common);
    }

    /** Whether {@code other} allows all that this one allows. */
    public boolean isSubsetOf(Structure other) {
        if (!name.equals(other.name) || !(other.hasAnyFeatures() || features.equals(other.features))) return false;
        for (Map.Entry<String, Value> entry : other.fields.entrySet()) {
            Value mine = fields.get(entry.getKey());
            if (mine == null || !mine.isSubsetOf(entry.getValue())) return false;
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Structure that
                && name.equals(that.name)
                && features.equals(that.features)
                && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + features.hashCode()) + fields.hashCode();
    }

    /** In GStreamer's words, with all types, such that {@link #parse} understands it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        if (!features.isEmpty())
            text.append('(').append(String.join(", ", new TreeSet<>(features))).append(')');
        fields.forEach(
                (field, value) -> text.append(", ").append(field).append('=').append(Syntax.typed(value)));
        return text.toString();
    }
}

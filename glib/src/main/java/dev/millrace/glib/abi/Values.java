package dev.millrace.glib.abi;

import static dev.millrace.glib.abi.Native.function;
import static dev.millrace.glib.abi.Native.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.jwharm.javagi.base.Enumeration;
import io.github.jwharm.javagi.base.Proxy;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.gnome.glib.Variant;
import org.gnome.gobject.GObject;
import org.jspecify.annotations.Nullable;

/** {@code GValue}: what signals carry, read and written as Java values. */
final class Values {
    /** The type, and room for two numbers. */
    private static final int VALUE_BYTES = 24;

    private static final int DATA = 8;

    // The fundamental types of GObject.
    private static final int INTERFACE = 2;
    private static final int CHAR = 3;
    private static final int UCHAR = 4;
    private static final int BOOLEAN = 5;
    private static final int INT = 6;
    private static final int UINT = 7;
    private static final int LONG = 8;
    private static final int ULONG = 9;
    private static final int INT64 = 10;
    private static final int UINT64 = 11;
    private static final int ENUM = 12;
    private static final int FLAGS = 13;
    private static final int FLOAT = 14;
    private static final int DOUBLE = 15;
    private static final int STRING = 16;
    private static final int OBJECT = 20;
    private static final int VARIANT = 21;

    private static final MethodHandle FUNDAMENTAL =
            function("g_type_fundamental", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SET_STRING =
            function("g_value_set_string", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    private static final MethodHandle SET_OBJECT =
            function("g_value_set_object", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    private static final MethodHandle VARIANT_REF = function("g_variant_ref", FunctionDescriptor.of(ADDRESS, ADDRESS));

    private Values() {}

    /** The value at this place of an array of them. */
    @SuppressWarnings("restricted") // it has that size
    static MemorySegment at(MemorySegment values, int index) {
        return MemorySegment.ofAddress(values.address() + (long) index * VALUE_BYTES)
                .reinterpret(VALUE_BYTES);
    }

    private static int fundamental(MemorySegment value) {
        try {
            return (int) ((long) FUNDAMENTAL.invokeExact(value.get(JAVA_LONG, 0)) >> 2);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * What a value is in Java: a boxed primitive, a string, a handle with a reference of its own, null; for a boxed type or a pointer
     * the pointer, which is borrowed. Enumerations and flags are ints.
     */
    static @Nullable Object read(MemorySegment value) {
        return switch (fundamental(value)) {
            case CHAR, UCHAR -> (int) value.get(JAVA_BYTE, DATA);
            case BOOLEAN -> value.get(JAVA_INT, DATA) != 0;
            case INT, UINT, ENUM, FLAGS -> value.get(JAVA_INT, DATA);
            case LONG, ULONG, INT64, UINT64 -> value.get(JAVA_LONG, DATA);
            case FLOAT -> value.get(JAVA_FLOAT, DATA);
            case DOUBLE -> value.get(JAVA_DOUBLE, DATA);
            case STRING -> Memory.read(value.get(ADDRESS, DATA));
            case OBJECT, INTERFACE -> Objects.share(value.get(ADDRESS, DATA), GObject::new);
            case VARIANT -> variant(value.get(ADDRESS, DATA));
            default -> value.get(ADDRESS, DATA);
        };
    }

    private static @Nullable Variant variant(MemorySegment variant) {
        if (Memory.isNull(variant)) return null;
        try {
            return Objects.takeVariant((MemorySegment) VARIANT_REF.invokeExact(variant), Variant::new);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * Writes what a handler returns.
     *
     * @throws IllegalArgumentException where that does not fit the value's type
     */
    static void write(MemorySegment value, @Nullable Object result) {
        int type = fundamental(value);
        switch (type) {
            case BOOLEAN -> value.set(JAVA_INT, DATA, require(result, Boolean.class, type) ? 1 : 0);
            case INT, UINT, ENUM, FLAGS -> value.set(JAVA_INT, DATA, intOf(result, type));
            case LONG, ULONG, INT64, UINT64 ->
                value.set(JAVA_LONG, DATA, require(result, Number.class, type).longValue());
            case FLOAT ->
                value.set(JAVA_FLOAT, DATA, require(result, Number.class, type).floatValue());
            case DOUBLE ->
                value.set(JAVA_DOUBLE, DATA, require(result, Number.class, type).doubleValue());
            case STRING -> writeString(value, result == null ? null : require(result, String.class, type));
            case OBJECT, INTERFACE ->
                call(
                        SET_OBJECT,
                        value,
                        result == null
                                ? MemorySegment.NULL
                                : require(result, Proxy.class, type).handle());
            default -> throw new IllegalArgumentException("a handler cannot return this type: fundamental=" + type);
        }
    }

    private static int intOf(@Nullable Object result, int type) {
        return result instanceof Enumeration constant
                ? constant.getValue()
                : require(result, Number.class, type).intValue();
    }

    private static <T> T require(@Nullable Object result, Class<T> wanted, int type) {
        if (wanted.isInstance(result)) return wanted.cast(result);
        throw new IllegalArgumentException("a handler returned the wrong type: value=" + result + ", expected "
                + wanted.getSimpleName() + " for fundamental=" + type);
    }

    private static void writeString(MemorySegment value, @Nullable String text) {
        MemorySegment string = text == null ? MemorySegment.NULL : Memory.string(text);
        call(SET_STRING, value, string);
        Memory.free(string);
    }

    private static void call(MethodHandle function, MemorySegment value, MemorySegment argument) {
        try {
            function.invokeExact(value, argument);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}

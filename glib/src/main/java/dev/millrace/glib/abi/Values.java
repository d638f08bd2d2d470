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
import java.util.Set;
import org.gnome.glib.Variant;
import org.gnome.gobject.GObject;
import org.jspecify.annotations.Nullable;

/** {@code GValue}: what signals carry and properties are, read and written as Java values. */
final class Values {
    /** The type, and room for two numbers. */
    static final int VALUE_BYTES = 24;

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
    private static final int BOXED = 18;
    private static final int PARAM = 19;
    private static final int OBJECT = 20;
    private static final int VARIANT = 21;

    private static final MethodHandle FUNDAMENTAL =
            function("g_type_fundamental", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SET_STRING =
            function("g_value_set_string", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    private static final MethodHandle SET_OBJECT =
            function("g_value_set_object", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    private static final MethodHandle SET_BOXED =
            function("g_value_set_boxed", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    private static final MethodHandle SET_VARIANT =
            function("g_value_set_variant", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    private static final MethodHandle HOLDS =
            function("g_type_check_value_holds", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle INIT =
            function("g_value_init", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle UNSET = function("g_value_unset", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle STRV_TYPE = function("g_strv_get_type", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle STRV_COPY = function("g_strdupv", FunctionDescriptor.of(ADDRESS, ADDRESS));
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
     * What a value is in Java: a boxed primitive, a string, an array of strings, a handle with a reference or a copy of its own, null;
     * for a pointer the pointer, which is borrowed. Enumerations and flags are ints.
     */
    static @Nullable Object read(MemorySegment value) {
        return switch (fundamental(value)) {
            case CHAR -> (int) value.get(JAVA_BYTE, DATA);
            case UCHAR -> Byte.toUnsignedInt(value.get(JAVA_BYTE, DATA));
            case BOOLEAN -> value.get(JAVA_INT, DATA) != 0;
            case INT, UINT, ENUM, FLAGS -> value.get(JAVA_INT, DATA);
            case LONG, ULONG, INT64, UINT64 -> value.get(JAVA_LONG, DATA);
            case FLOAT -> value.get(JAVA_FLOAT, DATA);
            case DOUBLE -> value.get(JAVA_DOUBLE, DATA);
            case STRING -> Memory.read(value.get(ADDRESS, DATA));
            case BOXED -> boxed(value);
            case PARAM -> Objects.shareParam(value.get(ADDRESS, DATA));
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

    /** Makes a value of zeros one of this type; {@link #unset} ends it. */
    static void init(MemorySegment value, long type) {
        try {
            MemorySegment _ = (MemorySegment) INIT.invokeExact(value, type);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static void unset(MemorySegment value) {
        try {
            UNSET.invokeExact(value);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * Writes what a handler returns, or what a property is to be.
     *
     * @throws IllegalArgumentException where that does not fit the value's type
     */
    static void write(MemorySegment value, @Nullable Object given) {
        int type = fundamental(value);
        switch (type) {
            case BOOLEAN -> value.set(JAVA_INT, DATA, require(given, Boolean.class, type) ? 1 : 0);
            case CHAR, UCHAR ->
                value.set(JAVA_BYTE, DATA, require(given, Number.class, type).byteValue());
            case INT, UINT, ENUM, FLAGS -> value.set(JAVA_INT, DATA, intOf(given, type));
            case LONG, ULONG, INT64, UINT64 ->
                value.set(JAVA_LONG, DATA, require(given, Number.class, type).longValue());
            case FLOAT ->
                value.set(JAVA_FLOAT, DATA, require(given, Number.class, type).floatValue());
            case DOUBLE ->
                value.set(JAVA_DOUBLE, DATA, require(given, Number.class, type).doubleValue());
            case STRING -> writeString(value, given == null ? null : require(given, String.class, type));
            case BOXED -> writeBoxed(value, given, type);
            case OBJECT, INTERFACE -> call(SET_OBJECT, value, object(value, given, type));
            case VARIANT -> call(SET_VARIANT, value, handle(given, Variant.class, type));
            default -> throw new IllegalArgumentException("no Java value is one of this type: fundamental=" + type);
        }
    }

    private static MemorySegment handle(@Nullable Object given, Class<? extends Proxy> wanted, int type) {
        return given == null ? MemorySegment.NULL : require(given, wanted, type).handle();
    }

    /** GObject complains of an object of another class, and goes on without it. */
    private static MemorySegment object(MemorySegment value, @Nullable Object given, int type) {
        MemorySegment handle = handle(given, Proxy.class, type);
        long wanted = value.get(JAVA_LONG, 0);
        if (!Memory.isNull(handle) && !ObjectTypes.isA(ObjectTypes.of(handle), wanted))
            throw new IllegalArgumentException("an object of another type: type="
                    + ObjectTypes.name(ObjectTypes.of(handle)) + ", expected " + ObjectTypes.name(wanted));
        return handle;
    }

    /** A copy of it: an array of strings, or what a handle stands for. */
    private static void writeBoxed(MemorySegment value, @Nullable Object given, int type) {
        if (!(given instanceof String[] texts)) {
            call(SET_BOXED, value, handle(given, Proxy.class, type));
            return;
        }
        if (!isStrings(value)) throw new IllegalArgumentException("an array of strings, expected another boxed type");
        MemorySegment array = Memory.strings(texts);
        call(SET_BOXED, value, array);
        Memory.takeStrings(array);
    }

    private static boolean isStrings(MemorySegment value) {
        try {
            long strings = (long) STRV_TYPE.invokeExact();
            return (int) HOLDS.invokeExact(value, strings) != 0;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static @Nullable Object boxed(MemorySegment value) {
        MemorySegment pointer = value.get(ADDRESS, DATA);
        if (Memory.isNull(pointer)) return null;
        if (isStrings(value)) {
            try {
                return Memory.takeStrings((MemorySegment) STRV_COPY.invokeExact(pointer));
            } catch (Throwable t) {
                throw unexpected(t);
            }
        }
        return Objects.copyBoxed(pointer, value.get(JAVA_LONG, 0));
    }

    private static int intOf(@Nullable Object given, int type) {
        if (given instanceof Enumeration constant) return constant.getValue();
        if (!(given instanceof Set<?> flags))
            return require(given, Number.class, type).intValue();
        int bits = 0;
        for (Object flag : flags) bits |= require(flag, Enumeration.class, type).getValue();
        return bits;
    }

    private static <T> T require(@Nullable Object given, Class<T> wanted, int type) {
        if (wanted.isInstance(given)) return wanted.cast(given);
        throw new IllegalArgumentException("a value of the wrong type: value=" + given + ", expected "
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

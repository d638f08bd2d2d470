package dev.millrace.glib.abi;

import static dev.millrace.glib.abi.Native.function;
import static dev.millrace.glib.abi.Native.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GType}, and objects made of one with properties; from any thread. */
public final class ObjectTypes {
    private static final MethodHandle NAME = function("g_type_name", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    private static final MethodHandle IS_A =
            function("g_type_is_a", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle TEST_FLAGS =
            function("g_type_test_flags", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLASS_REF =
            function("g_type_class_ref", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    private static final MethodHandle CLASS_UNREF = function("g_type_class_unref", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle FIND_PROPERTY =
            function("g_object_class_find_property", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle NEW = function(
            "g_object_new_with_properties", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));

    private static final int ABSTRACT = 1 << 4;
    private static final long OBJECT = 20 << 2;

    /** {@code GParamSpec}: an instance, a name, flags, the type of the value. */
    private static final int SPEC_BYTES = 32;

    private static final int SPEC_FLAGS = 16;
    private static final int SPEC_TYPE = 24;
    private static final int WRITABLE = 2;

    private ObjectTypes() {}

    /** What GObject calls it. */
    public static String name(long type) {
        try {
            return String.valueOf(Memory.read((MemorySegment) NAME.invokeExact(type)));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The type of an object. */
    @SuppressWarnings("restricted") // an instance begins with its class, a class with its type
    static long of(MemorySegment object) {
        return object.reinterpret(8).get(ADDRESS, 0).reinterpret(8).get(JAVA_LONG, 0);
    }

    /** Whether it is {@code base}, extends or implements it. */
    public static boolean isA(long type, long base) {
        try {
            return (int) IS_A.invokeExact(type, base) != 0;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * A new object, with a reference for the caller.
     *
     * @param properties what they are at first, as Java values
     * @throws IllegalArgumentException where no object can be made of the type, a property is unknown or cannot be set, or a value does
     *     not fit: GObject would end the process or go on without
     */
    public static MemorySegment newObject(long type, Map<String, ?> properties) {
        List<MemorySegment> blocks = new ArrayList<>();
        MemorySegment values = block(blocks, Values.VALUE_BYTES * Math.max(1L, properties.size()));
        MemorySegment names = block(blocks, ADDRESS.byteSize() * Math.max(1L, properties.size()));
        int count = 0;
        MemorySegment typeClass = MemorySegment.NULL;
        try {
            boolean isAbstract = (int) TEST_FLAGS.invokeExact(type, ABSTRACT) != 0;
            if (isAbstract || !isA(type, OBJECT))
                throw new IllegalArgumentException("no object can be made of this type: type=" + name(type)
                        + ", expected a class that is not abstract");
            typeClass = (MemorySegment) CLASS_REF.invokeExact(type);
            for (Map.Entry<String, ?> property : properties.entrySet()) {
                MemorySegment name = Memory.string(property.getKey());
                blocks.add(name);
                names.setAtIndex(ADDRESS, count, name);
                long valueType = typeOf(type, typeClass, name, property.getKey());
                MemorySegment value = values.asSlice((long) count * Values.VALUE_BYTES, Values.VALUE_BYTES);
                Values.init(value, valueType);
                count++;
                write(value, property, type);
            }
            return (MemorySegment) NEW.invokeExact(type, count, names, values);
        } catch (Throwable t) {
            throw unexpected(t);
        } finally {
            for (int i = 0; i < count; i++)
                Values.unset(values.asSlice((long) i * Values.VALUE_BYTES, Values.VALUE_BYTES));
            if (!Memory.isNull(typeClass)) unref(typeClass);
            blocks.forEach(Memory::free);
        }
    }

    private static MemorySegment block(List<MemorySegment> blocks, long bytes) {
        MemorySegment block = Memory.allocate(bytes).fill((byte) 0);
        blocks.add(block);
        return block;
    }

    @SuppressWarnings("restricted") // it has that size
    private static long typeOf(long type, MemorySegment typeClass, MemorySegment name, String property)
            throws Throwable {
        MemorySegment found = (MemorySegment) FIND_PROPERTY.invokeExact(typeClass, name);
        if (Memory.isNull(found))
            throw new IllegalArgumentException("no such property: name=" + property + " type=" + name(type));
        MemorySegment spec = found.reinterpret(SPEC_BYTES);
        if ((spec.get(JAVA_INT, SPEC_FLAGS) & WRITABLE) == 0)
            throw new IllegalArgumentException(
                    "a property that can only be read: name=" + property + " type=" + name(type));
        return spec.get(JAVA_LONG, SPEC_TYPE);
    }

    private static void write(MemorySegment value, Map.Entry<String, ? extends @Nullable Object> property, long type) {
        try {
            Values.write(value, property.getValue());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a value does not fit its property: name=" + property.getKey() + " type=" + name(type) + "; "
                            + e.getMessage(),
                    e);
        }
    }

    private static void unref(MemorySegment typeClass) {
        try {
            CLASS_UNREF.invokeExact(typeClass);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}

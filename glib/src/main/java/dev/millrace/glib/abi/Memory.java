package dev.millrace.glib.abi;

import static dev.millrace.glib.abi.Native.function;
import static dev.millrace.glib.abi.Native.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Memory that C code allocates and frees, and what is read from it; from any thread. */
public final class Memory {
    private static final Linker.Option SHORT = Linker.Option.critical(false);
    private static final MethodHandle MALLOC = function("g_malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG), SHORT);
    private static final MethodHandle FREE = function("g_free", FunctionDescriptor.ofVoid(ADDRESS), SHORT);
    private static final MethodHandle STRFREEV = function("g_strfreev", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle LIST_FREE = function("g_list_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle ERROR_FREE = function("g_error_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle QUARK_TO_STRING =
            function("g_quark_to_string", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private static final MethodHandle BYTE_ARRAY_TAKE =
            function("g_byte_array_new_take", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle BYTE_ARRAY_UNREF =
            function("g_byte_array_unref", FunctionDescriptor.ofVoid(ADDRESS));

    private Memory() {}

    /** New memory of so many bytes, which are not cleared; {@link #free} gives it back. */
    @SuppressWarnings("restricted") // it has that size
    public static MemorySegment allocate(long bytes) {
        try {
            return ((MemorySegment) MALLOC.invokeExact(Math.max(bytes, 1))).reinterpret(bytes);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A new C string; {@link #free} gives it back. */
    public static MemorySegment string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment memory = allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
        memory.set(JAVA_BYTE, bytes.length, (byte) 0);
        return memory;
    }

    /** New C strings in an array that ends with NULL; {@link #takeStrings} gives them back. */
    static MemorySegment strings(String[] texts) {
        MemorySegment array = allocate(ADDRESS.byteSize() * (texts.length + 1L));
        for (int i = 0; i < texts.length; i++) array.setAtIndex(ADDRESS, i, string(texts[i]));
        array.setAtIndex(ADDRESS, texts.length, MemorySegment.NULL);
        return array;
    }

    public static void free(MemorySegment memory) {
        call(FREE, memory);
    }

    /** What a C string says, or null for NULL. It stays. */
    @SuppressWarnings("restricted") // it ends with a zero
    public static @Nullable String read(MemorySegment string) {
        return isNull(string) ? null : string.reinterpret(Long.MAX_VALUE).getString(0);
    }

    /** What a C string says, or null for NULL; it is freed. */
    public static @Nullable String take(MemorySegment string) {
        String text = read(string);
        free(string);
        return text;
    }

    /** Bytes, or null for NULL; they are freed. */
    @SuppressWarnings("restricted") // it has that size
    public static byte @Nullable [] takeBytes(MemorySegment memory, long length) {
        if (isNull(memory)) return null;
        byte[] bytes = memory.reinterpret(length).toArray(JAVA_BYTE);
        free(memory);
        return bytes;
    }

    /** The strings of an array that ends with NULL, which is freed with them. */
    @SuppressWarnings("restricted") // it ends with a NULL
    public static String[] takeStrings(MemorySegment array) {
        if (isNull(array)) return new String[0];
        List<String> strings = new ArrayList<>();
        MemorySegment cells = array.reinterpret(Long.MAX_VALUE);
        for (int i = 0; ; i++) {
            String text = read(cells.getAtIndex(ADDRESS, i));
            if (text == null) break;
            strings.add(text);
        }
        call(STRFREEV, array);
        return strings.toArray(String[]::new);
    }

    /** The elements of a {@code GList}, which is freed without them. */
    @SuppressWarnings("restricted") // its nodes have that size
    public static List<MemorySegment> takeList(MemorySegment list) {
        List<MemorySegment> elements = new ArrayList<>();
        for (MemorySegment node = list; !isNull(node); ) {
            MemorySegment cells = node.reinterpret(ADDRESS.byteSize() * 3);
            elements.add(cells.getAtIndex(ADDRESS, 0));
            node = cells.getAtIndex(ADDRESS, 1);
        }
        if (!isNull(list)) call(LIST_FREE, list);
        return elements;
    }

    /**
     * Throws what {@code cell}, a pointer to a {@code GError}, points to, which is freed; does nothing where it is NULL.
     *
     * @param transferred how many bytes were read or written by then
     */
    @SuppressWarnings("restricted") // it has that size
    public static void check(MemorySegment cell, long transferred) {
        MemorySegment error = cell.get(ADDRESS, 0);
        if (isNull(error)) return;
        cell.set(ADDRESS, 0, MemorySegment.NULL);
        MemorySegment fields = error.reinterpret(16);
        GlibException failure = new GlibException(
                quark(fields.get(JAVA_INT, 0)),
                fields.get(JAVA_INT, 4),
                String.valueOf(read(fields.get(ADDRESS, 8))),
                transferred);
        call(ERROR_FREE, error);
        throw failure;
    }

    private static String quark(int number) {
        try {
            return String.valueOf(read((MemorySegment) QUARK_TO_STRING.invokeExact(number)));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A {@code GByteArray} that takes over {@code data}, with a reference for the caller. */
    public static MemorySegment newByteArray(MemorySegment data, long length) {
        try {
            return (MemorySegment) BYTE_ARRAY_TAKE.invokeExact(data, length);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static void unrefByteArray(MemorySegment array) {
        call(BYTE_ARRAY_UNREF, array);
    }

    static boolean isNull(MemorySegment pointer) {
        return pointer.address() == 0;
    }

    private static void call(MethodHandle function, MemorySegment argument) {
        try {
            function.invokeExact(argument);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}

package dev.millrace.glib.gio;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.millrace.glib.abi.Memory;
import dev.millrace.glib.abi.Native;
import dev.millrace.glib.abi.Objects;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.gnome.gio.File;

/**
 * Handles of files. Those that the bindings make ({@code File.newForPath}) will do as well, but each of them costs a thread and a
 * function pointer when it is collected.
 */
public final class GioFiles {
    private static final MethodHandle FOR_PATH =
            Native.function("g_file_new_for_path", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle FOR_URI =
            Native.function("g_file_new_for_uri", FunctionDescriptor.of(ADDRESS, ADDRESS));

    private GioFiles() {}

    /** The file of a path, whether there is one or not. */
    public static File of(Path path) {
        return make(FOR_PATH, path.toString());
    }

    /** The file of a path, whether there is one or not. */
    public static File ofPath(String path) {
        return make(FOR_PATH, path);
    }

    /** The file of a URI, whether there is one or not. */
    public static File ofUri(String uri) {
        return make(FOR_URI, uri);
    }

    private static File make(MethodHandle function, String text) {
        MemorySegment string = Memory.string(text);
        try {
            return java.util.Objects.requireNonNull(
                    Objects.take((MemorySegment) function.invokeExact(string), File.FileImpl::new));
        } catch (Throwable t) {
            throw Native.unexpected(t);
        } finally {
            Memory.free(string);
        }
    }
}

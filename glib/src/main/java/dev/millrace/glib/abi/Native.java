package dev.millrace.glib.abi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The native libraries, and the functions in them; from any thread. */
public final class Native {
    /** Where the libraries are, a star for {@code glib}, {@code gobject} and {@code gio}: a name that the system finds, or a path. */
    public static final String LIBRARY_PROPERTY = "millrace.glib.library";

    private static final String DEFAULT_LIBRARY = "lib*-2.0.so.0";
    private static final Linker LINKER = Linker.nativeLinker();
    private static final List<SymbolLookup> LIBRARIES = new CopyOnWriteArrayList<>();
    /** Why GLib is not there; null where it is. */
    private static final @Nullable String MISSING = loadGlib();

    private Native() {}

    /**
     * Does nothing where GLib is there.
     *
     * @throws GlibMissingException where it is not
     */
    public static void require() {
        if (MISSING != null) throw new GlibMissingException(MISSING);
    }

    /** Whether GLib, GObject and GIO are there. */
    public static boolean isThere() {
        return MISSING == null;
    }

    /**
     * Loads a further library, whose functions {@link #function} then finds.
     *
     * @param soname its name with the version of its interface, such as {@code libgdk_pixbuf-2.0.so.0}
     * @param debianPackage what to install where it is missing
     * @throws GlibMissingException where it is missing, or native calls are not allowed
     */
    @SuppressWarnings("restricted") // this package is the one place that calls native code
    public static void load(String soname, String debianPackage) {
        try {
            LIBRARIES.add(SymbolLookup.libraryLookup(soname, Arena.global()));
        } catch (IllegalArgumentException e) {
            throw new GlibMissingException(
                    "library is missing: name=" + soname + "; on Debian and alike, apt-get install " + debianPackage,
                    e);
        } catch (IllegalCallerException e) {
            throw new GlibMissingException(
                    "native calls are not allowed: name=" + soname + "; start the JVM with --enable-native-access="
                            + (Native.class.getModule().isNamed()
                                    ? Native.class.getModule().getName()
                                    : "ALL-UNNAMED"),
                    e);
        }
    }

    private static @Nullable String loadGlib() {
        try {
            String names = System.getProperty(LIBRARY_PROPERTY, DEFAULT_LIBRARY);
            for (String name : List.of("glib", "gobject", "gio")) load(names.replace("*", name), "libglib2.0-0");
            return null;
        } catch (GlibMissingException e) {
            return e.getMessage();
        }
    }

    /**
     * The C function {@code name}. Where the installed library is too old to have it, what is given throws an
     * {@link UnsupportedOperationException} that says so; where GLib is missing, a {@link GlibMissingException}. It is the call that
     * throws, so that classes with such constants can be initialized in any case.
     */
    @SuppressWarnings("restricted") // this package is the one place that calls native code
    public static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        if (MISSING != null) return thrower(new GlibMissingException(MISSING), type.toMethodType());
        MemorySegment address = find(name);
        if (address == null) return thrower(refusal(name), type.toMethodType());
        return LINKER.downcallHandle(address, type, options);
    }

    /** The address of a C function that every supported version of the library has. */
    static MemorySegment address(String name) {
        require();
        MemorySegment address = find(name);
        if (address == null) throw refusal(name);
        return address;
    }

    private static UnsupportedOperationException refusal(String name) {
        return new UnsupportedOperationException("the installed library has no such function: name=" + name);
    }

    private static @Nullable MemorySegment find(String name) {
        for (SymbolLookup library : LIBRARIES) {
            MemorySegment address = library.find(name).orElse(null);
            if (address != null) return address;
        }
        return null;
    }

    private static MethodHandle thrower(RuntimeException refusal, MethodType type) {
        MethodHandle thrower = MethodHandles.throwException(type.returnType(), RuntimeException.class);
        return MethodHandles.dropArguments(thrower.bindTo(refusal), 0, type.parameterList());
    }

    /** A C function pointer that calls {@code target}, for as long as the JVM lives. */
    @SuppressWarnings("restricted") // this package is the one place that calls native code
    static MemorySegment stub(MethodHandle target, FunctionDescriptor type) {
        return LINKER.upcallStub(target, type, Arena.global());
    }

    /** A native call does not throw. */
    public static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof RuntimeException e) return e;
        if (thrown instanceof Error e) throw e;
        return new IllegalStateException("a native call does not throw", thrown);
    }
}

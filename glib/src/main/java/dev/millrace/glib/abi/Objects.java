package dev.millrace.glib.abi;

import static dev.millrace.glib.abi.Native.function;
import static dev.millrace.glib.abi.Native.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.jwharm.javagi.base.Proxy;
import io.github.jwharm.javagi.gobject.types.TypeCache;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gnome.gio.Gio;
import org.gnome.glib.Type;
import org.gnome.gobject.ParamSpec;
import org.jspecify.annotations.Nullable;

/**
 * Native objects as handles of the bindings, each with a reference of its own, which is given back when the handle is released or
 * unreachable; from any thread.
 *
 * <p>The bindings' own cache is passed by: what it forgets, it releases by a thread and a function pointer for each object, neither
 * of which is ever given back in full.
 */
public final class Objects {
    private static final MethodHandle REF = function("g_object_ref", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle UNREF = function("g_object_unref", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle BOXED_FREE =
            function("g_boxed_free", FunctionDescriptor.ofVoid(JAVA_LONG, ADDRESS));
    private static final MethodHandle BOXED_COPY =
            function("g_boxed_copy", FunctionDescriptor.of(ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle PARAM_REF = function("g_param_spec_ref", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle PARAM_UNREF = function("g_param_spec_unref", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle VARIANT_UNREF = function("g_variant_unref", FunctionDescriptor.ofVoid(ADDRESS));

    private static final Cleaner CLEANER = Cleaner.create();
    private static final ConcurrentHashMap<Key, Cleaner.Cleanable> HELD = new ConcurrentHashMap<>();
    private static final ConcurrentHashMap<Long, Function<MemorySegment, ? extends Proxy>> MAKERS =
            new ConcurrentHashMap<>();

    static {
        // Tells the bindings which class stands for which type.
        if (Native.isThere()) Gio.javagi$ensureInitialized();
    }

    private Objects() {}

    /**
     * A handle of a {@code GObject}, which takes over the caller's reference; null for NULL.
     *
     * @param fallback makes the handle where the bindings do not know the object's type
     */
    public static <T extends Proxy> @Nullable T take(MemorySegment object, Function<MemorySegment, T> fallback) {
        if (Memory.isNull(object)) return null;
        return held(make(object, fallback), new Unref(object));
    }

    /** The same, with a reference of its own: the caller's stays. */
    public static <T extends Proxy> @Nullable T share(MemorySegment object, Function<MemorySegment, T> fallback) {
        if (!Memory.isNull(object)) ref(object);
        return take(object, fallback);
    }

    /** By the object's own type, which is looked up among the bindings once: that takes them a tenth of a millisecond. */
    @SuppressWarnings("unchecked") // its class implements T or is the fallback
    private static <T extends Proxy> T make(MemorySegment object, Function<MemorySegment, T> fallback) {
        long type = ObjectTypes.of(object);
        Function<MemorySegment, ? extends Proxy> known = MAKERS.get(type);
        if (known == null) {
            known = TypeCache.getConstructor(new Type(type), fallback);
            MAKERS.put(type, known);
        }
        return (T) known.apply(object);
    }

    /** A handle of a boxed type, which takes over the caller's copy; null for NULL. */
    public static <T extends Proxy> @Nullable T takeBoxed(
            MemorySegment boxed, Function<MemorySegment, T> maker, Supplier<Type> type) {
        if (Memory.isNull(boxed)) return null;
        return held(maker.apply(boxed), new FreeBoxed(type.get().getValue(), boxed));
    }

    /**
     * A handle with a copy of its own of what is borrowed; of a type that the bindings do not know, the pointer alone, which the copy is
     * not given for.
     */
    static Object copyBoxed(MemorySegment boxed, long type) {
        Function<MemorySegment, ? extends Proxy> maker = TypeCache.getConstructor(new Type(type), null);
        if (maker == null) return boxed;
        try {
            MemorySegment copy = (MemorySegment) BOXED_COPY.invokeExact(type, boxed);
            return held(maker.apply(copy), new FreeBoxed(type, copy));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A handle of what describes a property, with a reference of its own; null for NULL. */
    static @Nullable ParamSpec shareParam(MemorySegment spec) {
        if (Memory.isNull(spec)) return null;
        try {
            MemorySegment _ = (MemorySegment) PARAM_REF.invokeExact(spec);
        } catch (Throwable t) {
            throw unexpected(t);
        }
        return held(new ParamSpec.ParamSpecImpl(spec), () -> call(PARAM_UNREF, spec));
    }

    /** A handle of a {@code GVariant}, which takes over the caller's reference; null for NULL. */
    public static <T extends Proxy> @Nullable T takeVariant(MemorySegment variant, Function<MemorySegment, T> maker) {
        if (Memory.isNull(variant)) return null;
        return held(maker.apply(variant), new UnrefVariant(variant));
    }

    /** A handle of what stays with the library; null for NULL. */
    public static <T extends Proxy> @Nullable T borrow(MemorySegment boxed, Function<MemorySegment, T> maker) {
        return Memory.isNull(boxed) ? null : maker.apply(boxed);
    }

    private static <T extends Proxy> T held(T handle, Runnable release) {
        Key key = new Key(handle);
        HELD.put(key, CLEANER.register(handle, () -> {
            HELD.remove(key);
            release.run();
        }));
        return handle;
    }

    /**
     * Gives back the reference of a handle that was made here, which must not be used any more. Does nothing for others, nor when
     * called again.
     */
    public static void release(Proxy handle) {
        Cleaner.Cleanable cleanable = HELD.get(new Key(handle));
        if (cleanable != null) cleanable.clean();
    }

    /** How many handles hold a reference. */
    public static int held() {
        return HELD.size();
    }

    public static void ref(MemorySegment object) {
        try {
            MemorySegment _ = (MemorySegment) REF.invokeExact(object);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static void unref(MemorySegment object) {
        call(UNREF, object);
    }

    private static void call(MethodHandle function, MemorySegment argument) {
        try {
            function.invokeExact(argument);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private record Unref(MemorySegment object) implements Runnable {
        @Override
        public void run() {
            unref(object);
        }
    }

    private record UnrefVariant(MemorySegment variant) implements Runnable {
        @Override
        public void run() {
            call(VARIANT_UNREF, variant);
        }
    }

    private record FreeBoxed(long type, MemorySegment boxed) implements Runnable {
        @Override
        public void run() {
            try {
                BOXED_FREE.invokeExact(type, boxed);
            } catch (Throwable t) {
                throw unexpected(t);
            }
        }
    }

    /** A handle by its identity: two of one object are equal, but each holds a reference. */
    private static final class Key {
        private final WeakReference<Object> handle;
        private final int hash;

        Key(Object handle) {
            this.handle = new WeakReference<>(handle);
            hash = System.identityHashCode(handle);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other == this
                    || (other instanceof Key key && handle.get() != null && key.handle.refersTo(handle.get()));
        }
    }
}

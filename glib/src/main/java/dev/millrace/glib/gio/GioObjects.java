package dev.millrace.glib.gio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.millrace.glib.abi.Native;
import dev.millrace.glib.abi.ObjectTypes;
import dev.millrace.glib.abi.Objects;
import dev.millrace.glib.loop.GlibPriority;
import io.github.jwharm.javagi.base.Proxy;
import io.github.jwharm.javagi.gobject.types.TypeCache;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import org.gnome.gobject.GObject;

/** Objects that are made of a type and properties, and then have to do something before they are of use. */
public final class GioObjects {
    private GioObjects() {}

    /** Like {@link #newAsync(Class, Map, int)}, at the default priority. */
    public static <T extends Proxy> GioFuture<T> newAsync(Class<T> type, Map<String, ?> properties) {
        return newAsync(type, properties, GlibPriority.DEFAULT);
    }

    /**
     * {@code g_async_initable_new_async} and {@code g_async_initable_newv_async} as a future: makes an object and has it initialize
     * itself, without blocking.
     *
     * <p>What fails or is cancelled leaves no object.
     *
     * @param type a class of the bindings that is an {@code AsyncInitable}, or one registered with them
     * @param properties what they are at first: booleans, numbers, strings, arrays of strings, constants and sets of constants of
     *     enumerations, handles; null where the property may have none
     * @param ioPriority when it goes on, beside the other sources of the main loop
     * @throws IllegalArgumentException out of the future where the type cannot be initialized so, has no such property, or a value does
     *     not fit
     */
    public static <T extends Proxy> GioFuture<T> newAsync(Class<T> type, Map<String, ?> properties, int ioPriority) {
        return new NewFuture<>(type, properties, ioPriority);
    }

    private static final class NewFuture<T extends Proxy> extends GioFuture<T> {
        private static final MethodHandle INITABLE =
                Native.function("g_async_initable_get_type", FunctionDescriptor.of(JAVA_LONG));
        private static final MethodHandle START = Native.function(
                "g_async_initable_init_async", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
        private static final MethodHandle FINISH = Native.function(
                "g_async_initable_init_finish", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));

        private final Class<T> type;
        private final Map<String, ?> properties;
        private final int ioPriority;
        private MemorySegment object = MemorySegment.NULL;

        NewFuture(Class<T> type, Map<String, ?> properties, int ioPriority) {
            super("g_async_initable_new_async");
            this.type = type;
            this.properties = properties;
            this.ioPriority = ioPriority;
        }

        @Override
        protected void begin() throws Throwable {
            long number = TypeCache.getType(type).getValue();
            if (!ObjectTypes.isA(number, (long) INITABLE.invokeExact()))
                throw new IllegalArgumentException("not initialized asynchronously: type=" + ObjectTypes.name(number)
                        + ", expected a GAsyncInitable");
            object = ObjectTypes.newObject(number, properties);
            START.invokeExact(object, ioPriority, cancellable(), callback(), number());
        }

        @Override
        protected T finish(MemorySegment result) throws Throwable {
            MemorySegment made = object;
            object = MemorySegment.NULL;
            try {
                int _ = (int) FINISH.invokeExact(made, result, error());
                check();
            } catch (Throwable failure) {
                Objects.unref(made);
                throw failure;
            }
            GObject handle = java.util.Objects.requireNonNull(Objects.take(made, GObject::new));
            return type.cast(handle);
        }
    }
}

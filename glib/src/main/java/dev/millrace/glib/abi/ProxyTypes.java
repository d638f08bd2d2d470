package dev.millrace.glib.abi;

import static dev.millrace.glib.abi.Native.function;
import static dev.millrace.glib.abi.Native.unexpected;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import org.gnome.glib.Type;
import org.jspecify.annotations.Nullable;

/** What proxies on D-Bus may be made of; from any thread. */
final class ProxyTypes {
    private static final MethodHandle PROXY = function("g_dbus_proxy_get_type", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle OBJECT =
            function("g_dbus_object_proxy_get_type", FunctionDescriptor.of(JAVA_LONG));

    private ProxyTypes() {}

    /** What GIO takes where it need not ask. */
    static long base(@Nullable String interfaceName) {
        try {
            return interfaceName == null ? (long) OBJECT.invokeExact() : (long) PROXY.invokeExact();
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * A type that somebody has chosen, which GIO takes as it is.
     *
     * @throws IllegalArgumentException where it is no such type: making an object of it would end the process
     */
    static long checked(Type type, @Nullable String interfaceName) {
        long base = base(interfaceName);
        if (ObjectTypes.isA(type.getValue(), base)) return type.getValue();
        throw new IllegalArgumentException("not the type of a proxy: type=" + ObjectTypes.name(type.getValue())
                + " interface=" + interfaceName + ", expected " + ObjectTypes.name(base));
    }
}

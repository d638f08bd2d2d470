package dev.millrace.glib.abi;

import static dev.millrace.glib.abi.Native.function;
import static dev.millrace.glib.abi.Native.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.jwharm.javagi.base.Proxy;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** Handlers of GObject's signals: one C function for all of them, whatever the signal carries. */
public final class SignalHandlers {
    private static final int CLOSURE_BYTES = 32;
    private static final MethodHandle NEW_CLOSURE =
            function("g_closure_new_simple", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));
    private static final MethodHandle SET_MARSHAL =
            function("g_closure_set_meta_marshal", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle ADD_FINALIZER =
            function("g_closure_add_finalize_notifier", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle CONNECT =
            function("g_signal_connect_closure", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle DISCONNECT =
            function("g_signal_handler_disconnect", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
    private static final MethodHandle LOOKUP =
            function("g_signal_lookup", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    /** What a handler does. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Called on the thread that emits the signal.
         *
         * @param arguments what it carries, after the object; see the room's documentation for their types
         * @return what the signal wants back; not looked at where it wants nothing
         */
        @Nullable
        Object handle(@Nullable Object[] arguments);
    }

    private SignalHandlers() {}

    /**
     * Connects a handler, and gives its number for {@link #disconnect}.
     *
     * @param signal its name, with a detail where one is wanted: {@code notify::name}
     * @throws IllegalArgumentException where the object has no such signal
     */
    public static long connect(Proxy object, String signal, Handler handler) {
        MemorySegment name = Memory.string(signal);
        try {
            check(object.handle(), signal);
            MemorySegment data = Callbacks.number(
                    (Callbacks.Emission) (result, count, parameters) -> emitted(handler, result, count, parameters));
            MemorySegment closure = (MemorySegment) NEW_CLOSURE.invokeExact(CLOSURE_BYTES, MemorySegment.NULL);
            SET_MARSHAL.invokeExact(closure, data, Callbacks.CLOSURE);
            ADD_FINALIZER.invokeExact(closure, data, Callbacks.FORGET_CLOSURE);
            return (long) CONNECT.invokeExact(object.handle(), name, closure, 0);
        } catch (Throwable t) {
            throw unexpected(t);
        } finally {
            Memory.free(name);
        }
    }

    public static void disconnect(Proxy object, long number) {
        try {
            DISCONNECT.invokeExact(object.handle(), number);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static void check(MemorySegment object, String signal) throws Throwable {
        long type = ObjectTypes.of(object);
        int detail = signal.indexOf("::");
        MemorySegment name = Memory.string(detail < 0 ? signal : signal.substring(0, detail));
        int found = (int) LOOKUP.invokeExact(name, type);
        Memory.free(name);
        if (found != 0) return;
        throw new IllegalArgumentException("no such signal: name=" + signal + " type=" + ObjectTypes.name(type));
    }

    private static void emitted(Handler handler, MemorySegment result, int count, MemorySegment parameters) {
        @Nullable Object[] arguments = new Object[count - 1];
        for (int i = 1; i < count; i++) arguments[i - 1] = Values.read(Values.at(parameters, i));
        Object answer = handler.handle(arguments);
        if (!Memory.isNull(result)) Values.write(Values.at(result, 0), answer);
    }
}

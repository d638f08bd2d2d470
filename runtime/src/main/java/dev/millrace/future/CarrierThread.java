package dev.millrace.future;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The platform thread that carries a virtual one: known to the JDK alone, which tells it where {@code java.lang} is opened to
 * this module.
 */
final class CarrierThread {
    private static final @Nullable MethodHandle CURRENT = find();

    private CarrierThread() {}

    private static @Nullable MethodHandle find() {
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findStatic(Thread.class, "currentCarrierThread", MethodType.methodType(Thread.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** The carrier of the calling thread, which is virtual; null where it is not told. */
    static @Nullable Thread current() {
        if (CURRENT == null) return null;
        try {
            return (Thread) CURRENT.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError("currentCarrierThread throws nothing", e);
        }
    }
}

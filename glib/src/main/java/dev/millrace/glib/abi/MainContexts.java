package dev.millrace.glib.abi;

import static dev.millrace.glib.abi.Native.function;
import static dev.millrace.glib.abi.Native.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code GMainContext} and {@code GMainLoop}; from any thread, unless GLib says otherwise. */
public final class MainContexts {
    private static final MethodHandle DEFAULT = function("g_main_context_default", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle NEW = function("g_main_context_new", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle REF = function("g_main_context_ref", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle UNREF = function("g_main_context_unref", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle THREAD_DEFAULT =
            function("g_main_context_get_thread_default", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle PUSH =
            function("g_main_context_push_thread_default", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle POP =
            function("g_main_context_pop_thread_default", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle IS_OWNER =
            function("g_main_context_is_owner", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle ACQUIRE =
            function("g_main_context_acquire", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle RELEASE = function("g_main_context_release", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle ITERATION =
            function("g_main_context_iteration", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle WAKEUP = function("g_main_context_wakeup", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle LOOP_NEW =
            function("g_main_loop_new", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle LOOP_RUN = function("g_main_loop_run", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle LOOP_QUIT = function("g_main_loop_quit", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle LOOP_IS_RUNNING =
            function("g_main_loop_is_running", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle LOOP_UNREF = function("g_main_loop_unref", FunctionDescriptor.ofVoid(ADDRESS));

    private MainContexts() {}

    /** The global default context; borrowed. */
    public static MemorySegment global() {
        return pointer(DEFAULT);
    }

    /** Whether it is the global default context, which also goes by NULL. */
    public static boolean isGlobal(MemorySegment context) {
        return context.address() == 0 || context.equals(global());
    }

    /** A new context, with a reference for the caller. */
    public static MemorySegment create() {
        return pointer(NEW);
    }

    /** The thread-default context of the calling thread, or NULL where that is the global one; borrowed. */
    public static MemorySegment threadDefault() {
        return pointer(THREAD_DEFAULT);
    }

    private static MemorySegment pointer(MethodHandle function) {
        try {
            return (MemorySegment) function.invokeExact();
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static void ref(MemorySegment context) {
        try {
            MemorySegment _ = (MemorySegment) REF.invokeExact(context);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static void unref(MemorySegment context) {
        call(UNREF, context);
    }

    /** Makes {@code context} the thread-default one of the calling thread, which acquires it. */
    public static void pushThreadDefault(MemorySegment context) {
        call(PUSH, context);
    }

    public static void popThreadDefault(MemorySegment context) {
        call(POP, context);
    }

    public static boolean isOwner(MemorySegment context) {
        return ask(IS_OWNER, context);
    }

    /** Whether the calling thread owns it now, once more; {@link #release} gives that back. */
    public static boolean acquire(MemorySegment context) {
        return ask(ACQUIRE, context);
    }

    public static void release(MemorySegment context) {
        call(RELEASE, context);
    }

    /** Dispatches the ready sources of the best priority; whether there was one. */
    public static boolean iteration(MemorySegment context, boolean mayBlock) {
        try {
            return (int) ITERATION.invokeExact(context, mayBlock ? 1 : 0) != 0;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Has an iteration that blocks return, or the next one not block. */
    public static void wakeup(MemorySegment context) {
        call(WAKEUP, context);
    }

    /** A new loop, with a reference for the caller. */
    public static MemorySegment newLoop(MemorySegment context) {
        try {
            return (MemorySegment) LOOP_NEW.invokeExact(context, 0);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static void runLoop(MemorySegment loop) {
        call(LOOP_RUN, loop);
    }

    public static void quitLoop(MemorySegment loop) {
        call(LOOP_QUIT, loop);
    }

    public static boolean isLoopRunning(MemorySegment loop) {
        return ask(LOOP_IS_RUNNING, loop);
    }

    public static void unrefLoop(MemorySegment loop) {
        call(LOOP_UNREF, loop);
    }

    private static void call(MethodHandle function, MemorySegment argument) {
        try {
            function.invokeExact(argument);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static boolean ask(MethodHandle function, MemorySegment argument) {
        try {
            return (int) function.invokeExact(argument) != 0;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}

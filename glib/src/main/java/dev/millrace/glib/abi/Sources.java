package dev.millrace.glib.abi;

import static dev.millrace.glib.abi.Native.function;
import static dev.millrace.glib.abi.Native.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;

/**
 * {@code GSource}: made with its callback, attached, destroyed. What is made here has a reference for the caller, which
 * {@link #destroy} gives back; the callback is forgotten with the source.
 */
public final class Sources {
    private static final int SOURCE_BYTES = 96;
    private static final int DISPATCH_OFFSET = 16;
    private static final int FUNCS_BYTES = 48;

    private static final Cleaner CLEANER = Cleaner.create();

    private static final MethodHandle NEW = function("g_source_new", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle TIMEOUT_SECONDS =
            function("g_timeout_source_new_seconds", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle IDLE = function("g_idle_source_new", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle UNIX_SIGNAL =
            function("g_unix_signal_source_new", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle UNIX_FD =
            function("g_unix_fd_source_new", FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle CHILD =
            function("g_child_watch_source_new", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle SET_CALLBACK =
            function("g_source_set_callback", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle SET_PRIORITY =
            function("g_source_set_priority", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
    private static final MethodHandle SET_CAN_RECURSE =
            function("g_source_set_can_recurse", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
    private static final MethodHandle SET_NAME =
            function("g_source_set_name", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    private static final MethodHandle SET_READY_TIME =
            function("g_source_set_ready_time", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
    private static final MethodHandle CURRENT = function("g_main_current_source", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle GET_PRIORITY =
            function("g_source_get_priority", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle CANCELLABLE =
            function("g_cancellable_source_new", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle ATTACH =
            function("g_source_attach", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle DESTROY = function("g_source_destroy", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle UNREF = function("g_source_unref", FunctionDescriptor.ofVoid(ADDRESS));

    /** A source that is ready by its ready time alone. */
    private static final MemorySegment FUNCS = funcs();

    private Sources() {}

    private static MemorySegment funcs() {
        MemorySegment funcs = Arena.global().allocate(FUNCS_BYTES, 8);
        funcs.set(ADDRESS, DISPATCH_OFFSET, Callbacks.DISPATCH);
        return funcs;
    }

    /** A source that calls {@code target} once its ready time has come, also while an earlier call is under way. */
    public static MemorySegment onReadyTime(String name, int priority, Callbacks.Dispatch target) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = (MemorySegment) NEW.invokeExact(FUNCS, SOURCE_BYTES);
            SET_CAN_RECURSE.invokeExact(source, 1);
            SET_NAME.invokeExact(source, arena.allocateFrom(name));
            return prepared(source, priority, Callbacks.SOURCE_FUNC, target);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code g_timeout_source_new_seconds}. */
    public static MemorySegment timeoutSeconds(int seconds, int priority, Callbacks.Dispatch target) {
        try {
            MemorySegment source = (MemorySegment) TIMEOUT_SECONDS.invokeExact(seconds);
            return prepared(source, priority, Callbacks.SOURCE_FUNC, target);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code g_idle_source_new}. */
    public static MemorySegment idle(int priority, Callbacks.Dispatch target) {
        try {
            return prepared((MemorySegment) IDLE.invokeExact(), priority, Callbacks.SOURCE_FUNC, target);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code g_unix_signal_source_new}. */
    public static MemorySegment unixSignal(int signal, int priority, Callbacks.Dispatch target) {
        try {
            MemorySegment source = (MemorySegment) UNIX_SIGNAL.invokeExact(signal);
            return prepared(source, priority, Callbacks.SOURCE_FUNC, target);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code g_unix_fd_source_new}. */
    public static MemorySegment unixFd(int fd, int condition, int priority, Callbacks.FdDispatch target) {
        try {
            MemorySegment source = (MemorySegment) UNIX_FD.invokeExact(fd, condition);
            return prepared(source, priority, Callbacks.FD_FUNC, target);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code g_child_watch_source_new}. */
    public static MemorySegment childWatch(int pid, int priority, Callbacks.Exited target) {
        try {
            MemorySegment source = (MemorySegment) CHILD.invokeExact(pid);
            return prepared(source, priority, Callbacks.CHILD_WATCH, target);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code g_cancellable_source_new}. */
    public static MemorySegment cancelled(MemorySegment cancellable, int priority, Callbacks.Dispatch target) {
        try {
            MemorySegment source = (MemorySegment) CANCELLABLE.invokeExact(cancellable);
            return prepared(source, priority, Callbacks.CANCELLED, target);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static MemorySegment prepared(MemorySegment source, int priority, MemorySegment function, Object target)
            throws Throwable {
        SET_PRIORITY.invokeExact(source, priority);
        SET_CALLBACK.invokeExact(source, function, Callbacks.number(target), Callbacks.FORGET);
        return source;
    }

    public static void attach(MemorySegment source, MemorySegment context) {
        try {
            int _ = (int) ATTACH.invokeExact(source, context);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * When it is to be dispatched; from any thread, and its context is woken.
     *
     * @param readyUs microseconds of the monotonic clock; 0 is at once, -1 never
     */
    public static void setReadyTime(MemorySegment source, long readyUs) {
        try {
            SET_READY_TIME.invokeExact(source, readyUs);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The priority of the source whose callback the calling thread is in; {@link Integer#MIN_VALUE} outside of one. */
    public static int currentPriority() {
        try {
            MemorySegment source = (MemorySegment) CURRENT.invokeExact();
            return Memory.isNull(source) ? Integer.MIN_VALUE : (int) GET_PRIORITY.invokeExact(source);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Ends it; the caller's reference stays. */
    public static void end(MemorySegment source) {
        try {
            DESTROY.invokeExact(source);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Gives back the caller's reference once {@code user} is unreachable. */
    public static void releaseAfter(Object user, MemorySegment source) {
        CLEANER.register(user, () -> {
            try {
                UNREF.invokeExact(source);
            } catch (Throwable t) {
                throw unexpected(t);
            }
        });
    }

    /** Ends it, and gives back the caller's reference. */
    public static void destroy(MemorySegment source) {
        try {
            DESTROY.invokeExact(source);
            UNREF.invokeExact(source);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}

package dev.millrace.glib.abi;

import static dev.millrace.glib.abi.Native.function;
import static dev.millrace.glib.abi.Native.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** {@code GCancellable}, and one that follows another; from any thread. */
public final class Cancellables {
    private static final MethodHandle NEW = function("g_cancellable_new", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle CANCEL = function("g_cancellable_cancel", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle IS_CANCELLED =
            function("g_cancellable_is_cancelled", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle CONNECT = function(
            "g_signal_connect_data",
            FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle DISCONNECT =
            function("g_signal_handler_disconnect", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
    /** {@code G_CONNECT_SWAPPED}: the handler gets its data first. */
    private static final int SWAPPED = 2;

    private Cancellables() {}

    /** A new one, with a reference for the caller. */
    public static MemorySegment create() {
        try {
            return (MemorySegment) NEW.invokeExact();
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Cancels it; whoever is connected is called before this returns. */
    public static void cancel(MemorySegment cancellable) {
        try {
            CANCEL.invokeExact(cancellable);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Whether it was cancelled. */
    public static boolean isCancelled(MemorySegment cancellable) {
        try {
            return (int) IS_CANCELLED.invokeExact(cancellable) != 0;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * Has {@code follower} be cancelled when {@code leader} is, and at once where it was; never the other way round.
     *
     * <p>C code alone does it: the handler is {@code g_cancellable_cancel}, and holds a reference to the follower. So leaving need not
     * wait for a handler that runs on another thread, as {@code g_cancellable_disconnect} does.
     *
     * @return for {@link #leave}
     */
    public static long follow(MemorySegment leader, MemorySegment follower) {
        Objects.ref(leader);
        Objects.ref(follower);
        MemorySegment signal = Memory.string("cancelled");
        long link;
        try {
            link = (long) CONNECT.invokeExact(
                    leader,
                    signal,
                    Native.address("g_cancellable_cancel"),
                    follower,
                    Native.address("g_object_unref"),
                    SWAPPED);
        } catch (Throwable t) {
            throw unexpected(t);
        } finally {
            Memory.free(signal);
        }
        // Connected first: what is cancelled in between is seen by one of the two, and being cancelled twice is once.
        if (isCancelled(leader)) cancel(follower);
        return link;
    }

    /** Ends what {@link #follow} began. */
    public static void leave(MemorySegment leader, long link) {
        try {
            DISCONNECT.invokeExact(leader, link);
        } catch (Throwable t) {
            throw unexpected(t);
        }
        Objects.unref(leader);
    }
}

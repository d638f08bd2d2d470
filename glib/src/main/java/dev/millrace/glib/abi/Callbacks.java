package dev.millrace.glib.abi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.millrace.runtime.Pinned;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.gnome.glib.Type;
import org.jspecify.annotations.Nullable;

/**
 * What C code calls: one function for each shape of callback, made once. The Java object that is meant is found by the number
 * in the user data. No exception leaves them.
 */
public final class Callbacks {
    /** A source is ready. */
    @FunctionalInterface
    public interface Dispatch {
        /** Does what there is to do; false ends the source. */
        boolean dispatch();
    }

    /** A descriptor is ready. */
    @FunctionalInterface
    public interface FdDispatch {
        /** As {@link Dispatch#dispatch}; {@code condition} is a set of {@code GIOCondition}. */
        boolean dispatch(int fd, int condition);
    }

    /** A child process has ended. */
    @FunctionalInterface
    public interface Exited {
        /** {@code status} is that of {@code waitpid}. */
        void exited(int pid, int status);
    }

    /** An asynchronous operation has ended; its number is forgotten before. */
    @FunctionalInterface
    public interface Ready {
        /** {@code result} is borrowed. */
        void ready(MemorySegment result);
    }

    /** An operation tells how far it is. */
    @FunctionalInterface
    public interface Progress {
        void progress(long done, long total);
    }

    /** An operation that measures tells how far it is. */
    @FunctionalInterface
    public interface MeasureProgress {
        void progress(boolean reporting, long bytes, long directories, long files);
    }

    /** An operation asks whether to read on. */
    @FunctionalInterface
    public interface ReadMore {
        /** {@code contents} is borrowed, and has as many bytes as were read. */
        boolean readMore(MemorySegment contents);
    }

    /** An object manager asks what to make a proxy of. */
    @FunctionalInterface
    public interface ProxyType {
        /**
         * A type that is, or extends, {@code GDBusProxy}; for {@code interfaceName} null, {@code GDBusObjectProxy}. Any thread of GIO
         * may ask.
         */
        Type proxyType(String objectPath, @Nullable String interfaceName);
    }

    /** A signal is emitted. */
    @FunctionalInterface
    public interface Emission {
        /** {@code parameters} are {@code count} values of GObject, {@code result} is one or NULL; all are borrowed. */
        void emitted(MemorySegment result, int count, MemorySegment parameters);
    }

    private static final IdTable IDS = new IdTable();
    private static final String WHAT = "a callback of native code";

    /** {@code GSourceFunc}; {@code user_data} is the number of a {@link Dispatch}. */
    public static final MemorySegment SOURCE_FUNC = stub("sourceFunc", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    static final MemorySegment DISPATCH = stub("dispatch", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    /** {@code GCancellableSourceFunc}, of a {@link Dispatch}. */
    public static final MemorySegment CANCELLED = stub("cancelled", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    /** {@code GUnixFDSourceFunc}, of a {@link FdDispatch}. */
    public static final MemorySegment FD_FUNC =
            stub("fdFunc", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    /** {@code GChildWatchFunc}, of an {@link Exited}. */
    public static final MemorySegment CHILD_WATCH =
            stub("childWatch", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, ADDRESS));
    /** {@code GAsyncReadyCallback}, of a {@link Ready}. */
    public static final MemorySegment ASYNC_READY =
            stub("asyncReady", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));
    /** {@code GFileProgressCallback}, of a {@link Progress}. */
    public static final MemorySegment PROGRESS =
            stub("progress", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, ADDRESS));
    /** {@code GFileMeasureProgressCallback}, of a {@link MeasureProgress}. */
    public static final MemorySegment MEASURE_PROGRESS =
            stub("measureProgress", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS));
    /** {@code GFileReadMoreCallback}, of a {@link ReadMore}. */
    public static final MemorySegment READ_MORE =
            stub("readMore", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS));
    /** {@code GDBusProxyTypeFunc}, of a {@link ProxyType}. */
    public static final MemorySegment PROXY_TYPE =
            stub("proxyType", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    /** {@code GClosureMarshal}; {@code marshal_data} is the number of an {@link Emission}. */
    public static final MemorySegment CLOSURE =
            stub("closure", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    /** {@code GDestroyNotify}: forgets the number. */
    public static final MemorySegment FORGET = stub("forget", FunctionDescriptor.ofVoid(ADDRESS));
    /** {@code GClosureNotify}: forgets the number. */
    public static final MemorySegment FORGET_CLOSURE =
            stub("forgetClosure", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));

    private Callbacks() {}

    /** A number for a callback, as user data; it is held until {@link #forget}. */
    public static MemorySegment number(Object callback) {
        return MemorySegment.ofAddress(IDS.add(callback));
    }

    /** Lets go of a callback, by its number: called by C code, and from here where that does not. */
    public static void forget(MemorySegment data) {
        IDS.remove(data.address());
    }

    /** How many callbacks C code may still call: sources, operations under way, connected signals. */
    public static int live() {
        return IDS.size();
    }

    private static MemorySegment stub(String method, FunctionDescriptor type) {
        try {
            return Native.stub(MethodHandles.lookup().findStatic(Callbacks.class, method, type.toMethodType()), type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no such callback: name=" + method, e);
        }
    }

    private static <T> @Nullable T find(MemorySegment data, Class<T> type) {
        Object found = IDS.get(data.address());
        return type.isInstance(found) ? type.cast(found) : null;
    }

    // ---- called by C code

    @SuppressWarnings("unused") // by its name
    private static int dispatch(MemorySegment source, MemorySegment callback, MemorySegment data) {
        return sourceFunc(data);
    }

    @SuppressWarnings("unused") // by its name
    private static int cancelled(MemorySegment cancellable, MemorySegment data) {
        return sourceFunc(data);
    }

    private static int sourceFunc(MemorySegment data) {
        try (var _ = Pinned.enter(WHAT)) {
            Dispatch target = find(data, Dispatch.class);
            return target != null && target.dispatch() ? 1 : 0;
        } catch (Throwable failure) {
            Boundary.report("a source has failed, and is removed", failure);
            return 0;
        }
    }

    @SuppressWarnings("unused") // by its name
    private static int fdFunc(int fd, int condition, MemorySegment data) {
        try (var _ = Pinned.enter(WHAT)) {
            FdDispatch target = find(data, FdDispatch.class);
            return target != null && target.dispatch(fd, condition) ? 1 : 0;
        } catch (Throwable failure) {
            Boundary.report("a source has failed, and is removed", failure);
            return 0;
        }
    }

    @SuppressWarnings("unused") // by its name
    private static void childWatch(int pid, int status, MemorySegment data) {
        try (var _ = Pinned.enter(WHAT)) {
            Exited target = find(data, Exited.class);
            if (target != null) target.exited(pid, status);
        } catch (Throwable failure) {
            Boundary.report("a child watch has failed", failure);
        }
    }

    @SuppressWarnings("unused") // by its name
    private static void asyncReady(MemorySegment source, MemorySegment result, MemorySegment data) {
        try (var _ = Pinned.enter(WHAT)) {
            if (IDS.remove(data.address()) instanceof Ready target) target.ready(result);
        } catch (Throwable failure) {
            Boundary.report("the end of an operation has failed", failure);
        }
    }

    @SuppressWarnings("unused") // by its name
    private static void progress(long done, long total, MemorySegment data) {
        try (var _ = Pinned.enter(WHAT)) {
            Progress target = find(data, Progress.class);
            if (target != null) target.progress(done, total);
        } catch (Throwable failure) {
            Boundary.report("a progress callback has failed", failure);
        }
    }

    @SuppressWarnings("unused") // by its name
    private static void measureProgress(int reporting, long bytes, long directories, long files, MemorySegment data) {
        try (var _ = Pinned.enter(WHAT)) {
            MeasureProgress target = find(data, MeasureProgress.class);
            if (target != null) target.progress(reporting != 0, bytes, directories, files);
        } catch (Throwable failure) {
            Boundary.report("a progress callback has failed", failure);
        }
    }

    @SuppressWarnings({"unused", "restricted"}) // by its name; the memory is as long as C says
    private static int readMore(MemorySegment contents, long length, MemorySegment data) {
        try (var _ = Pinned.enter(WHAT)) {
            ReadMore target = find(data, ReadMore.class);
            return target == null || target.readMore(contents.reinterpret(length)) ? 1 : 0;
        } catch (Throwable failure) {
            Boundary.report("a callback that is asked whether to read on has failed", failure);
            return 0;
        }
    }

    @SuppressWarnings("unused") // by its name
    private static long proxyType(MemorySegment manager, MemorySegment path, MemorySegment name, MemorySegment data) {
        String interfaceName = Memory.read(name);
        try (var _ = Pinned.enter(WHAT)) {
            ProxyType target = find(data, ProxyType.class);
            if (target != null)
                return ProxyTypes.checked(
                        target.proxyType(String.valueOf(Memory.read(path)), interfaceName), interfaceName);
        } catch (Throwable failure) {
            Boundary.report("a callback that is asked for the type of a proxy has failed", failure);
        }
        return ProxyTypes.base(interfaceName);
    }

    @SuppressWarnings("unused") // by its name
    private static void closure(
            MemorySegment closure,
            MemorySegment result,
            int count,
            MemorySegment parameters,
            MemorySegment hint,
            MemorySegment data) {
        try (var _ = Pinned.enter("a signal handler")) {
            Emission target = find(data, Emission.class);
            if (target != null) target.emitted(result, count, parameters);
        } catch (Throwable failure) {
            Boundary.report("a signal handler has failed", failure);
        }
    }

    @SuppressWarnings("unused") // by its name
    private static void forgetClosure(MemorySegment data, MemorySegment closure) {
        try {
            forget(data);
        } catch (Throwable failure) {
            Boundary.report("a callback could not be forgotten", failure);
        }
    }
}

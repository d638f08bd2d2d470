package dev.millrace.runtime;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Locale;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How the bodies of async futures are suspended in this JVM; found out once. */
enum AwaitMode {
    /** Virtual threads whose continuations the thread of the executor runs itself. Needs {@code java.lang} opened. */
    LOOP,
    /** Virtual threads of the JDK's scheduler that run one at a time, each while the thread of the executor waits for it. */
    BATON;

    private static final System.Logger LOG = System.getLogger("dev.millrace.runtime");
    private static final String PROPERTY = "millrace.await";
    private static final @Nullable MethodHandle NEW_VIRTUAL_THREAD = findDoor();

    /** The mode of this JVM. */
    static final AwaitMode OF_JVM = choose();

    private static AwaitMode choose() {
        String wanted = System.getProperty(PROPERTY, "loop").toLowerCase(Locale.ROOT);
        if (!wanted.equals("loop") && !wanted.equals("baton"))
            throw new IllegalArgumentException(
                    "unknown await mode: " + PROPERTY + "=" + wanted + "; use loop or baton");
        if (wanted.equals("baton")) return BATON;
        if (NEW_VIRTUAL_THREAD != null) return LOOP;
        LOG.log(
                Level.WARNING,
                "await is several times slower than it could be: start the JVM with --add-opens java.base/java.lang="
                        + opensTo());
        return BATON;
    }

    static String opensTo() {
        Module module = AwaitMode.class.getModule();
        return module.isNamed() ? module.getName() : "ALL-UNNAMED";
    }

    /** The factory of virtual threads with a scheduler of their own: the same from JDK 21 to 28, and not public. */
    private static @Nullable MethodHandle findDoor() {
        try {
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            MethodType type =
                    MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class);
            return MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
                    .findStatic(builders, "newVirtualThread", type);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /**
     * A virtual thread, not started, whose continuation is handed to {@code scheduler} each time it can run; the scheduler runs
     * it on a platform thread. In mode LOOP only.
     */
    static Thread newThread(Executor scheduler, String name, Runnable main) {
        if (NEW_VIRTUAL_THREAD == null) throw new IllegalStateException("java.lang is not open: module=" + opensTo());
        try {
            return (Thread) NEW_VIRTUAL_THREAD.invokeExact(scheduler, name, 0, main);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("newVirtualThread declares nothing", e);
        }
    }
}

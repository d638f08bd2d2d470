package dev.millrace.future;

import org.jspecify.annotations.Nullable;

/**
 * Lends the calling thread to an executor for a while: how a test steps a context, and how a blocked thread becomes one.
 *
 * <p>Used as {@code try (var entered = Entered.enter(executor)) { ... }}; nests.
 */
public final class Entered implements AutoCloseable {
    private static final ThreadLocal<@Nullable Executor> CURRENT = new ThreadLocal<>();

    private final @Nullable Executor before;

    private Entered(@Nullable Executor before) {
        this.before = before;
    }

    /** Makes {@code executor} the current one of this thread until the returned guard is closed. */
    public static Entered enter(Executor executor) {
        Entered guard = new Entered(CURRENT.get());
        CURRENT.set(executor);
        return guard;
    }

    static @Nullable Executor current() {
        return CURRENT.get();
    }

    @Override
    public void close() {
        if (before == null) CURRENT.remove();
        else CURRENT.set(before);
    }
}

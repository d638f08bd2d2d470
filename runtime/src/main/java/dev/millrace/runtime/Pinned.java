package dev.millrace.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Marks a stretch of an async body that cannot be suspended, such as a callback from native code that the body called: an
 * {@code await} there throws, where it would otherwise stop the thread of the executor for ever.
 *
 * <p>Used as {@code try (var pinned = Pinned.enter("a signal handler")) { ... }}; nests. Outside of a body it does nothing.
 */
public final class Pinned implements AutoCloseable {
    private static final Pinned NOWHERE = new Pinned(null, null);

    private final @Nullable AsyncFuture<?> body;
    private final @Nullable String before;

    private Pinned(@Nullable AsyncFuture<?> body, @Nullable String before) {
        this.body = body;
        this.before = before;
    }

    /**
     * From now on, until the returned guard is closed, the body that runs on the calling thread cannot be suspended.
     *
     * @param what what keeps it from that, for the message of the {@code await}
     */
    public static Pinned enter(String what) {
        AsyncFuture<?> body = AsyncFuture.current();
        if (body == null) return NOWHERE;
        Pinned guard = new Pinned(body, body.pinnedBy);
        body.pinnedBy = what;
        return guard;
    }

    static IllegalStateException refusal(String what) {
        return new IllegalStateException("await inside " + what + ", which cannot be suspended: thread="
                + Thread.currentThread().getName() + "; spawn a task from here, and await in that");
    }

    @Override
    public void close() {
        if (body != null) body.pinnedBy = before;
    }
}

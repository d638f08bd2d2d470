package dev.millrace.io;

import dev.millrace.future.Executor;
import dev.millrace.future.Waker;
import dev.millrace.reactor.Pollable;
import dev.millrace.reactor.Registration;
import dev.millrace.runtime.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The readiness of one handle on the context that first waits for it. Belongs to that context's thread. */
final class Readiness {
    /** So many attempts in a row that found all they asked for are made before the backend is asked again. */
    private static final int FULL_IN_A_ROW = 16;

    private final Pollable handle;
    private @Nullable Registration registration;
    private @Nullable Context home;
    private int fullInARow;

    Readiness(Pollable handle) {
        this.handle = handle;
    }

    boolean pollReadable(Waker waker) throws IOException {
        return registration().pollReadable(waker);
    }

    boolean pollWritable(Waker waker) throws IOException {
        return registration().pollWritable(waker);
    }

    /**
     * A read gave something.
     *
     * @param full whether there was as much as was asked for, so that there may be more; else it counts as all there was
     */
    void received(boolean full) {
        if (registration == null) return;
        if (full && ++fullInARow < FULL_IN_A_ROW) return;
        fullInARow = 0;
        registration.received();
    }

    /** A read found nothing. */
    void drained() {
        fullInARow = 0;
        if (registration != null) registration.drained();
    }

    /** A write found no room. */
    void refused() {
        if (registration != null) registration.sendRefused();
    }

    /** Leaves the context, to be used on another one from now on. */
    void unregister() {
        if (registration != null) registration.close();
        registration = null;
    }

    /** Ends it; whoever waits is woken. */
    void close() {
        if (registration != null) registration.close();
    }

    private Registration registration() throws IOException {
        if (registration == null) {
            Context context = here("wait for this");
            registration = context.reactor().register(handle);
            home = context;
        } else if (home != null && !home.isCurrent()) {
            throw away(home);
        }
        return registration;
    }

    /**
     * The context of the calling task.
     *
     * @throws IllegalStateException where there is none; it names what there is
     */
    static Context here(String what) {
        Executor here = Executor.currentOrNull();
        if (here instanceof Context context) return context;
        throw new IllegalStateException("only a task on a context can " + what + ": thread="
                + Thread.currentThread().getName() + (here == null ? "" : " executor=" + here)
                + "; spawn it on a Context, and await the handle");
    }

    /** It is awaited away from the context that it is registered with. */
    static IllegalStateException away(Context home) {
        Executor here = Executor.currentOrNull();
        return new IllegalStateException("a handle belongs to " + home + ", but was awaited on "
                + (here == null ? "thread " + Thread.currentThread().getName() : here)
                + "; spawn it on that context, and await the handle of the task");
    }
}

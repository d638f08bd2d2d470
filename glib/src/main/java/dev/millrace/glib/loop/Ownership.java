package dev.millrace.glib.loop;

import dev.millrace.glib.abi.MainContexts;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Who owns a main context: GLib's own lock, with messages that name both sides. */
final class Ownership {
    /** The bindings' finalizer takes the global context for a moment, on a thread of its own, when objects are collected. */
    private static final int TRIES = 50;

    private static final long BETWEEN_TRIES_NS = 1_000_000;

    private final MemorySegment context;
    private final boolean global;
    private final String name;
    private volatile @Nullable Thread owner;

    Ownership(MemorySegment context, boolean global, String name) {
        this.context = context;
        this.global = global;
        this.name = name;
    }

    /**
     * Does nothing where the calling thread owns the context, or nobody does.
     *
     * @throws IllegalStateException where another thread does
     */
    void check(String what, String instead) {
        if (MainContexts.isOwner(context)) return;
        if (!acquire()) throw refusal(what, instead);
        MainContexts.release(context);
    }

    /** Owns the context, which is the thread-default one as well, until what is given is closed. */
    Taken take(String what) {
        if (!acquire()) throw refusal(what, "run it on the thread that owns the context");
        Thread before = owner;
        owner = Thread.currentThread();
        if (!global) MainContexts.pushThreadDefault(context);
        return () -> {
            if (!global) MainContexts.popThreadDefault(context);
            owner = before;
            MainContexts.release(context);
        };
    }

    private boolean acquire() {
        for (int i = 0; i < TRIES; i++) {
            if (MainContexts.acquire(context)) return true;
            if (owner != null) return false;
            LockSupport.parkNanos(this, BETWEEN_TRIES_NS);
        }
        return false;
    }

    private IllegalStateException refusal(String what, String instead) {
        Thread other = owner;
        return new IllegalStateException(what + " on a main context that another thread owns: context=" + name
                + " owner=" + (other == null ? "(not known)" : other.getName())
                + " thread=" + Thread.currentThread().getName() + "; " + instead);
    }

    /** Gives back what {@link #take} took. */
    interface Taken extends AutoCloseable {
        @Override
        void close();
    }
}

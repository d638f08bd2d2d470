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
    private final String name;
    private volatile @Nullable Thread owner;

    Ownership(MemorySegment context, String name) {
        this.context = context;
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
        boolean pushed = push();
        return () -> {
            pop(pushed);
            owner = before;
            MainContexts.release(context);
        };
    }

    /** Whether what begins on the calling thread calls back on this context. */
    boolean isThreadDefault() {
        MemorySegment present = MainContexts.threadDefault();
        return present.equals(context) || (MainContexts.isGlobal(present) && MainContexts.isGlobal(context));
    }

    /**
     * Does nothing where what begins now on the calling thread calls back on this context.
     *
     * @throws IllegalStateException where another was made the thread-default one; it names both
     */
    void checkThreadDefault(String what) {
        if (isThreadDefault()) return;
        MemorySegment present = MainContexts.threadDefault();
        throw new IllegalStateException(
                what + " would call back on another main context than that of its task: thread-default="
                        + (MainContexts.isGlobal(present) ? "default" : "0x" + Long.toHexString(present.address()))
                        + " task=" + name
                        + "; pop what was pushed, or spawn it on the executor of that context");
    }

    /** Makes it the thread-default context of its owner, where it is not; {@link #pop} takes the answer. */
    boolean push() {
        if (isThreadDefault()) return false;
        MainContexts.pushThreadDefault(context);
        return true;
    }

    void pop(boolean pushed) {
        if (pushed) MainContexts.popThreadDefault(context);
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

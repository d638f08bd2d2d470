package dev.millrace.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** What a loop is doing, written by its thread around every task, and looked at now and then by the stall detector. */
final class Activity {
    /*
     * Overview. Two fields, written opaquely, so that a task costs two plain stores more: what is being done (null between
     * tasks), and how many things were done so far. Who sees the same of both twice knows that it is the same run, and for how
     * long it has been going on, without the loop ever reading a clock for it.
     */
    private static final VarHandle CURRENT;
    private static final VarHandle DONE;

    static {
        try {
            CURRENT = MethodHandles.lookup().findVarHandle(Activity.class, "current", Object.class);
            DONE = MethodHandles.lookup().findVarHandle(Activity.class, "done", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable Object current;
    private long done;

    // The loop's thread.

    void begin(Object what) {
        CURRENT.setOpaque(this, what);
    }

    /** What is being done consists of many short pieces, and one of them is done. */
    void progress() {
        DONE.setOpaque(this, done + 1);
    }

    void end() {
        DONE.setOpaque(this, done + 1);
        CURRENT.setOpaque(this, null);
    }

    /** What is being done: a task, or the name of a part of the turn. */
    @Nullable
    Object mine() {
        return current;
    }

    // Any thread.

    @Nullable
    Object current() {
        return CURRENT.getOpaque(this);
    }

    long done() {
        return (long) DONE.getOpaque(this);
    }
}

package dev.millrace.glib.loop;

/** The priorities of GLib: any int will do, and smaller goes first; these are the usual ones. */
public final class GlibPriority {
    public static final int HIGH = -100;
    /** Of tasks, timers and operations that are given none. */
    public static final int DEFAULT = 0;

    public static final int HIGH_IDLE = 100;
    /** Of idle sources that are given none. */
    public static final int DEFAULT_IDLE = 200;

    public static final int LOW = 300;

    private GlibPriority() {}
}

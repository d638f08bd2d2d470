package dev.millrace.glib.abi;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/** Where exceptions stop that would else reach C code, which ends the JVM: they are counted, and the first is logged. */
public final class Boundary {
    private static final System.Logger LOG = System.getLogger("dev.millrace.glib");
    private static final AtomicLong FAULTS = new AtomicLong();

    private Boundary() {}

    /** How many exceptions were stopped so far, in this JVM. */
    public static long faults() {
        return FAULTS.get();
    }

    /** Counts a failure that belongs to nobody who could be told. Never throws. */
    public static void report(String what, Throwable failure) {
        try {
            if (FAULTS.getAndIncrement() == 0)
                LOG.log(Level.WARNING, what + ", further ones are counted only", failure);
        } catch (Throwable _) {
            // A logger that fails has nobody to tell either.
        }
    }
}

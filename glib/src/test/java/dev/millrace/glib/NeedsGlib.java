package dev.millrace.glib;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.glib.abi.GlibMissingException;
import dev.millrace.glib.abi.Native;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test class where GLib is missing; where peers are required, that is a failure. */
public final class NeedsGlib implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        try {
            Native.require();
        } catch (GlibMissingException e) {
            missing(String.valueOf(e.getMessage()));
        }
    }

    /** Skips the test for a reason that no CI may have. */
    public static void missing(String reason) {
        if ("required".equals(System.getenv("MILLRACE_PEERS")))
            throw new AssertionError(reason + "; MILLRACE_PEERS=required");
        assumeTrue(false, reason);
    }
}

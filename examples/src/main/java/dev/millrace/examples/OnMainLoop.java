package dev.millrace.examples;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.glib.abi.GlibException;
import dev.millrace.glib.loop.GlibExecutor;
import dev.millrace.glib.loop.GlibJoinHandle;
import dev.millrace.glib.loop.GlibLoop;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An example whose work is one future on the main loop of GLib, which the calling thread runs until the future is ready. */
interface OnMainLoop extends Example {
    /** Its work. */
    Future<@Nullable Void> main(GlibExecutor glib, PrintWriter out, List<String> args);

    /**
     * The work is spawned, the loop runs, and the end of the one quits the other.
     *
     * @throws GlibException what GIO could not do
     */
    @Override
    default void run(PrintWriter out, List<String> args) {
        GlibExecutor glib = GlibExecutor.ofDefault();
        try (GlibLoop loop = GlibLoop.of(glib)) {
            GlibJoinHandle<@Nullable Void> work = glib.spawnLocal(main(glib, out, args));
            GlibJoinHandle<@Nullable Void> end = glib.spawnLocal(work.then(
                    _ -> Futures.lazy(() -> quit(loop)), failure -> Futures.lazy(() -> failed(loop, failure))));
            loop.run();
            end.result();
        }
    }

    private static @Nullable Void quit(GlibLoop loop) {
        loop.quit();
        return null;
    }

    private static @Nullable Void failed(GlibLoop loop, RuntimeException failure) {
        loop.quit();
        throw failure;
    }

    /** The first argument. */
    static String needed(List<String> args, String what) {
        if (args.isEmpty()) throw new IllegalArgumentException("nothing to work on: expected " + what);
        return args.getFirst();
    }
}

package dev.millrace.examples;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.future.Future;
import dev.millrace.glib.gio.FileFutures;
import dev.millrace.glib.gio.GioFiles;
import dev.millrace.glib.gio.InputStreamFutures;
import dev.millrace.glib.loop.GlibExecutor;
import java.io.PrintWriter;
import java.util.List;
import org.gnome.gio.FileInputStream;
import org.jspecify.annotations.Nullable;

/** A file in chunks of 64 bytes, by GIO on the main loop of GLib: it reads as if each call blocked, and none does. */
final class GioRead implements OnMainLoop {
    @Override
    public Future<@Nullable Void> main(GlibExecutor glib, PrintWriter out, List<String> args) {
        String path = OnMainLoop.needed(args, "a file to read");
        return async(() -> {
            FileInputStream in = await(FileFutures.read(GioFiles.ofPath(path)));
            byte[] chunk = new byte[64];
            int index = 0;
            for (int n; (n = await(InputStreamFutures.read(in, chunk))) > 0; index++)
                out.println(index + ": " + new String(chunk, 0, n, UTF_8).replace('\n', ' '));
            await(InputStreamFutures.close(in));
            out.println("closed after " + index + " chunks");
            return null;
        });
    }
}

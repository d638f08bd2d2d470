package dev.millrace.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.future.Future;
import dev.millrace.future.Streams;
import dev.millrace.glib.gio.FileFutures;
import dev.millrace.glib.gio.GioFiles;
import dev.millrace.glib.gio.InputStreamFutures;
import dev.millrace.glib.loop.GlibExecutor;
import java.io.PrintWriter;
import java.util.List;
import org.gnome.gio.FileInputStream;
import org.jspecify.annotations.Nullable;

/** What {@link GioRead} does, composed of futures: nothing waits, and one function takes all errors. */
final class GioReadCombinators implements OnMainLoop {
    @Override
    public Future<@Nullable Void> main(GlibExecutor glib, PrintWriter out, List<String> args) {
        String path = OnMainLoop.needed(args, "a file to read");
        return FileFutures.read(GioFiles.ofPath(path))
                .andThen(in -> printAll(in, out)
                        .andThen(index -> InputStreamFutures.close(in)
                                .inspect(_ -> out.println("closed after " + index + " chunks"))));
    }

    /** How many chunks there were. */
    private static Future<Integer> printAll(FileInputStream in, PrintWriter out) {
        byte[] chunk = new byte[64];
        return Streams.generate(() -> InputStreamFutures.read(in, chunk).<@Nullable Integer>map(n -> n == 0 ? null : n))
                .fold(0, (index, n) -> {
                    out.println(index + ": " + new String(chunk, 0, n, UTF_8).replace('\n', ' '));
                    return index + 1;
                });
    }
}

package dev.millrace.examples;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.glib.gio.FileEnumeratorFutures;
import dev.millrace.glib.gio.FileFutures;
import dev.millrace.glib.gio.GioFiles;
import dev.millrace.glib.loop.GlibExecutor;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.gnome.gio.FileEnumerator;
import org.gnome.gio.FileInfo;
import org.gnome.gio.FileQueryInfoFlags;
import org.jspecify.annotations.Nullable;

/** The names in a directory, by GIO, some at a time. */
final class GioLs implements OnMainLoop {
    private static final int AT_A_TIME = 10;

    @Override
    public Future<@Nullable Void> main(GlibExecutor glib, PrintWriter out, List<String> args) {
        String path = OnMainLoop.needed(args, "a directory to list");
        return async(() -> {
            FileEnumerator listing = await(
                    FileFutures.enumerateChildren(GioFiles.ofPath(path), "standard::name", FileQueryInfoFlags.NONE, 0));
            List<String> names = new ArrayList<>();
            List<FileInfo> some;
            do {
                some = await(FileEnumeratorFutures.nextFiles(listing, AT_A_TIME));
                for (FileInfo info : some) names.add(info.getName());
            } while (!some.isEmpty());
            await(FileEnumeratorFutures.close(listing));
            Collections.sort(names);
            names.forEach(out::println);
            return null;
        });
    }
}
